package dev.switchboard.access;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How much a project or a key may spend in a period.
 *
 * @param id {@code bdg_} and 22 letters and digits
 * @param projectId whose it is
 * @param keyId the key that it is for; null for the whole project
 * @param limitPicos in 1e-12 USD, at least 0
 * @param ceilingPicos what is set aside for a call of which nobody knows the most it can cost, in
 *     1e-12 USD; null to refuse such calls
 */
public record Budget(
    String id,
    String projectId,
    @Nullable String keyId,
    Period period,
    long limitPicos,
    @Nullable Long ceilingPicos,
    Instant createdAt) {
  public Budget {
    Objects.requireNonNull(id);
    Objects.requireNonNull(projectId);
    Objects.requireNonNull(period);
    Objects.requireNonNull(createdAt);
    if (limitPicos < 0) {
      throw new IllegalArgumentException("limit: " + limitPicos + " (expected: >= 0)");
    }
    if (ceilingPicos != null && ceilingPicos < 0) {
      throw new IllegalArgumentException("ceiling: " + ceilingPicos + " (expected: >= 0)");
    }
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
    Instant begin(Instant now) {
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
