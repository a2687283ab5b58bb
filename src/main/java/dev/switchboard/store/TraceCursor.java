package dev.switchboard.store;

import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Where a page of traces ended. */
record TraceCursor(Instant startedAt, String requestId) {

  /**
   * Reads what {@link #text} wrote.
   *
   * @throws FailureException with {@link Failure.InvalidRequest} if it is something else
   */
  static TraceCursor read(String text) {
    int dot = Math.max(text.indexOf('.'), 0);
    try {
      long micros = Long.parseLong(text, 0, dot, 10);
      return new TraceCursor(
          Instant.EPOCH.plus(micros, ChronoUnit.MICROS), text.substring(dot + 1));
    } catch (NumberFormatException e) {
      throw new FailureException(
          Failure.InvalidRequest.at(
              "/cursor", "cursor: not one of this list (expected: as the page before gave it)"));
    }
  }

  String text() {
    return Statement.micros(startedAt) + "." + requestId;
  }
}
