package dev.switchboard.wire.anthropic;

import dev.switchboard.json.InvalidFieldException;
import dev.switchboard.json.InvalidJsonException;
import dev.switchboard.json.JsonPatch;
import dev.switchboard.json.TopLevel;
import dev.switchboard.wire.WireEvent;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The lane for callers and vendors of this dialect: the caller's own bytes go on with the model's
 * name patched in and every other byte as it was.
 *
 * <p>A history that holds thoughts of other vendors is translated instead: Anthropic would refuse
 * their tokens.
 */
public final class AnthropicPassThrough {
  /** The event that ends a stream. */
  public static final WireEvent STOP = new WireEvent("message_stop", "{\"type\":\"message_stop\"}");

  private static final byte[] MARK = ThoughtToken.MARK.getBytes(StandardCharsets.US_ASCII);

  private AnthropicPassThrough() {}

  /**
   * Prepares a caller's body.
   *
   * @param original one JSON object; left alone
   * @param scanned the same, scanned
   * @return empty if it must be translated
   * @throws dev.switchboard.ir.FailureException with {@code InvalidRequest} if it is not JSON or
   *     the model's name is no text
   */
  public static Optional<byte[]> prepare(
      byte[] original, Supplier<TopLevel> scanned, String upstreamModel) {
    try {
      TopLevel body = scanned.get();
      if (holdsForeignThought(original)) {
        return Optional.empty();
      }
      boolean isNamedSo = body.text("model").equals(Optional.of(upstreamModel));
      return Optional.of(
          isNamedSo ? original : JsonPatch.none().set("/model", upstreamModel).apply(body));
    } catch (InvalidJsonException e) {
      throw AnthropicServer.invalid("invalid_json", "", e);
    } catch (InvalidFieldException e) {
      throw AnthropicServer.invalid("invalid_request", e.pointer(), e);
    }
  }

  /**
   * Prepares a caller's body for another host of the dialect.
   *
   * @return empty if it must be translated
   * @throws dev.switchboard.ir.FailureException as {@link #prepare(byte[], Supplier, String)}
   */
  public static Optional<byte[]> prepare(
      byte[] original, Supplier<TopLevel> scanned, String upstreamModel, AnthropicHost host) {
    return prepare(original, scanned, upstreamModel).map(host::placed);
  }

  private static boolean holdsForeignThought(byte[] body) {
    for (int i = 0; i <= body.length - MARK.length; i++) {
      int at = 0;
      while (at < MARK.length && body[i + at] == MARK[at]) {
        at++;
      }
      if (at == MARK.length) {
        return true;
      }
    }
    return false;
  }
}
