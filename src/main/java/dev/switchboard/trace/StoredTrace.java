package dev.switchboard.trace;

import java.util.List;
import java.util.Objects;

/**
 * A trace with everything kept of it.
 *
 * @param calls in the order of their start; at least one
 */
public record StoredTrace(TraceHeader header, List<CallRecord> calls) {
  public StoredTrace {
    Objects.requireNonNull(header);
    calls = List.copyOf(calls);
  }
}
