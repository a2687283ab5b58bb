package dev.switchboard.wire.openai;

import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.ir.Note;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What the encoding of one request could not carry as it was; each thing is said once. */
final class Notes {
  private final Set<Note> notes = new LinkedHashSet<>();

  void omitted(String subject, String text) {
    notes.add(new Note(Note.Kind.OMITTED, subject, text));
  }

  void approximated(String subject, String text) {
    notes.add(new Note(Note.Kind.APPROXIMATED, subject, text));
  }

  List<Note> all() {
    return List.copyOf(notes);
  }

  /** For what changes the answer and has no slot. */
  static FailureException unsupported(String subject, String message) {
    return new FailureException(new Failure.Unsupported(subject, subject + ": " + message));
  }
}
