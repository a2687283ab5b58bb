package dev.switchboard.journal;

/**
 * The file system refused: disk full, folder not writable, input/output error. What was appended
 * before stands.
 */
public final class JournalStorageException extends JournalException {

  private static final long serialVersionUID = 1;

  JournalStorageException(String message) {
    super(message);
  }

  JournalStorageException(String message, Throwable cause) {
    super(message, cause);
  }
}
