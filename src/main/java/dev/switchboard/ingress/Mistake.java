package dev.switchboard.ingress;

import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns what was thrown into what a caller is told; what is ours goes to the log in full. */
public final class Mistake {
  private static final Logger LOG = LoggerFactory.getLogger(Mistake.class);

  private Mistake() {}

  /** The failure of a request that this ended. */
  public static Failure of(Throwable thrown, String requestId) {
    if (thrown instanceof FailureException known) {
      return known.failure();
    }
    if (thrown instanceof OutOfMemoryError) {
      LOG.error("request {} needs more memory than there is", requestId, thrown);
      return new Failure.Overloaded(
          "the gateway has too little memory left for this; try again later");
    }
    LOG.error("request {} failed by a mistake of ours", requestId, thrown);
    return new Failure.Internal(
        "the gateway made a mistake; its log has the details under this request id");
  }
}
