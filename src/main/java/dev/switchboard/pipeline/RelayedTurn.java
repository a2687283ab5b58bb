package dev.switchboard.pipeline;

import dev.switchboard.ir.Failure;
import dev.switchboard.ir.Usage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One response of a voice session that a provider holds, with its span; counted once. */
public final class RelayedTurn {
  private final AttemptLog log;
  private final Consumer<AttemptLog> money;

  RelayedTurn(AttemptLog log, Consumer<AttemptLog> money) {
    this.log = log;
    this.money = money;
  }

  /**
   * Sets aside what it can cost at most.
   *
   * @throws dev.switchboard.ir.FailureException with {@link Failure.BudgetExhausted} if there is
   *     not so much left; it is counted all the same
   */
  public void setAside() {
    money.accept(log);
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
