package dev.switchboard.ingress;

import dev.switchboard.access.RateLimits;
import dev.switchboard.http.Headers;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** The headers in which a dialect's callers read how they stand with their rate limits. */
public enum LimitDialect {
  /** None. */
  NONE(Names.NONE, Names.NONE) {
    @Override
    String reset(Duration left, Instant now) {
      return "";
    }
  },
  /**
   * {@code x-ratelimit-limit-requests} and so on; times as {@code 6m0s}.
   *
   * @see <a href="https://platform.openai.com/docs/guides/rate-limits">source</a>
   */
  OPENAI(Names.openAi("requests"), Names.openAi("tokens")) {
    @Override
    String reset(Duration left, Instant now) {
      return spoken(left);
    }
  },
  /**
   * {@code anthropic-ratelimit-requests-limit} and so on; times as instants, to the second.
   *
   * @see <a href="https://docs.anthropic.com/en/api/rate-limits">source</a>
   */
  ANTHROPIC(Names.anthropic("requests"), Names.anthropic("tokens")) {
    @Override
    String reset(Duration left, Instant now) {
      Instant reset = now.plus(left);
      Instant second = reset.truncatedTo(ChronoUnit.SECONDS);
      return (reset.equals(second) ? second : second.plusSeconds(1)).toString();
    }
  };

  private final Names requests;
  private final Names tokens;

  LimitDialect(Names requests, Names tokens) {
    this.requests = requests;
    this.tokens = tokens;
  }

  /** The headers of one kind of limit; made once, because nearly every answer has them. */
  private record Names(String limit, String remaining, String reset) {
    static final Names NONE = new Names("", "", "");

    static Names openAi(String unit) {
      String prefix = "x-ratelimit-";
      return new Names(
          prefix + "limit-" + unit, prefix + "remaining-" + unit, prefix + "reset-" + unit);
    }

    static Names anthropic(String unit) {
      String prefix = "anthropic-ratelimit-" + unit;
      return new Names(prefix + "-limit", prefix + "-remaining", prefix + "-reset");
    }
  }

  /** When all of a limit is there again, as the dialect says it. */
  abstract String reset(Duration left, Instant now);

  /** The headers with how the caller stands; the same where no limit applies. */
  Headers dressed(Headers headers, RateLimits.Standing standing, Instant now) {
    if (this == NONE || standing.equals(RateLimits.Standing.FREE)) {
      return headers;
    }
    Headers.Builder dressed = headers.toBuilder();
    add(dressed, requests, standing.requests(), now);
    add(dressed, tokens, standing.tokens(), now);
    return dressed.build();
  }

  private void add(
      Headers.Builder headers, Names names, RateLimits.@Nullable Measure measure, Instant now) {
    if (measure != null) {
      headers.set(names.limit(), Long.toString(measure.limit()));
      headers.set(names.remaining(), Long.toString(measure.remaining()));
      headers.set(names.reset(), reset(measure.reset(), now));
    }
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
