package dev.switchboard.config;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations and sizes as people write them: a whole number and a unit. */
final class Units {
  private static final Pattern FORM = Pattern.compile("(\\d{1,12})\\s*([a-zA-Z]{1,2})");
  private static final Map<String, Long> MILLIS =
      Map.of("ms", 1L, "s", 1_000L, "m", 60_000L, "h", 3_600_000L, "d", 86_400_000L);
  private static final Map<String, Long> BYTES =
      Map.of("b", 1L, "kb", 1L << 10, "mb", 1L << 20, "gb", 1L << 30);

  private Units() {}

  /** {@code 500ms}, {@code 2s}, {@code 10m}, {@code 1h}, {@code 7d}. */
  static Optional<Duration> duration(String text) {
    return scaled(text, MILLIS).map(Duration::ofMillis);
  }

  /** {@code 64KB}, {@code 32MB}, {@code 1GB}: powers of 1,024 bytes. */
  static Optional<Long> size(String text) {
    return scaled(text.toLowerCase(Locale.ROOT), BYTES);
  }

  private static Optional<Long> scaled(String text, Map<String, Long> units) {
    Matcher matcher = FORM.matcher(text.strip());
    if (!matcher.matches()) {
      return Optional.empty();
    }
    Long unit = units.get(matcher.group(2));
    return unit == null
        ? Optional.empty()
        : Optional.of(Math.multiplyExact(Long.parseLong(matcher.group(1)), unit));
  }
}
