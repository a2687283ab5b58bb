package dev.switchboard.wire.openai;

import static dev.switchboard.wire.openai.OpenAiFlag.CACHE_CONTROL;
import static dev.switchboard.wire.openai.OpenAiFlag.DEVELOPER_ROLE;
import static dev.switchboard.wire.openai.OpenAiFlag.ECHO_REASONING;
import static dev.switchboard.wire.openai.OpenAiFlag.ECHO_REASONING_CONTENT;
import static dev.switchboard.wire.openai.OpenAiFlag.ECHO_REASONING_DETAILS;
import static dev.switchboard.wire.openai.OpenAiFlag.JSON_OBJECT_SCHEMA;
import static dev.switchboard.wire.openai.OpenAiFlag.NINE_CHARACTER_IDS;
import static dev.switchboard.wire.openai.OpenAiFlag.NO_IMAGE_URL;
import static dev.switchboard.wire.openai.OpenAiFlag.NO_MESSAGE_NAME;
import static dev.switchboard.wire.openai.OpenAiFlag.NO_PARALLEL_TOOL_CALLS;
import static dev.switchboard.wire.openai.OpenAiFlag.NO_STRICT;
import static dev.switchboard.wire.openai.OpenAiFlag.NO_TOOL_CHOICE_NAMED;
import static dev.switchboard.wire.openai.OpenAiFlag.NO_TOOL_CHOICE_NONE;
import static dev.switchboard.wire.openai.OpenAiFlag.NO_USER;
import static dev.switchboard.wire.openai.OpenAiFlag.RANDOM_SEED;
import static dev.switchboard.wire.openai.OpenAiFlag.REASONING_OBJECT;
import static dev.switchboard.wire.openai.OpenAiFlag.STRING_CONTENT;
import static dev.switchboard.wire.openai.OpenAiFlag.THINKING_SWITCH;
import static dev.switchboard.wire.openai.OpenAiFlag.THOUGHT_SIGNATURES;
import static dev.switchboard.wire.openai.OpenAiFlag.TOOL_CHOICE_ANY;

import dev.switchboard.json.Quotes;
import dev.switchboard.json.TopLevel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Whether a vendor takes a caller's body as it is.
 *
 * <p>It does not where translation would say something otherwise than the caller did: a field with
 * another name, a role the vendor does not know, another provider's reasoning in the history. What
 * a vendor lacks altogether does not matter here; the vendor's own refusal is as good as ours.
 *
 * <p>Words within messages are looked for in the bytes. One that stands in a text by chance costs a
 * translation and nothing else.
 */
final class VendorFit {
  private final List<byte[]> words = new ArrayList<>();

  /** By {@link #beginning}; hardly any other text begins like one of the words. */
  private final BitSet beginnings = new BitSet();

  private final Set<String> fields = new HashSet<>();

  VendorFit(OpenAiFlags flags) {
    wordUnless(flags.has(DEVELOPER_ROLE), "developer");
    wordUnless(flags.has(CACHE_CONTROL), "cache_control");
    wordUnless(flags.has(ECHO_REASONING_DETAILS), "reasoning_details");
    wordUnless(flags.has(THOUGHT_SIGNATURES), "extra_content");
    wordUnless(flags.has(ECHO_REASONING) || flags.has(REASONING_OBJECT), "reasoning");
    wordUnless(flags.has(ECHO_REASONING_CONTENT), "reasoning_content");
    wordUnless(false, "thinking_blocks");
    wordUnless(false, "provider_specific_fields");
    wordUnless(!flags.has(NINE_CHARACTER_IDS), "tool_call_id");
    wordUnless(!flags.has(ECHO_REASONING_CONTENT), "tool_call_id");
    wordUnless(!flags.has(NO_IMAGE_URL), "image_url");
    wordUnless(!flags.has(NO_MESSAGE_NAME), "name");
    wordUnless(!flags.has(NO_STRICT), "strict");
    wordUnless(!flags.has(STRING_CONTENT), "type");
    boolean ownToolChoice =
        flags.has(TOOL_CHOICE_ANY)
            || flags.has(NO_TOOL_CHOICE_NAMED)
            || flags.has(NO_TOOL_CHOICE_NONE);
    fieldIf(ownToolChoice, "tool_choice");
    fieldIf(flags.has(RANDOM_SEED), "seed");
    fieldIf(flags.has(NO_USER), "user");
    fieldIf(flags.has(NO_PARALLEL_TOOL_CALLS), "parallel_tool_calls");
    fieldIf(flags.has(JSON_OBJECT_SCHEMA), "response_format");
    fieldIf(flags.has(THINKING_SWITCH), "reasoning_effort");
  }

  private void wordUnless(boolean taken, String word) {
    if (!taken) {
      byte[] letters = word.getBytes(StandardCharsets.US_ASCII);
      words.add(letters);
      beginnings.set(beginning(letters[0], letters[1]));
    }
  }

  private void fieldIf(boolean deviates, String name) {
    if (deviates) {
      fields.add(name);
    }
  }

  boolean takes(TopLevel body, byte[] bytes) {
    for (String name : fields) {
      if (body.field(name).isPresent()) {
        return false;
      }
    }
    int last = bytes.length - 2;
    for (int at = Quotes.next(bytes, 0, last); at < last; at = Quotes.next(bytes, at + 1, last)) {
      if (beginnings.get(beginning(bytes[at + 1], bytes[at + 2])) && isWord(bytes, at + 1)) {
        return false;
      }
    }
    return true;
  }

  /** Two bytes as one number. */
  private static int beginning(byte first, byte second) {
    return (first & 0xFF) << 8 | (second & 0xFF);
  }

  private boolean isWord(byte[] bytes, int from) {
    for (byte[] word : words) {
      int to = from + word.length;
      if (to < bytes.length
          && bytes[to] == '"'
          && Arrays.equals(bytes, from, to, word, 0, word.length)) {
        return true;
      }
    }
    return false;
  }
}
