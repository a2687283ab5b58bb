package dev.switchboard.journal;

/** Why the journal could not do what was asked; each case is a type of its own. */
public abstract sealed class JournalException extends RuntimeException
    permits JournalFullException,
        JournalRecordTooLargeException,
        JournalLockedException,
        JournalStorageException,
        JournalCorruptException,
        JournalPositionException,
        JournalClosedException {

  private static final long serialVersionUID = 1;

  JournalException(String message) {
    super(message);
  }

  JournalException(String message, Throwable cause) {
    super(message, cause);
  }
}
