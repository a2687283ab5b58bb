package dev.switchboard.wire.gemini;

import dev.switchboard.json.InvalidFieldException;
import dev.switchboard.json.InvalidJsonException;
import dev.switchboard.json.JsonPatch;
import dev.switchboard.json.TopLevel;
import dev.switchboard.wire.WireEvent;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The lane for callers and providers of this dialect: the caller's own bytes go on. The model
 * stands in the path; only where the body repeats it, be it within the request to count, is it
 * patched.
 */
public final class GeminiPassThrough {
  private static final String COLLECTION = "models/";

  private GeminiPassThrough() {}

  /**
   * Prepares a caller's body for the provider.
   *
   * @param original one JSON object; left alone
   * @param scanned its fields
   * @return empty if it holds what only the gateway understands, so that it must be translated
   * @throws dev.switchboard.ir.FailureException with {@code InvalidRequest} if it is not JSON
   */
  public static Optional<byte[]> prepare(
      byte[] original, Supplier<TopLevel> scanned, String upstreamModel) {
    try {
      TopLevel body = scanned.get();
      if (ReasoningToken.standsIn(original)) {
        return Optional.empty();
      }
      JsonPatch patch = patch("", body, upstreamModel, JsonPatch.none());
      for (String count : List.of(GeminiCount.REQUEST.camel(), GeminiCount.REQUEST.snake())) {
        Optional<TopLevel> within = body.object(count);
        if (within.isPresent()) {
          patch = patch("/" + count, within.get(), upstreamModel, patch);
        }
      }
      return Optional.of(patch.isEmpty() ? original : patch.apply(body));
    } catch (InvalidJsonException e) {
      throw GeminiServer.invalid("invalid_json", "", e);
    } catch (InvalidFieldException e) {
      throw GeminiServer.invalid("invalid_request", e.pointer(), e);
    }
  }

  private static JsonPatch patch(
      String place, TopLevel fields, String upstreamModel, JsonPatch patch) {
    Optional<String> model = fields.text("model");
    if (model.isEmpty()) {
      return patch;
    }
    String named =
        model.get().startsWith(COLLECTION) && !upstreamModel.startsWith(COLLECTION)
            ? COLLECTION + upstreamModel
            : upstreamModel;
    return model.get().equals(named) ? patch : patch.set(place + "/model", named);
  }

  /** Whether an event is part of the answer: relays end this dialect with another one's mark. */
  public static boolean passesBack(WireEvent event) {
    return !event.data().isBlank() && !event.data().strip().equals("[DONE]");
  }
}
