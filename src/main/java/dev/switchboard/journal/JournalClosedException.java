package dev.switchboard.journal;

/** The journal, or this reader of it, has been closed. */
public final class JournalClosedException extends JournalException {

  private static final long serialVersionUID = 1;

  JournalClosedException(String what) {
    super(what + " is closed");
  }
}
