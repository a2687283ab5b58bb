package dev.switchboard.ingress;

import dev.switchboard.access.RateLimits;
import dev.switchboard.http.Headers;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The headers in which a dialect's callers read how they stand with their rate limits. */
public enum LimitDialect {
  /** None. */
  NONE {
    @Override
    void add(Headers.Builder headers, String unit, RateLimits.Measure measure, Instant now) {}
  },
  /**
   * {@code x-ratelimit-limit-requests} and so on; times as {@code 6m0s}.
   *
   * @see <a href="https://platform.openai.com/docs/guides/rate-limits">source</a>
   */
  OPENAI {
    @Override
    void add(Headers.Builder headers, String unit, RateLimits.Measure measure, Instant now) {
      headers.set("x-ratelimit-limit-" + unit, Long.toString(measure.limit()));
      headers.set("x-ratelimit-remaining-" + unit, Long.toString(measure.remaining()));
      headers.set("x-ratelimit-reset-" + unit, spoken(measure.reset()));
    }
  },
  /**
   * {@code anthropic-ratelimit-requests-limit} and so on; times as instants, to the second.
   *
   * @see <a href="https://docs.anthropic.com/en/api/rate-limits">source</a>
   */
  ANTHROPIC {
    @Override
    void add(Headers.Builder headers, String unit, RateLimits.Measure measure, Instant now) {
      String prefix = "anthropic-ratelimit-" + unit;
      headers.set(prefix + "-limit", Long.toString(measure.limit()));
      headers.set(prefix + "-remaining", Long.toString(measure.remaining()));
      Instant reset = now.plus(measure.reset());
      Instant second = reset.truncatedTo(ChronoUnit.SECONDS);
      headers.set(
          prefix + "-reset", (reset.equals(second) ? second : second.plusSeconds(1)).toString());
    }
  };

  abstract void add(Headers.Builder headers, String unit, RateLimits.Measure measure, Instant now);

  /** The headers with how the caller stands; the same where no limit applies. */
  Headers dressed(Headers headers, RateLimits.Standing standing, Instant now) {
    if (this == NONE || standing.equals(RateLimits.Standing.FREE)) {
      return headers;
    }
    Headers.Builder dressed = headers.toBuilder();
    RateLimits.Measure requests = standing.requests();
    if (requests != null) {
      add(dressed, "requests", requests, now);
    }
    RateLimits.Measure tokens = standing.tokens();
    if (tokens != null) {
      add(dressed, "tokens", tokens, now);
    }
    return dressed.build();
  }

  /** {@code 0s}, {@code 120ms}, {@code 7.66s}, {@code 6m0s}, {@code 2h0m1s}; rounded up. */
  static String spoken(Duration time) {
    long millis = (time.toNanos() + 999_999) / 1_000_000;
    if (millis > 0 && millis < 1_000) {
      return millis + "ms";
    }
    if (millis < 60_000) {
      return BigDecimal.valueOf(millis, 3).stripTrailingZeros().toPlainString() + "s";
    }
    long seconds = (millis + 999) / 1_000;
    return (seconds >= 3_600 ? seconds / 3_600 + "h" : "")
        + seconds / 60 % 60
        + "m"
        + seconds % 60
        + "s";
  }
}
