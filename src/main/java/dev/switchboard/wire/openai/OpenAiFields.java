package dev.switchboard.wire.openai;

import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.json.InvalidJsonException;
import dev.switchboard.json.Json;
import dev.switchboard.wire.Declined;
import tools.jackson.databind.JsonNode;

/** What the writers of OpenAI's bodies say of a field that they cannot write. */
public final class OpenAiFields {
  private OpenAiFields() {}

  /**
   * JSON text within the inner language as a tree.
   *
   * @throws FailureException with {@link Failure.InvalidRequest} if it is none
   */
  public static JsonNode parse(String subject, String json) {
    try {
      return Json.parse(json);
    } catch (InvalidJsonException e) {
      throw Declined.invalid("/" + subject, subject + ": " + e.getMessage());
    }
  }

  /** For what changes the answer and has no slot. */
  public static FailureException unsupported(String subject, String message) {
    return Declined.unsupported(subject, subject + ": " + message);
  }
}
