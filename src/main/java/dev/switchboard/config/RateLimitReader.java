package dev.switchboard.config;

import dev.switchboard.access.Applies;
import dev.switchboard.access.RateLimit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the rate limits, each under its name. */
final class RateLimitReader {
  private static final int LONGEST_NAME = 64;

  private RateLimitReader() {}

  /** The limits; their projects are what the file says, ids or names. */
  static List<RateLimit> read(Optional<Section> found) {
    List<RateLimit> limits = new ArrayList<>();
    if (found.isPresent()) {
      try (Section section = found.get()) {
        for (String name : section.names()) {
          limits.add(limit(section, name));
        }
      }
    }
    return limits;
  }

  private static RateLimit limit(Section limits, String name) {
    if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]*") || name.length() > LONGEST_NAME) {
      throw limits.invalid(name, "", "a name of 1 to 64 letters, digits, dots, dashes");
    }
    if (!limits.isMapping(name)) {
      throw limits.invalid(name, "", "a mapping such as {each: key, requests: 600, per: 1m}");
    }
    try (Section section = limits.section(name).orElseThrow()) {
      Applies applies =
          checked(
              section,
              "model",
              () ->
                  new Applies(
                      section.text("project").orElse(null),
                      section.text("key").orElse(null),
                      section.text("model").orElse(null),
                      tag(section)));
      RateLimit.Each each =
          section
              .text("each")
              .map(label -> checked(section, "each", () -> RateLimit.Each.ofLabel(label)))
              .orElse(null);
      Long requests = amount(section, "requests");
      Long tokens = amount(section, "tokens");
      Long concurrent = amount(section, "concurrent");
      Duration window = section.duration("per").orElse(Duration.ofMinutes(1));
      if (requests == null && tokens == null && concurrent == null) {
        throw section.missing("requests", "requests, tokens or concurrent, or some of them");
      }
      return new RateLimit(
          name,
          applies,
          each,
          checked(
              section, "per", () -> new RateLimit.Amounts(requests, tokens, concurrent, window)),
          null);
    }
  }

  private static Applies.@Nullable Tag tag(Section section) {
    Optional<String> text = section.text("tag");
    if (text.isEmpty()) {
      return null;
    }
    int equals = text.get().indexOf('=');
    if (equals < 1) {
      throw section.invalid("tag", text.get(), "name=value");
    }
    return checked(
        section,
        "tag",
        () -> new Applies.Tag(text.get().substring(0, equals), text.get().substring(equals + 1)));
  }

  private static @Nullable Long amount(Section section, String name) {
    Optional<String> text = section.text(name);
    if (text.isEmpty()) {
      return null;
    }
    try {
      long amount = Long.parseLong(text.get());
      if (amount >= 0 && amount <= RateLimit.Amounts.MOST) {
        return amount;
      }
    } catch (NumberFormatException _) {
      // Falls through to the complaint that a number out of range gets.
    }
    throw section.invalid(name, text.get(), "a whole number from 0 to " + RateLimit.Amounts.MOST);
  }

  private interface Made<T> {
    T made();
  }

  /** What a record refuses is a mistake in the file. */
  private static <T> T checked(Section section, String name, Made<T> made) {
    try {
      return made.made();
    } catch (IllegalArgumentException e) {
      throw new ConfigException(section.place(name), String.valueOf(e.getMessage()));
    }
  }
}
