package dev.switchboard.wire.gemini;

import dev.switchboard.ir.Extension;
import dev.switchboard.json.InvalidJsonException;
import dev.switchboard.json.Json;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * What becomes of another dialect's own request fields.
 *
 * <p>Refused is what changes the answer so that a caller could not use another ({@link
 * #CHANGES_ANSWER}). Everything else (storage, tiers, cache keys, labels, hints, and what nobody
 * here knows) is left out with a note. A value that asks for nothing is neither.
 */
final class ForeignExtensions {
  /** Fields without which another answer, or another kind of answer, would come. */
  static final Set<String> CHANGES_ANSWER =
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
          "mcp_servers");

  private ForeignExtensions() {}

  /**
   * Notes or refuses a field.
   *
   * @throws dev.switchboard.ir.FailureException if the field changes the answer
   */
  static void leaveOut(Extension extension, Translation translation) {
    if (asksForNothing(extension)) {
      return;
    }
    String text = "only " + extension.dialect().label() + " understands this field";
    if (CHANGES_ANSWER.contains(extension.name())) {
      throw translation.unsupported(extension.name(), text);
    }
    translation.omitted(extension.name(), text);
  }

  /** What clients send by habit and is the case anyway. */
  private static boolean asksForNothing(Extension extension) {
    JsonNode value;
    try {
      value = Json.parse(extension.json());
    } catch (InvalidJsonException e) {
      return false;
    }
    return switch (value.getNodeType()) {
      case NULL -> true;
      case BOOLEAN -> !value.booleanValue();
      case NUMBER ->
          value.decimalValue().signum() == 0
              || (extension.name().equals("repetition_penalty") && value.doubleValue() == 1);
      case OBJECT -> value.isEmpty();
      case ARRAY ->
          value.isEmpty() || (value.size() == 1 && value.path(0).asString("").equals("text"));
      default -> false;
    };
  }
}
