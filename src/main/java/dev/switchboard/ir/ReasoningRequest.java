package dev.switchboard.ir;

import org.jspecify.annotations.Nullable;

/**
 * How much a model should think and whether it should show it; null means the caller did not say.
 *
 * @param budgetTokens the most tokens to think; 0 for none, -1 for as many as the model likes
 * @param visible whether readable thoughts or summaries are wanted
 */
public record ReasoningRequest(
    @Nullable Effort effort, @Nullable Integer budgetTokens, @Nullable Boolean visible) {

  /** Nothing said. */
  public static final ReasoningRequest DEFAULT = new ReasoningRequest(null, null, null);

  /** Steps of effort, from the least. */
  public enum Effort {
    NONE,
    MINIMAL,
    LOW,
    MEDIUM,
    HIGH,
    XHIGH,
    MAX
  }

  /**
   * Whether the model may think or not as it likes, with {@code effort} as a hint: one that cannot
   * is no reason to refuse.
   */
  public boolean isLeftToTheModel() {
    return budgetTokens != null && budgetTokens < 0;
  }

  /** Whether the caller said nothing about reasoning. */
  public boolean isDefault() {
    return effort == null && budgetTokens == null && visible == null;
  }
}
