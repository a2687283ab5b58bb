package dev.switchboard.wire;

import java.math.BigDecimal;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A field of a caller's request that only the caller's own dialect has, on its way to a provider of
 * another one: what changes the answer is refused, all else (storage, billing, tiers, routing,
 * caching, labels, hints, and what nobody here knows) is left out with a note, and a value that
 * asks for nothing is neither.
 */
public final class ForeignField {
  /** Fields without which another answer, or another kind of answer, would come. */
  private static final Set<String> CHANGES_ANSWER =
      Set.of(
          // OpenAI
          "audio",
          "logit_bias",
          "modalities",
          "web_search_options",
          "prompt",
          // OpenAI-compatible servers
          "grammar",
          "guided_choice",
          "guided_grammar",
          "guided_json",
          "guided_regex",
          "min_p",
          "mirostat",
          "repetition_penalty",
          "top_a",
          // Anthropic
          "container",
          "inference_geo",
          "mcp_servers",
          // Gemini
          "cachedContent",
          "imageConfig",
          "responseModalities",
          "speechConfig");

  /** Objects that ask for something without a field of theirs. */
  private static final Set<String> ASKS_EMPTY = Set.of("web_search_options");

  private ForeignField() {}

  /** Whether a caller could not use the answer that comes without the field. */
  public static boolean changesAnswer(String name) {
    return CHANGES_ANSWER.contains(name);
  }

  /** Whether the value is what clients send by habit and is the case anyway. */
  public static boolean asksForNothing(String name, JsonNode value) {
    if (value.isObject() && ASKS_EMPTY.contains(name)) {
      return false;
    }
    if (value.isContainer()) {
      return value.isEmpty() || (value.size() == 1 && isText(value.get(0)));
    }
    if (value.isNumber()) {
      // A caller may write a number that no double holds.
      BigDecimal usual = name.equals("repetition_penalty") ? BigDecimal.ONE : BigDecimal.ZERO;
      return value.decimalValue().compareTo(usual) == 0;
    }
    return value.isNull()
        || (value.isBoolean() && !value.booleanValue())
        || (value.isString() && value.stringValue().isEmpty());
  }

  /** Whether this is the one kind of output that comes anyway. */
  private static boolean isText(@Nullable JsonNode modality) {
    return modality != null && modality.asString("").equalsIgnoreCase("text");
  }
}
