package dev.switchboard.wire;

import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;

/** The two ways in which a request cannot be put into a dialect. */
public final class Declined {
  private Declined() {}

  /** It would change the answer to leave this out, and the dialect or model has no slot for it. */
  public static FailureException unsupported(String subject, String message) {
    return new FailureException(new Failure.Unsupported(subject, message));
  }

  /** No provider of the dialect takes this. */
  public static FailureException invalid(String pointer, String message) {
    return new FailureException(Failure.InvalidRequest.at(pointer, message));
  }

  /** A value as it may stand in a message: bounded, on one line. */
  public static String shown(String value) {
    String line = value.replaceAll("\\p{Cntrl}", " ");
    return line.length() <= 60 ? line : line.substring(0, 59) + "…";
  }
}
