package dev.switchboard.pipeline;

import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.json.Fields;
import dev.switchboard.json.Located;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * The checks that a call asks for on its way in and out: the gateway has none, so whoever asks for
 * one is refused, because a guardrail that nobody applies would be worse than none.
 *
 * <p>What says that no check is wanted is taken: nothing, an empty list, and the words {@code none}
 * and {@code off} in place of a check or of what it does.
 */
public final class Guardrails {
  private static final Set<String> NOTHING = Set.of("", "none", "off");

  private Guardrails() {}

  /**
   * Takes a header of comma-separated checks that asks for none.
   *
   * @throws FailureException with {@link Failure.Unsupported} naming the header and its checks
   */
  public static void requireNone(String header, String checks) {
    List<String> wanted =
        Arrays.stream(checks.split(",", -1))
            .map(String::strip)
            .filter(check -> !isNothing(check))
            .toList();
    if (!wanted.isEmpty()) {
      throw refused("header " + header, wanted.getFirst());
    }
  }

  /**
   * Takes a body whose {@code guard} asks for no check: {@code {"input": [{"type": …}], "output":
   * […]}}.
   *
   * @throws FailureException with {@link Failure.Unsupported} naming the first check
   */
  public static void requireNone(Fields body) {
    Optional<Fields> guard = body.optionalObject("guard");
    if (guard.isPresent()) {
      for (String way : List.of("input", "output")) {
        for (Located check : guard.get().optionalItems(way)) {
          requireNothing("guard." + way, check.node());
        }
      }
    }
  }

  private static void requireNothing(String place, JsonNode check) {
    String type = check.isString() ? check.stringValue() : check.path("type").asString("");
    String action = check.path("action").asString("");
    boolean isOff = !action.isEmpty() && isNothing(action);
    if (!isOff && (type.isEmpty() || !isNothing(type))) {
      throw refused(place, type);
    }
  }

  private static boolean isNothing(String word) {
    return NOTHING.contains(word.toLowerCase(Locale.ROOT));
  }

  private static FailureException refused(String place, String check) {
    String shown = check.length() <= 40 ? check : check.substring(0, 40) + "…";
    return new FailureException(
        new Failure.Unsupported(
            "guard",
            place
                + (shown.isEmpty() ? "" : ": " + plain(shown))
                + ": guardrails are not available (expected: none, an empty list or off)"));
  }

  private static String plain(String text) {
    return text.replaceAll("[^\\x20-\\x7e…]", "?");
  }
}
