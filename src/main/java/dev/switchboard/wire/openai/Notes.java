package dev.switchboard.wire.openai;

import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.ir.Note;
import dev.switchboard.json.InvalidJsonException;
import dev.switchboard.json.Json;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** What the encoding of one request could not carry as it was; each thing is said once. */
public final class Notes {
  private final Set<Note> notes = new LinkedHashSet<>();

  /** Something was left out. */
  public void omitted(String subject, String text) {
    notes.add(new Note(Note.Kind.OMITTED, subject, text));
  }

  /** Something was carried by what is close to it. */
  public void approximated(String subject, String text) {
    notes.add(new Note(Note.Kind.APPROXIMATED, subject, text));
  }

  /** All of them, in order. */
  public List<Note> all() {
    return List.copyOf(notes);
  }

  /**
   * JSON text within the inner language as a tree.
   *
   * @throws FailureException with {@link Failure.InvalidRequest} if it is none
   */
  public static JsonNode parse(String subject, String json) {
    try {
      return Json.parse(json);
    } catch (InvalidJsonException e) {
      throw new FailureException(
          Failure.InvalidRequest.at("/" + subject, subject + ": " + e.getMessage()));
    }
  }

  /** For what changes the answer and has no slot. */
  public static FailureException unsupported(String subject, String message) {
    return new FailureException(new Failure.Unsupported(subject, subject + ": " + message));
  }
}
