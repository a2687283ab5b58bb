package dev.switchboard.ir;

import java.util.Objects;

/** Carries a {@link Failure} up to the place that turns it into bytes; has no stack trace. */
public final class FailureException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Failure failure;

  public FailureException(Failure failure) {
    super(Objects.requireNonNull(failure).code() + ": " + failure.message(), null, false, false);
    this.failure = failure;
  }

  /** What went wrong. */
  public Failure failure() {
    return failure;
  }
}
