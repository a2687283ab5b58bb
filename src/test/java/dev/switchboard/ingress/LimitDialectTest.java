package dev.switchboard.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.access.RateLimits;
import dev.switchboard.http.Headers;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LimitDialectTest {
  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00.25Z");

  @ParameterizedTest
  @CsvSource({
    "0, 0s",
    "1, 1ms",
    "120000000, 120ms",
    "999000001, 1s",
    "7660000000, 7.66s",
    "59999000000, 59.999s",
    "60000000000, 1m0s",
    "360000000000, 6m0s",
    "3601000000000, 1h0m1s",
    "90061000000000, 25h1m1s"
  })
  void saysATimeAsOpenAiDoes(long nanos, String text) {
    assertThat(LimitDialect.spoken(Duration.ofNanos(nanos))).isEqualTo(text);
  }

  @Test
  void saysInAnthropicsDialectAtWhichSecondAllIsThereAgain() {
    Headers headers =
        LimitDialect.ANTHROPIC.dressed(
            Headers.of("content-type", "x"),
            new RateLimits.Standing(
                new RateLimits.Measure(10, 3, Duration.ofSeconds(5)),
                new RateLimits.Measure(100, 100, Duration.ZERO)),
            NOW);
    assertThat(headers.first("anthropic-ratelimit-requests-limit")).contains("10");
    assertThat(headers.first("anthropic-ratelimit-requests-remaining")).contains("3");
    assertThat(headers.first("anthropic-ratelimit-requests-reset"))
        .contains("2026-03-01T10:00:06Z");
    assertThat(headers.first("anthropic-ratelimit-tokens-remaining")).contains("100");
    assertThat(headers.first("content-type")).contains("x");
  }

  @Test
  void saysNothingOfWhatIsNotLimited() {
    Headers plain = Headers.of("content-type", "x");
    for (LimitDialect dialect : LimitDialect.values()) {
      assertThat(dialect.dressed(plain, RateLimits.Standing.FREE, NOW)).isEqualTo(plain);
    }
    assertThat(
            LimitDialect.OPENAI
                .dressed(
                    plain,
                    new RateLimits.Standing(null, new RateLimits.Measure(1, 1, Duration.ZERO)),
                    NOW)
                .contains("x-ratelimit-limit-requests"))
        .isFalse();
  }
}
