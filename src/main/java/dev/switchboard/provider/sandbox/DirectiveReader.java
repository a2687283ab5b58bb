package dev.switchboard.provider.sandbox;

import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads directives: {@code key=value} pairs between commas or semicolons, from a model's name
 * behind {@code @} and from the header, which wins.
 */
final class DirectiveReader {
  static final List<String> KEYS =
      List.of(
          "fault",
          "probability",
          "once",
          "after",
          "status",
          "retry_after",
          "latency",
          "first_token",
          "pace",
          "words",
          "calls",
          "seed");

  private static final int LONGEST_TEXT = 20_000;
  private static final int MOST_CALLS = 16;
  private static final int MOST_DELTAS = 1_000_000;
  private static final Duration LONGEST = Duration.ofHours(1);
  private static final Duration SLOW = Duration.ofSeconds(5);
  private static final Pattern DURATION = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,6})?)(ms|s|m)");
  private static final Pattern SPREAD =
      Pattern.compile("(lognormal|uniform|fixed)\\(([^,()]*)(?:,([^,()]*))?\\)");

  private final Map<String, String> values = new LinkedHashMap<>();

  /** Adds pairs; a later one of the same key wins. */
  DirectiveReader add(String text) {
    for (String pair : split(text)) {
      int equals = pair.indexOf('=');
      String key = (equals < 0 ? pair : pair.substring(0, equals)).strip();
      if (!KEYS.contains(key)) {
        throw invalid(
            "unknown sandbox directive '" + shorten(key) + "'",
            "one of " + String.join(", ", KEYS));
      }
      if (equals < 0) {
        throw invalid("sandbox directive '" + key + "' has no value", key + "=…");
      }
      values.put(key, pair.substring(equals + 1).strip());
    }
    return this;
  }

  Directives read() {
    Integer status = number("status", 400, 599).orElse(null);
    Fault fault =
        value("fault", DirectiveReader::fault, "one of " + words())
            .orElse(status == null ? null : Fault.SERVER_ERROR);
    Duration firstToken =
        duration("first_token").orElse(fault == Fault.SLOW_FIRST_TOKEN ? SLOW : Duration.ZERO);
    return new Directives(
        fault,
        value("probability", DirectiveReader::share, "a number from 0 to 1").orElse(1.0),
        value("once", DirectiveReader::flag, "true or false").orElse(false),
        number("after", 0, MOST_DELTAS).orElse(null),
        status,
        duration("retry_after").orElse(null),
        new Directives.Timing(latency(), firstToken, duration("pace").orElse(Duration.ZERO)),
        new Directives.Shape(
            number("words", 1, LONGEST_TEXT).orElse(null),
            number("calls", 1, MOST_CALLS).orElse(1),
            value("seed", text -> Optional.of(Long.valueOf(text)), "a whole number").orElse(0L)));
  }

  private Latency latency() {
    return value(
            "latency",
            DirectiveReader::spread,
            "a duration such as 200ms, uniform(100ms,2s) or lognormal(300ms,2s), median first")
        .orElse(Latency.NONE);
  }

  private Optional<Integer> number(String key, int least, int most) {
    return value(
        key,
        text -> Optional.of(Integer.valueOf(text)).filter(n -> n >= least && n <= most),
        "a whole number from " + least + " to " + most);
  }

  private Optional<Duration> duration(String key) {
    return value(key, DirectiveReader::time, "a duration up to an hour, such as 20ms, 1.5s or 2m");
  }

  private <T> Optional<T> value(
      String key, Function<String, Optional<T>> reading, String expected) {
    String text = values.get(key);
    if (text == null) {
      return Optional.empty();
    }
    try {
      Optional<T> read = reading.apply(text);
      if (read.isPresent()) {
        return read;
      }
    } catch (NumberFormatException _) {
      // Told below, like every other value that does not fit.
    }
    throw invalid("sandbox directive " + key + ": '" + shorten(text) + "'", expected);
  }

  /** Splits at commas and semicolons outside brackets. */
  private static List<String> split(String text) {
    List<String> pairs = new ArrayList<>();
    int depth = 0;
    int start = 0;
    for (int at = 0; at <= text.length(); at++) {
      char c = at == text.length() ? ';' : text.charAt(at);
      depth += c == '(' ? 1 : c == ')' ? -1 : 0;
      if ((c == ';' || (c == ',' && depth <= 0)) && at >= start) {
        String pair = text.substring(start, at).strip();
        if (!pair.isEmpty()) {
          pairs.add(pair);
        }
        start = at + 1;
      }
    }
    return pairs;
  }

  private static Optional<Fault> fault(String text) {
    return Fault.ofWord(text.replace('-', '_'));
  }

  private static Optional<Boolean> flag(String text) {
    return switch (text) {
      case "true" -> Optional.of(true);
      case "false" -> Optional.of(false);
      default -> Optional.empty();
    };
  }

  private static Optional<Double> share(String text) {
    return Optional.of(Double.valueOf(text)).filter(share -> share >= 0 && share <= 1);
  }

  private static Optional<Duration> time(String text) {
    Matcher matcher = DURATION.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    double nanosPerUnit =
        switch (matcher.group(2)) {
          case "ms" -> 1e6;
          case "s" -> 1e9;
          default -> 60e9;
        };
    Duration read = Duration.ofNanos((long) (Double.parseDouble(matcher.group(1)) * nanosPerUnit));
    return Optional.of(read).filter(duration -> duration.compareTo(LONGEST) <= 0);
  }

  private static Optional<Latency> spread(String text) {
    Matcher matcher = SPREAD.matcher(text);
    if (!matcher.matches()) {
      return time(text).map(Latency.Fixed::new);
    }
    Optional<Duration> first = time(matcher.group(2).strip());
    if (matcher.group(1).equals("fixed")) {
      return first.filter(_ -> matcher.group(3) == null).map(Latency.Fixed::new);
    }
    Optional<Duration> second =
        Optional.ofNullable(matcher.group(3)).flatMap(bound -> time(bound.strip()));
    if (first.isEmpty() || second.isEmpty() || first.get().compareTo(second.get()) > 0) {
      return Optional.empty();
    }
    if (matcher.group(1).equals("uniform")) {
      return Optional.of(new Latency.Uniform(first.get(), second.get()));
    }
    return first
        .filter(Duration::isPositive)
        .map(median -> new Latency.LogNormal(median, second.get()));
  }

  private static String words() {
    return String.join(", ", Fault.words());
  }

  private static String shorten(String text) {
    return text.length() <= 60 ? text : text.substring(0, 60) + "…";
  }

  private static FailureException invalid(String what, String expected) {
    return new FailureException(
        Failure.InvalidRequest.at("", what + " (expected: " + expected + ")"));
  }
}
