package dev.switchboard.wire.gemini.live;

import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.json.InvalidFieldException;
import dev.switchboard.json.InvalidJsonException;
import dev.switchboard.json.JsonPatch;
import dev.switchboard.json.TopLevel;
import java.nio.charset.StandardCharsets;

/** A caller's frames as they go on: the model's name is changed in the first, nothing else. */
public final class LivePassage {
  private LivePassage() {}

  /**
   * The {@code setup} frame for the provider.
   *
   * @param upstreamModel the provider's name of the model
   * @throws FailureException with {@link Failure.InvalidRequest} for what is no such frame
   */
  public static String setup(String frame, String upstreamModel) {
    TopLevel fields = scanned(frame);
    if (!fields.has("setup")) {
      throw invalid("/setup", "setup: missing (expected: the session's first frame)");
    }
    return new String(
        JsonPatch.none().set("/setup/model", "models/" + upstreamModel).apply(fields),
        StandardCharsets.UTF_8);
  }

  /**
   * Checks a later frame.
   *
   * @throws FailureException with {@link Failure.InvalidRequest} for what is no frame, or a second
   *     {@code setup}
   */
  public static void check(String frame) {
    if (scanned(frame).has("setup")) {
      throw invalid("/setup", "setup: given again (expected: once, at first)");
    }
  }

  private static TopLevel scanned(String frame) {
    try {
      return TopLevel.scan(frame.getBytes(StandardCharsets.UTF_8));
    } catch (InvalidJsonException e) {
      throw new FailureException(
          new Failure.InvalidRequest("invalid_json", "", String.valueOf(e.getMessage())));
    } catch (InvalidFieldException e) {
      throw invalid(e.pointer(), String.valueOf(e.getMessage()));
    }
  }

  private static FailureException invalid(String pointer, String message) {
    return new FailureException(Failure.InvalidRequest.at(pointer, message));
  }
}
