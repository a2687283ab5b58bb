package dev.switchboard.access;

import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import java.math.BigDecimal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a caller is told whom a rate limit stops: which one, of what, and when to come again. */
final class LimitRefusal {
  private static final int LONGEST_NAME = 80;

  private LimitRefusal() {}

  /**
   * @param bucket under which count the call falls
   * @param unit what there is not enough of
   * @param wait in nanoseconds; null for never
   */
  static FailureException of(
      RateLimit limit, String bucket, String unit, @Nullable Long wait, String why) {
    RateLimit.Each each = limit.each();
    String whose =
        each == null
            ? limit.applies().text()
            : limit.applies().text() + ", each " + each.label() + ", here '" + shown(bucket) + "'";
    return new FailureException(
        new Failure.RateLimited(
            limit.id() + " " + unit,
            wait == null ? null : Duration.ofNanos(wait),
            "rate limit "
                + limit.id()
                + " ("
                + whose
                + "): "
                + why
                + (wait == null
                    ? "; so much is never there"
                    : "; try again in " + seconds(wait) + " s")));
  }

  /** {@code 600 requests in 60 s}. */
  static String within(long amount, String unit, RateLimit.Amounts amounts) {
    return amount + " " + unit + " in " + seconds(amounts.window().toNanos()) + " s";
  }

  private static String shown(String text) {
    return text.length() <= LONGEST_NAME ? text : text.substring(0, LONGEST_NAME) + "…";
  }

  private static String seconds(long nanos) {
    return BigDecimal.valueOf((nanos + 999_999) / 1_000_000, 3)
        .stripTrailingZeros()
        .toPlainString();
  }
}
