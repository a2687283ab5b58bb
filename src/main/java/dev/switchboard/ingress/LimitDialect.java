package dev.switchboard.ingress;

import dev.switchboard.access.RateLimits;
import dev.switchboard.http.Headers;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The headers in which a dialect's callers read how they stand with their rate limits. */
public enum LimitDialect {
  /** None. */
  NONE {
    @Override
    void add(Headers.Builder headers, RateLimits.Standing standing, Instant now) {}
  },
  /**
   * {@code x-ratelimit-limit-requests} and so on; times as {@code 6m0s}.
   *
   * @see <a href="https://platform.openai.com/docs/guides/rate-limits">source</a>
   */
  OPENAI {
    @Override
    void add(Headers.Builder headers, RateLimits.Standing standing, Instant now) {
      Names.OPENAI_REQUESTS.add(headers, standing.requests(), LimitDialect::spoken);
      Names.OPENAI_TOKENS.add(headers, standing.tokens(), LimitDialect::spoken);
    }
  },
  /**
   * {@code anthropic-ratelimit-requests-limit} and so on; times as instants, to the second.
   *
   * @see <a href="https://docs.anthropic.com/en/api/rate-limits">source</a>
   */
  ANTHROPIC {
    @Override
    void add(Headers.Builder headers, RateLimits.Standing standing, Instant now) {
      Names.ANTHROPIC_REQUESTS.add(headers, standing.requests(), left -> second(now.plus(left)));
      Names.ANTHROPIC_TOKENS.add(headers, standing.tokens(), left -> second(now.plus(left)));
    }

    private static String second(Instant reset) {
      Instant second = reset.truncatedTo(ChronoUnit.SECONDS);
      return (reset.equals(second) ? second : second.plusSeconds(1)).toString();
    }
  };

  /** The headers of one kind of limit; made once, because nearly every answer has them. */
  private record Names(String limit, String remaining, String reset) {
    static final Names OPENAI_REQUESTS = openAi("requests");
    static final Names OPENAI_TOKENS = openAi("tokens");
    static final Names ANTHROPIC_REQUESTS = anthropic("requests");
    static final Names ANTHROPIC_TOKENS = anthropic("tokens");

    private static Names openAi(String unit) {
      return new Names(
          "x-ratelimit-limit-" + unit,
          "x-ratelimit-remaining-" + unit,
          "x-ratelimit-reset-" + unit);
    }

    private static Names anthropic(String unit) {
      String prefix = "anthropic-ratelimit-" + unit;
      return new Names(prefix + "-limit", prefix + "-remaining", prefix + "-reset");
    }

    /**
     * @param measure null where no such limit applies
     * @param time says how long it is until all of it is there again
     */
    void add(
        Headers.Builder headers,
        RateLimits.@Nullable Measure measure,
        Function<Duration, String> time) {
      if (measure != null) {
        headers.set(limit, Long.toString(measure.limit()));
        headers.set(remaining, Long.toString(measure.remaining()));
        headers.set(reset, time.apply(measure.reset()));
      }
    }
  }

  abstract void add(Headers.Builder headers, RateLimits.Standing standing, Instant now);

  /** The headers with how the caller stands; the same where no limit applies. */
  Headers dressed(Headers headers, RateLimits.Standing standing, Instant now) {
    if (this == NONE || standing.equals(RateLimits.Standing.FREE)) {
      return headers;
    }
    Headers.Builder dressed = headers.toBuilder();
    add(dressed, standing, now);
    return dressed.build();
  }

  /** {@code 0s}, {@code 120ms}, {@code 7.66s}, {@code 6m0s}, {@code 2h0m1s}; rounded up. */
  static String spoken(Duration time) {
    long millis = (time.toNanos() + 999_999) / 1_000_000;
    if (millis > 0 && millis < 1_000) {
      return millis + "ms";
    }
    if (millis < 60_000) {
      return millis / 1_000 + fraction(millis % 1_000) + "s";
    }
    long seconds = (millis + 999) / 1_000;
    return (seconds >= 3_600 ? seconds / 3_600 + "h" : "")
        + seconds / 60 % 60
        + "m"
        + seconds % 60
        + "s";
  }

  /** A point and the thousandths without zeros at their end; nothing for none. */
  private static String fraction(long thousandths) {
    if (thousandths == 0) {
      return "";
    }
    String digits = Long.toString(1_000 + thousandths);
    int end = digits.length();
    while (digits.charAt(end - 1) == '0') {
      end--;
    }
    return "." + digits.substring(1, end);
  }
}
