package dev.switchboard.access;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How much the calls that it applies to may cost in a period.
 *
 * @param id {@code bdg_} and 22 letters and digits
 * @param applies whose attempts; all conditions must be met
 * @param ceilingPicos what is set aside for a call of which nobody knows the most it can cost, in
 *     1e-12 USD; null to refuse such calls
 * @param createdAt to the microsecond
 */
public record Budget(
    String id,
    Applies applies,
    Period period,
    Threshold limit,
    @Nullable Long ceilingPicos,
    Instant createdAt) {
  public Budget {
    Objects.requireNonNull(id);
    Objects.requireNonNull(applies);
    Objects.requireNonNull(period);
    Objects.requireNonNull(limit);
    Objects.requireNonNull(createdAt);
    if (ceilingPicos != null && ceilingPicos < 0) {
      throw new IllegalArgumentException("ceiling: " + ceilingPicos + " (expected: >= 0)");
    }
  }

  /**
   * The limit and when to warn before it.
   *
   * @param picos in 1e-12 USD, at least 0
   * @param warnPercents of the limit, 1 to 100, rising
   */
  public record Threshold(long picos, List<Integer> warnPercents) {
    /** The most warnings of one budget and period. */
    public static final int MOST = 10;

    public Threshold {
      warnPercents = warnPercents.stream().distinct().sorted().toList();
      if (picos < 0) {
        throw new IllegalArgumentException("limit: " + picos + " (expected: >= 0)");
      }
      if (warnPercents.size() > MOST || warnPercents.stream().anyMatch(p -> p < 1 || p > 100)) {
        throw new IllegalArgumentException(
            "warnings at " + warnPercents + " (expected: at most " + MOST + " from 1 to 100)");
      }
    }
  }

  /** Which warning of which period. */
  public record WarningKey(String budgetId, Instant begin, int percent) {}

  /** In 1e-12 USD. */
  public long limitPicos() {
    return limit.picos();
  }

  /** A stretch of time after which spending begins anew; days and months are UTC's. */
  public enum Period {
    /** From midnight to midnight. */
    DAY,
    /** A calendar month. */
    MONTH,
    /** For good. */
    TOTAL;

    /** When the period that holds this instant began. */
    public Instant begin(Instant now) {
      LocalDate day = LocalDate.ofInstant(now, ZoneOffset.UTC);
      return switch (this) {
        case DAY -> start(day);
        case MONTH -> start(day.withDayOfMonth(1));
        case TOTAL -> Instant.EPOCH;
      };
    }

    /** When the next one begins; null for never. */
    @Nullable Instant end(Instant now) {
      LocalDate day = LocalDate.ofInstant(now, ZoneOffset.UTC);
      return switch (this) {
        case DAY -> start(day.plusDays(1));
        case MONTH -> start(day.withDayOfMonth(1).plusMonths(1));
        case TOTAL -> null;
      };
    }

    private static Instant start(LocalDate day) {
      return day.atStartOfDay(ZoneOffset.UTC).toInstant();
    }
  }
}
