package dev.switchboard.config;

import dev.switchboard.realtime.RealtimeLimits;
import java.time.Duration;
import java.util.Optional;

/** Reads what voice sessions may take. */
final class RealtimeReader {
  private static final Duration LONGEST = Duration.ofDays(1);

  private RealtimeReader() {}

  static RealtimeLimits read(Optional<Section> found) {
    RealtimeLimits usual = RealtimeLimits.DEFAULT;
    if (found.isEmpty()) {
      return usual;
    }
    try (Section section = found.get()) {
      return new RealtimeLimits(
          section.integer("sessions", 1, 1_000_000).orElse(usual.sessions()),
          (int) size(section, "message", usual.messageBytes(), 1 << 30),
          size(section, "held", usual.heldBytes(), Long.MAX_VALUE),
          time(section, "idle", usual.idle()),
          time(section, "longest", usual.total()));
    }
  }

  private static long size(Section section, String name, long usual, long most) {
    long size = section.size(name).orElse(usual);
    if (size < 1_024 || size > most) {
      throw section.invalid(
          name, size + "B", most == Long.MAX_VALUE ? "at least 1KB" : "1KB to 1GB");
    }
    return size;
  }

  private static Duration time(Section section, String name, Duration usual) {
    Duration time = section.duration(name).orElse(usual);
    if (time.isZero() || time.compareTo(LONGEST) > 0) {
      throw section.invalid(name, time.toMillis() + "ms", "1ms to 1d");
    }
    return time;
  }
}
