package dev.switchboard.trace;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What was spent, summed up. */
public interface Spend {

  /**
   * Sums of the calls that started in a stretch of time.
   *
   * @return one row per value of the grouping, the most expensive first, at most {@value #MAX_ROWS}
   * @throws dev.switchboard.ir.FailureException with {@link dev.switchboard.ir.Failure.Overloaded}
   *     while the database does not answer
   */
  List<Row> sum(Query query);

  /** The most rows of an answer. */
  int MAX_ROWS = 1_000;

  /** What the sums are by. */
  enum By {
    /** Project id. */
    PROJECT,
    /** Key id. */
    KEY,
    /** {@code provider/model}, by attempts: a call that fell back counts at each. */
    MODEL,
    /** Day in UTC, such as {@code 2026-03-01}. */
    DAY
  }

  /**
   * Which calls.
   *
   * @param projectId null for all projects
   * @param from included
   * @param to excluded
   */
  record Query(By by, @Nullable String projectId, Instant from, Instant to) {
    public Query {
      Objects.requireNonNull(by);
      Objects.requireNonNull(from);
      Objects.requireNonNull(to);
    }
  }

  /**
   * One sum.
   *
   * @param group the value of the grouping
   * @param calls by model: how many calls had an attempt at it
   * @param costUsd of what has a known cost, exactly
   * @param unpricedCalls how many calls are not, or not wholly, in {@code costUsd} because their
   *     cost is unknown, those that the end of a process has interrupted apart
   * @param interruptedCalls how many calls the end of a process has interrupted; nothing of them is
   *     in {@code costUsd}
   * @param interruptedAtMostUsd what those may have cost, as far as something was set aside
   */
  record Row(
      String group,
      long calls,
      long inputTokens,
      long outputTokens,
      BigDecimal costUsd,
      long unpricedCalls,
      long interruptedCalls,
      BigDecimal interruptedAtMostUsd) {
    public Row {
      Objects.requireNonNull(interruptedAtMostUsd);
      Objects.requireNonNull(group);
      Objects.requireNonNull(costUsd);
    }
  }
}
