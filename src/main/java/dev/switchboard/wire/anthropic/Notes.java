package dev.switchboard.wire.anthropic;

import dev.switchboard.ir.Note;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What one translation could not carry as it was; the same remark is kept once. */
final class Notes {
  private final Set<Note> notes = new LinkedHashSet<>();

  void omitted(String subject, String text) {
    notes.add(new Note(Note.Kind.OMITTED, subject, text));
  }

  void approximated(String subject, String text) {
    notes.add(new Note(Note.Kind.APPROXIMATED, subject, text));
  }

  void estimated(String subject, String text) {
    notes.add(new Note(Note.Kind.ESTIMATED, subject, text));
  }

  List<Note> list() {
    return List.copyOf(notes);
  }
}
