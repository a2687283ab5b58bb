package dev.switchboard.wire.openai;

import dev.switchboard.ir.ReasoningRequest.Effort;
import dev.switchboard.ir.Role;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The dialect's closed sets of words. */
public final class Words {
  static final Map<String, Role> ROLES =
      Map.of(
          "developer", Role.SYSTEM,
          "system", Role.SYSTEM,
          "user", Role.USER,
          "assistant", Role.ASSISTANT,
          "tool", Role.TOOL,
          "function", Role.TOOL);

  /** What each word for an effort means. */
  public static final Map<String, Effort> EFFORTS = efforts();

  private Words() {}

  /** The dialect's word for an effort. */
  public static String of(Effort effort) {
    return effort.name().toLowerCase(Locale.ROOT);
  }

  private static Map<String, Effort> efforts() {
    return Arrays.stream(Effort.values())
        .collect(Collectors.toUnmodifiableMap(Words::of, Function.identity()));
  }
}
