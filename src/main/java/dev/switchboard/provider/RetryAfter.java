package dev.switchboard.provider;

import dev.switchboard.http.Headers;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/** Reads how long a provider wants us to wait. */
final class RetryAfter {
  private static final long MAX_MILLIS = Duration.ofDays(7).toMillis();

  private RetryAfter() {}

  /**
   * {@code retry-after-ms}, else {@code retry-after} in seconds or as an HTTP date; empty when
   * there is none that can be read.
   */
  static Optional<Long> millis(Headers headers, Clock clock) {
    Optional<Long> exact = headers.first("retry-after-ms").flatMap(text -> number(text, 1));
    return exact.isPresent()
        ? exact
        : headers
            .first("retry-after")
            .flatMap(text -> number(text, 1_000).or(() -> date(text, clock)));
  }

  private static Optional<Long> number(String text, long scale) {
    try {
      double millis = Double.parseDouble(text.strip()) * scale;
      return millis >= 0
          ? Optional.of((long) Math.min(millis, (double) MAX_MILLIS))
          : Optional.empty();
    } catch (NumberFormatException _) {
      return Optional.empty();
    }
  }

  private static Optional<Long> date(String text, Clock clock) {
    try {
      Instant at =
          ZonedDateTime.parse(
                  text.strip(), DateTimeFormatter.RFC_1123_DATE_TIME.withLocale(Locale.ROOT))
              .toInstant();
      long millis = Duration.between(clock.instant(), at).toMillis();
      return Optional.of(Math.clamp(millis, 0, MAX_MILLIS));
    } catch (DateTimeException _) {
      return Optional.empty();
    }
  }
}
