package dev.switchboard.store;

import java.nio.file.Path;

/** The database cannot be opened; the message says why and holds no credential. */
public abstract sealed class StoreException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String remedy;

  private StoreException(String message, String remedy, Throwable cause) {
    super(message, cause);
    this.remedy = remedy;
  }

  private StoreException(String message, String remedy) {
    super(message);
    this.remedy = remedy;
  }

  /** What the operator can do, in one sentence. */
  public String remedy() {
    return remedy;
  }

  /** The database server does not answer or lets us not in. */
  public static final class Unreachable extends StoreException {
    private static final long serialVersionUID = 1L;

    Unreachable(String database, String reason, Throwable cause) {
      super(
          database + " cannot be reached: " + reason,
          "check that it runs, and the address, user and password of `database`",
          cause);
    }
  }

  /** The data folder cannot be made, written to or read. */
  public static final class FolderUnusable extends StoreException {
    private static final long serialVersionUID = 1L;

    FolderUnusable(Path folder, String reason, Throwable cause) {
      super(
          "the data folder " + folder + " cannot be used: " + reason,
          "make it writable for this user, or name another one with --data",
          cause);
    }
  }

  /** The tables were made by a newer build. */
  public static final class SchemaTooNew extends StoreException {
    private static final long serialVersionUID = 1L;

    SchemaTooNew(String database, int found, int newest) {
      super(
          database + " has schema " + found + ", this build knows " + newest + " and older",
          "start the newer build, or restore the backup from before it ran");
    }
  }

  /** It is there, but is not a database of ours, is damaged, or the URL is of another kind. */
  public static final class Unusable extends StoreException {
    private static final long serialVersionUID = 1L;

    Unusable(String message, String remedy, Throwable cause) {
      super(message, remedy, cause);
    }

    Unusable(String message, String remedy) {
      super(message, remedy);
    }
  }
}
