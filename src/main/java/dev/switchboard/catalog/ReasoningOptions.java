package dev.switchboard.catalog;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How a model's thinking is steered. Everything absent: nothing is known.
 *
 * @param toggle thinking can be switched on and off
 * @param efforts the effort words it takes, in the source's order ({@code none} … {@code max})
 * @param minBudget smallest thinking budget in tokens, where it takes one
 * @param maxBudget largest thinking budget in tokens, where one is stated
 * @param echoField the message field in which an OpenAI-compatible vendor wants earlier reasoning
 *     back: {@code reasoning_content} or {@code reasoning_details}
 */
public record ReasoningOptions(
    boolean toggle,
    List<String> efforts,
    OptionalLong minBudget,
    OptionalLong maxBudget,
    Optional<String> echoField) {

  /** Nothing is known. */
  public static final ReasoningOptions UNKNOWN =
      new ReasoningOptions(
          false, List.of(), OptionalLong.empty(), OptionalLong.empty(), Optional.empty());

  public ReasoningOptions {
    efforts = List.copyOf(efforts);
  }
}
