package dev.switchboard.trace;

import dev.switchboard.trace.CallRecord.Status;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The traces of finished calls, to be read: a view of the journal that lags behind it a little.
 *
 * <p>Every method throws {@link dev.switchboard.ir.FailureException} with {@link
 * dev.switchboard.ir.Failure.Overloaded} while the database does not answer.
 */
public interface Traces {

  /** Traces of a project, newest first. */
  TracePage list(Query query);

  /**
   * One trace with everything kept of it.
   *
   * @return its calls in the order of their start; empty if the project has no such trace
   */
  Optional<StoredTrace> find(String projectId, String traceId);

  /**
   * Deletes what was said and done in a trace, and its name, tags and metadata. Usage and cost stay
   * in the books, under a trace that is not listed any more.
   *
   * @return whether there was one
   */
  boolean delete(String projectId, String traceId);

  /**
   * Which traces.
   *
   * @param name part of the name, upper and lower case alike; null for all
   * @param status of the trace; null for all
   * @param from the earliest start, included; null for no bound
   * @param to the latest start, excluded; null for no bound
   */
  record Query(
      String projectId,
      @Nullable String name,
      @Nullable Status status,
      @Nullable Instant from,
      @Nullable Instant to,
      Window window) {
    public Query {
      Objects.requireNonNull(projectId);
      Objects.requireNonNull(window);
    }

    /** The newest traces of a project. */
    public static Query newest(String projectId, int limit) {
      return new Query(projectId, null, null, null, null, new Window(limit, 0, null));
    }
  }

  /**
   * Which part of the list.
   *
   * @param limit 1 to {@value #MAX_LIMIT}
   * @param offset how many to leave out at the front, 0 to {@value #MAX_OFFSET}
   * @param cursor as the page before gave it; null for the first page. One that does not parse is
   *     {@link dev.switchboard.ir.Failure.InvalidRequest} at {@code /cursor}
   */
  record Window(int limit, int offset, @Nullable String cursor) {
    /** The most traces of a page. */
    public static final int MAX_LIMIT = 1_000;

    /** The most traces that can be left out; beyond, use the cursor. */
    public static final int MAX_OFFSET = 100_000;

    public Window {
      if (limit < 1 || limit > MAX_LIMIT) {
        throw new IllegalArgumentException(
            "limit: " + limit + " (expected: 1 to " + MAX_LIMIT + ")");
      }
      if (offset < 0 || offset > MAX_OFFSET) {
        throw new IllegalArgumentException(
            "offset: " + offset + " (expected: 0 to " + MAX_OFFSET + ")");
      }
    }
  }

  /** One page, newest first; {@code nextCursor} is null on the last. */
  record TracePage(List<TraceHeader> traces, @Nullable String nextCursor) {
    public TracePage {
      traces = List.copyOf(traces);
    }
  }
}
