package dev.switchboard.wire;

import dev.switchboard.ir.Note;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What one translation could not carry as it was; the same remark is kept once. */
public final class Remarks {
  private final Set<Note> notes = new LinkedHashSet<>();

  /** Something was left out. */
  public void omitted(String subject, String text) {
    notes.add(new Note(Note.Kind.OMITTED, subject, text));
  }

  /** Something close to it is sent. */
  public void approximated(String subject, String text) {
    notes.add(new Note(Note.Kind.APPROXIMATED, subject, text));
  }

  /** Something is a guess, such as a count that nobody took. */
  public void estimated(String subject, String text) {
    notes.add(new Note(Note.Kind.ESTIMATED, subject, text));
  }

  /** All of them, in the order in which they were made. */
  public List<Note> list() {
    return List.copyOf(notes);
  }
}
