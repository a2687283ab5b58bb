package dev.switchboard.json;

import com.networknt.schema.Error;
import com.networknt.schema.ExecutionConfig;
import com.networknt.schema.ExecutionContext;
import com.networknt.schema.SchemaException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * One validation under way, bound in what it keeps and in how long it takes.
 *
 * <p>The library keeps every complaint of every alternative, and an {@code anyOf} of two hands both
 * of its branches' complaints up: thirty of them inside each other keep a thousand million. Here no
 * list of complaints grows beyond what is reported; that a list is not empty is all that a verdict
 * needs.
 */
final class Judgement extends ExecutionContext {
  /** Most complaints in one list. */
  static final int MAX_COMPLAINTS = 100;

  /** Between two looks at the clock. */
  private static final int STEPS_BETWEEN_LOOKS = 16;

  /**
   * The most that counts between two looks. Steps that take this long together are rare; a machine
   * that stands still for a second in the middle of a sane validation is not.
   */
  private static final long MAX_NANOS_BETWEEN_LOOKS = TimeUnit.MILLISECONDS.toNanos(100);

  /** Thrown when a validation takes too long. */
  static final class TooLong extends SchemaException {
    private static final long serialVersionUID = 1L;

    TooLong() {
      super("a validation takes too long");
    }
  }

  private final LongSupplier clock;
  private long lookedAt;
  private long leftNanos;
  private int steps;

  /**
   * @param nanos what it may take
   * @param clock as {@link System#nanoTime()}
   */
  Judgement(ExecutionConfig config, long nanos, LongSupplier clock) {
    super(config);
    this.clock = clock;
    this.leftNanos = nanos;
    this.lookedAt = clock.getAsLong();
  }

  /**
   * Looks at the clock.
   *
   * @throws TooLong when the time is over
   */
  void checkTime() {
    long now = clock.getAsLong();
    leftNanos -= Math.min(now - lookedAt, MAX_NANOS_BETWEEN_LOOKS);
    lookedAt = now;
    if (leftNanos < 0) {
      throw new TooLong();
    }
  }

  @Override
  public void addError(Error error) {
    if (getErrors().size() < MAX_COMPLAINTS) {
      super.addError(error);
    }
  }

  /** Called as well when a list that was put aside, and has taken in others since, comes back. */
  @Override
  public void setErrors(List<Error> errors) {
    if (errors.size() > MAX_COMPLAINTS) {
      errors.subList(MAX_COMPLAINTS, errors.size()).clear();
    }
    super.setErrors(errors);
  }

  @Override
  public void evaluationPathAddLast(String token) {
    step();
    super.evaluationPathAddLast(token);
  }

  @Override
  public void evaluationPathAddLast(int token) {
    step();
    super.evaluationPathAddLast(token);
  }

  private void step() {
    if (++steps % STEPS_BETWEEN_LOOKS == 0) {
      checkTime();
    }
  }
}
