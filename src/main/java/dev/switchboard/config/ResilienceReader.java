package dev.switchboard.config;

import dev.switchboard.routing.ResilienceRules;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads how far the gateway goes for one call. */
final class ResilienceReader {
  private static final int DEFAULT_QUEUE = 128;
  private static final Duration DEFAULT_WAIT = Duration.ofSeconds(10);

  private ResilienceReader() {}

  static ResilienceRules read(Optional<Section> found, List<Config.ConfiguredProvider> providers) {
    Map<String, ResilienceRules.LaneRules> lanes = new HashMap<>();
    for (Config.ConfiguredProvider provider : providers) {
      ResilienceRules.LaneRules lane = provider.lane();
      if (lane != null) {
        lanes.put(provider.provider().name(), lane);
      }
    }
    ResilienceRules defaults = ResilienceRules.DEFAULT;
    if (found.isEmpty()) {
      return new ResilienceRules(
          defaults.deadline(),
          defaults.patience(),
          defaults.retryPercent(),
          defaults.circuit(),
          defaults.rescue(),
          lanes);
    }
    try (Section section = found.get()) {
      return new ResilienceRules(
          positive(section, "deadline", defaults.deadline()),
          section.duration("patience").orElse(defaults.patience()),
          section.integer("retry_percent", 0, 1_000).orElse(defaults.retryPercent()),
          circuit(section.section("circuit")),
          rescue(section.section("rescue")),
          lanes);
    }
  }

  private static ResilienceRules.Circuit circuit(Optional<Section> found) {
    ResilienceRules.Circuit defaults = ResilienceRules.Circuit.DEFAULT;
    if (found.isEmpty()) {
      return defaults;
    }
    try (Section section = found.get()) {
      int failures = section.integer("failures", 0, 1_000).orElse(defaults.failures());
      Duration cooldown = positive(section, "cooldown", defaults.cooldown());
      Duration longest =
          section
              .duration("longest")
              .orElse(cooldown.compareTo(defaults.longest()) > 0 ? cooldown : defaults.longest());
      if (longest.compareTo(cooldown) < 0) {
        throw section.invalid(
            "longest",
            longest.toMillis() + "ms",
            "at least cooldown, " + cooldown.toMillis() + "ms");
      }
      return new ResilienceRules.Circuit(failures, cooldown, longest);
    }
  }

  private static ResilienceRules.Rescue rescue(Optional<Section> found) {
    ResilienceRules.Rescue defaults = ResilienceRules.Rescue.DEFAULT;
    if (found.isEmpty()) {
      return defaults;
    }
    try (Section section = found.get()) {
      return new ResilienceRules.Rescue(
          section.bool("enabled").orElse(defaults.wanted()),
          section.integer("attempts", 1, 100).orElse(defaults.attempts()));
    }
  }

  static ResilienceRules.LaneRules lane(Section found) {
    try (Section section = found) {
      return new ResilienceRules.LaneRules(
          section
              .integer("calls", 1, 1_000_000)
              .orElseThrow(() -> section.missing("calls", "a whole number from 1 to 1000000")),
          section.integer("queue", 0, 1_000_000).orElse(DEFAULT_QUEUE),
          section.duration("wait").orElse(DEFAULT_WAIT));
    }
  }

  private static Duration positive(Section section, String name, Duration otherwise) {
    Duration value = section.duration(name).orElse(otherwise);
    if (!value.isPositive()) {
      throw section.invalid(name, "0", "more than 0");
    }
    return value;
  }
}
