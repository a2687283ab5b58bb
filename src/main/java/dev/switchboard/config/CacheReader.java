package dev.switchboard.config;

import dev.switchboard.ingress.AnswerCache;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Reads whose answers are given again without being asked for. */
final class CacheReader {
  private CacheReader() {}

  static AnswerCache.Rules read(Optional<Section> found) {
    if (found.isEmpty()) {
      return AnswerCache.Rules.DEFAULT;
    }
    try (Section section = found.get()) {
      return new AnswerCache.Rules(
          section.size("size").orElse(AnswerCache.Rules.DEFAULT.mostBytes()),
          times(section.section("keys")),
          times(section.section("functions")));
    }
  }

  private static Map<String, Duration> times(Optional<Section> found) {
    Map<String, Duration> times = new HashMap<>();
    if (found.isPresent()) {
      try (Section section = found.get()) {
        for (String name : section.names()) {
          section.duration(name).ifPresent(time -> times.put(name, time));
        }
      }
    }
    return times;
  }
}
