package dev.switchboard.provider;

import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The wait for a voice session to be ready, between who opens it and who reads from it. */
public final class RealtimeOpening {
  private final CompletableFuture<Boolean> ready = new CompletableFuture<>();

  /** It is ready. */
  public void succeed() {
    ready.complete(true);
  }

  /** It will not be; does nothing when it already is. Says whether it never was. */
  public boolean fail(Failure failure) {
    ready.completeExceptionally(new FailureException(failure));
    return ready.isCompletedExceptionally();
  }

  /** Whether it is ready. */
  public boolean isReady() {
    return ready.isDone() && !ready.isCompletedExceptionally();
  }

  /**
   * Waits for it.
   *
   * @throws FailureException if it will not be ready, or is not in time
   */
  public void await(RealtimeDial dial) {
    try {
      ready.get(dial.patience().toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof FailureException failed) {
        throw failed;
      }
      throw new IllegalStateException(e);
    } catch (TimeoutException _) {
      if (fail(dial.late())) {
        throw new FailureException(dial.late());
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      fail(new Failure.CallerGone("the session was given up while it was being opened"));
      throw new FailureException(
          new Failure.CallerGone("the session was given up while it was being opened"));
    }
  }
}
