package dev.switchboard.catalog;

import java.util.OptionalLong;

/**
 * How much a model takes and gives, in tokens; empty where it is not known.
 *
 * @param context input and output together
 * @param input the input alone, where it has a limit of its own
 * @param output the output alone
 */
public record Limits(OptionalLong context, OptionalLong input, OptionalLong output) {

  /** Nothing is known. */
  public static final Limits UNKNOWN =
      new Limits(OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty());

  public Limits {
    requirePositive("context", context);
    requirePositive("input", input);
    requirePositive("output", output);
  }

  private static void requirePositive(String name, OptionalLong tokens) {
    if (tokens.isPresent() && tokens.getAsLong() <= 0) {
      throw new IllegalArgumentException(
          name + ": " + tokens.getAsLong() + " tokens (expected: > 0)");
    }
  }
}
