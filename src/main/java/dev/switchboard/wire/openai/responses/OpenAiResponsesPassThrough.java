package dev.switchboard.wire.openai.responses;

import dev.switchboard.json.InvalidFieldException;
import dev.switchboard.json.InvalidJsonException;
import dev.switchboard.json.JsonPatch;
import dev.switchboard.json.TopLevel;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The lane for callers and vendors of one dialect: the caller's own bytes go on with the model's
 * name patched in and every other byte as it was.
 */
public final class OpenAiResponsesPassThrough {
  private static final byte[] FOREIGN_TOKEN = quoted(ReasoningTokens.PREFIX);
  private static final byte[] OUR_SUMMARY = quoted(Compaction.PREFIX);
  private static final byte[] FOREIGN_ITEM = quoted(ReasoningTokens.ITEM_PREFIX);

  private OpenAiResponsesPassThrough() {}

  /**
   * Prepares a caller's body for the vendor.
   *
   * @param original one JSON object; left alone
   * @return empty if the conversation holds thoughts of another provider, which must not get there,
   *     or a summary of ours, which nobody else can read
   * @throws dev.switchboard.ir.FailureException with {@code InvalidRequest} if it is not JSON or
   *     the model's name is no text
   */
  public static Optional<byte[]> prepare(byte[] original, String upstreamModel) {
    try {
      TopLevel body = TopLevel.scan(original);
      if (holds(original, FOREIGN_TOKEN)
          || holds(original, FOREIGN_ITEM)
          || holds(original, OUR_SUMMARY)) {
        return Optional.empty();
      }
      return Optional.of(
          body.text("model").equals(Optional.of(upstreamModel))
              ? body.toBytes()
              : JsonPatch.none().set("/model", upstreamModel).apply(body));
    } catch (InvalidJsonException e) {
      throw OpenAiResponsesServer.invalid("invalid_json", "", e);
    } catch (InvalidFieldException e) {
      throw OpenAiResponsesServer.invalid("invalid_request", e.pointer(), e);
    }
  }

  private static byte[] quoted(String prefix) {
    return ("\"" + prefix).getBytes(StandardCharsets.US_ASCII);
  }

  private static boolean holds(byte[] body, byte[] wanted) {
    for (int i = 0; i + wanted.length <= body.length; i++) {
      int same = 0;
      while (same < wanted.length && body[i + same] == wanted[same]) {
        same++;
      }
      if (same == wanted.length) {
        return true;
      }
    }
    return false;
  }
}
