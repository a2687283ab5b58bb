package dev.switchboard.ingress;

import dev.switchboard.http.Query;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Reads query parameters; a wrong one is an invalid request that names it. */
public final class Parameters {
  private Parameters() {}

  /** A whole number within bounds. */
  public static int integer(Query query, String name, int fallback, int min, int max) {
    Optional<String> text = query.first(name);
    if (text.isEmpty() || text.get().isEmpty()) {
      return fallback;
    }
    try {
      int value = Integer.parseInt(text.get());
      if (value >= min && value <= max) {
        return value;
      }
    } catch (NumberFormatException _) {
      // Falls through to the complaint that a number out of range gets.
    }
    throw wrong(name, text.get(), "a whole number from " + min + " to " + max);
  }

  /** One of an enum's words. */
  public static <E extends Enum<E>> Optional<E> choice(
      Query query, String name, Function<String, Optional<E>> ofWord, E[] all) {
    Optional<String> text = query.first(name).filter(t -> !t.isEmpty());
    if (text.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        ofWord.apply(text.get()).orElseThrow(() -> invalid(name, text.get(), Arrays.asList(all))));
  }

  /** One of a few words. */
  public static <T> Optional<T> word(Query query, String name, Map<String, T> words) {
    Optional<String> text = query.first(name).filter(t -> !t.isEmpty());
    if (text.isEmpty()) {
      return Optional.empty();
    }
    T value = words.get(text.get());
    if (value == null) {
      throw wrong(name, text.get(), "one of " + String.join(", ", new TreeSet<>(words.keySet())));
    }
    return Optional.of(value);
  }

  /** A word that is none of an enum's. */
  public static FailureException invalid(String name, String value, List<? extends Enum<?>> all) {
    return wrong(
        name,
        value,
        "one of "
            + all.stream()
                .map(word -> word.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", ")));
  }

  /** A parameter with a wrong value. */
  public static FailureException wrong(String name, String value, String expected) {
    String shown = value.length() > 60 ? value.substring(0, 60) + "…" : value;
    return new FailureException(
        Failure.InvalidRequest.at(
            "/" + name, "parameter " + name + ": " + shown + " (expected: " + expected + ")"));
  }
}
