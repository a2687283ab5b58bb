package dev.switchboard.journal;

import java.nio.file.Path;
import java.util.OptionalLong;

/** Another process, or another part of this one, has the journal open. */
public final class JournalLockedException extends JournalException {

  private static final long serialVersionUID = 1;
  private static final long UNKNOWN = -1;

  private final long holderPid;

  JournalLockedException(Path directory, OptionalLong holderPid) {
    super(
        "journal "
            + directory
            + " is in use by "
            + (holderPid.isPresent() ? "process " + holderPid.getAsLong() : "another process"));
    this.holderPid = holderPid.orElse(UNKNOWN);
  }

  /** The process that holds it, where it left its id. */
  public OptionalLong holderPid() {
    return holderPid == UNKNOWN ? OptionalLong.empty() : OptionalLong.of(holderPid);
  }
}
