package dev.switchboard.provider;

import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The bytes of providers' answers that are held for all callers together, up to a bound.
 *
 * <p>Counted are a whole answer as it came, the event of a stream that is arriving, and what a
 * stream has said so far. Each is held several times over for a moment, while it is decoded,
 * written and recorded, which is not counted: the bound is to be a small part of the heap.
 */
public final class AnswerBudget {
  /** Small growth is taken in such steps, so that a token does not cost a shared counter. */
  private static final long STEP_BYTES = 1_024;

  private final long most;
  private final AtomicLong held = new AtomicLong();

  /**
   * @param most in bytes
   */
  public AnswerBudget(long most) {
    this.most = most;
  }

  /** How many bytes are held. */
  public long held() {
    return held.get();
  }

  /** The part of one call; whoever asks for it closes it. */
  public Part part() {
    return new Part();
  }

  /** One call's part. Used by one thread. */
  public final class Part implements AutoCloseable {
    private long bytes;
    private long reserved;

    /** What it has taken. */
    public long bytes() {
      return bytes;
    }

    /**
     * Takes more.
     *
     * @throws FailureException with {@link Failure.Overloaded}, and nothing taken, when there is no
     *     room
     */
    public void take(long more) {
      long wanted = (bytes + more + STEP_BYTES - 1) / STEP_BYTES * STEP_BYTES;
      long missing = wanted - reserved;
      if (missing > 0) {
        if (held.addAndGet(missing) > most) {
          held.addAndGet(-missing);
          throw new FailureException(
              new Failure.Overloaded(
                  "the gateway holds as many bytes of answers as it may ("
                      + most
                      + "); try again later"));
        }
        reserved = wanted;
      }
      bytes += more;
    }

    /** Gives back what was taken beyond so many bytes. */
    public void shrink(long to) {
      long wanted = (to + STEP_BYTES - 1) / STEP_BYTES * STEP_BYTES;
      if (to < bytes) {
        bytes = to;
        held.addAndGet(wanted - reserved);
        reserved = wanted;
      }
    }

    /** Gives everything back. */
    @Override
    public void close() {
      shrink(0);
      held.addAndGet(-reserved);
      reserved = 0;
    }
  }
}
