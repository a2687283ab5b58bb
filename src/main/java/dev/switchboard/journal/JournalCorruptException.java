package dev.switchboard.journal;

/**
 * The files in the folder cannot be one journal: written by another version, renamed, or mixed from
 * two journals. Nothing was changed; a person has to decide.
 */
public final class JournalCorruptException extends JournalException {

  private static final long serialVersionUID = 1;

  JournalCorruptException(String message) {
    super(message);
  }
}
