package dev.switchboard.pipeline;

import dev.switchboard.ir.Failure;
import dev.switchboard.ir.Usage;
import org.jspecify.annotations.Nullable;

/** One response of a voice session that a provider holds, with its span; counted once. */
public final class RelayedTurn {
  private final AttemptLog log;

  RelayedTurn(AttemptLog log) {
    this.log = log;
  }

  /** Something of it has come. */
  public void begun() {
    log.firstEvent();
  }

  /**
   * It is over, however it ended.
   *
   * @param usage as the provider counted it
   * @param failure null unless it failed
   */
  public void ended(Usage usage, @Nullable Failure failure) {
    if (failure == null) {
      log.succeeded(usage);
    } else {
      log.failed(failure, usage);
    }
  }
}
