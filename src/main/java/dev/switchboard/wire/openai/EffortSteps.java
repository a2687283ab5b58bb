package dev.switchboard.wire.openai;

import dev.switchboard.ir.ReasoningRequest;
import dev.switchboard.ir.ReasoningRequest.Effort;
import dev.switchboard.wire.ModelTraits;
import dev.switchboard.wire.Remarks;
import org.jspecify.annotations.Nullable;

/** Wishes for reasoning in the steps that this dialect has. */
public final class EffortSteps {
  private EffortSteps() {}

  /**
   * The step of the model that is asked for.
   *
   * @return null where neither an effort nor a budget is given
   */
  public static @Nullable Effort of(ReasoningRequest reasoning, ModelTraits traits, Remarks notes) {
    Effort wanted = of(reasoning, notes);
    if (wanted == null) {
      return null;
    }
    Effort step = traits.nearest(wanted);
    if (step != wanted) {
      notes.approximated("reasoning_effort", "the model's nearest effort is " + Words.of(step));
    }
    return step;
  }

  /**
   * The effort asked for, or a budget as the nearest step: the bounds lie between the budgets that
   * Google publishes.
   *
   * @return null where neither is given
   */
  private static @Nullable Effort of(ReasoningRequest reasoning, Remarks notes) {
    Integer budget = reasoning.budgetTokens();
    if (reasoning.effort() != null || budget == null || budget < 0) {
      return reasoning.effort();
    }
    if (budget == 0) {
      return Effort.NONE;
    }
    notes.approximated(
        "reasoning", "the provider takes steps of effort, not " + budget + " tokens");
    if (budget <= 4_096) {
      return Effort.LOW;
    }
    return budget <= 16_384 ? Effort.MEDIUM : Effort.HIGH;
  }
}
