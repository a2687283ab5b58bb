package dev.switchboard.config;

import dev.switchboard.http.AddressPolicy;
import dev.switchboard.http.SafeFetcher;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Reads how media are fetched that calls name by their addresses. */
final class MediaSection {
  private static final Duration LONGEST = Duration.ofMinutes(5);
  private static final long LARGEST = 64L << 20;

  private MediaSection() {}

  static Config.Media read(Optional<Section> found) {
    SafeFetcher.Limits usual = SafeFetcher.Limits.DEFAULT;
    if (found.isEmpty()) {
      return new Config.Media(List.of(), usual);
    }
    try (Section section = found.get()) {
      List<String> allow = section.texts("allow").orElse(List.of());
      try {
        var _ = AddressPolicy.publicAnd(allow);
      } catch (IllegalArgumentException e) {
        throw new ConfigException(section.place("allow"), String.valueOf(e.getMessage()));
      }
      long size = section.size("size").orElse((long) usual.maxBytes());
      if (size < 1_024 || size > LARGEST) {
        throw section.invalid("size", size + "B", "1KB to 64MB");
      }
      Duration timeout = section.duration("timeout").orElse(usual.timeout());
      if (timeout.isZero() || timeout.compareTo(LONGEST) > 0) {
        throw section.invalid("timeout", timeout.toMillis() + "ms", "1ms to 5m");
      }
      return new Config.Media(allow, new SafeFetcher.Limits(!allow.isEmpty(), (int) size, timeout));
    }
  }
}
