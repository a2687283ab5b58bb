package dev.switchboard.wire.anthropic;

import dev.switchboard.ir.ReasoningRequest;
import dev.switchboard.ir.ReasoningRequest.Effort;
import dev.switchboard.json.Json;
import dev.switchboard.wire.ClaudeEffort;
import dev.switchboard.wire.ClaudeModel;
import dev.switchboard.wire.Declined;
import dev.switchboard.wire.EffortTokens;
import dev.switchboard.wire.ModelTraits;
import dev.switchboard.wire.Remarks;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * How much a request asks its model to think, in the form that this model takes.
 *
 * @param config the field {@code thinking}; null to leave it out
 * @param effort the word for {@code output_config.effort}; null to leave it out
 * @param active whether the model will think, which restricts sampling and forced tools
 * @param budgeted whether it will do so with a budget, which restricts the history
 * @see <a href="https://platform.claude.com/docs/en/build-with-claude/thinking">source</a>
 */
record Thinking(
    @Nullable ObjectNode config, @Nullable String effort, boolean active, boolean budgeted) {
  /** The smallest budget that is accepted. */
  static final int LEAST_BUDGET = 1_024;

  private static final String SUBJECT = "reasoning";

  /**
   * What the decision depends on beside the wish.
   *
   * @param traits what else is known of the model
   * @param canThink whether the model thinks at all
   * @param maxTokens the request's bound on all output, thoughts included
   * @param toolForced whether a tool call is forced
   * @param lacksThoughts whether the assistant is to go on with a turn that holds no thoughts
   */
  record Situation(
      ClaudeModel model,
      ModelTraits traits,
      boolean canThink,
      int maxTokens,
      boolean toolForced,
      boolean lacksThoughts) {}

  /**
   * Decides.
   *
   * @throws dev.switchboard.ir.FailureException if thinking is wanted and the model cannot
   */
  static Thinking of(ReasoningRequest wish, Situation situation, Remarks notes) {
    if (wish.effort() == Effort.NONE || isZero(wish.budgetTokens())) {
      return off(situation, notes);
    }
    if (wish.effort() == null && wish.budgetTokens() == null) {
      return byDefault(wish, situation);
    }
    if (!situation.canThink() && wish.isLeftToTheModel()) {
      if (wish.effort() != null) {
        notes.omitted(SUBJECT, "the model cannot think");
      }
      return new Thinking(null, null, false, false);
    }
    if (!situation.canThink()) {
      throw Declined.unsupported(SUBJECT, "the model cannot think");
    }
    if (situation.toolForced() && !situation.model().forcesToolsWhileThinking()) {
      notes.omitted(
          SUBJECT, "thinking is off because the model cannot think when a tool is forced");
      return off(situation, notes);
    }
    return switch (situation.model().thinkingForm()) {
      case ADAPTIVE -> adaptive(wish, situation, notes);
      case EITHER ->
          isLimited(wish.budgetTokens())
              ? budgeted(wish, situation, notes)
              : adaptive(wish, situation, notes);
      case BUDGET, NONE -> budgeted(wish, situation, notes);
    };
  }

  private static Thinking byDefault(ReasoningRequest wish, Situation situation) {
    if (!situation.canThink() || !situation.model().thinksByDefault()) {
      return new Thinking(null, null, false, false);
    }
    ObjectNode config =
        wish.visible() == null ? null : shown(Json.object().put("type", "adaptive"), wish);
    return new Thinking(config, null, true, false);
  }

  private static Thinking off(Situation situation, Remarks notes) {
    ClaudeModel model = situation.model();
    if (!situation.canThink() || !model.thinksByDefault()) {
      return new Thinking(null, null, false, false);
    }
    if (model.canDisableThinking()) {
      return new Thinking(Json.object().put("type", "disabled"), null, false, false);
    }
    if (model.canThinkBetweenToolsOnly()) {
      notes.approximated(SUBJECT, "the model cannot stop thinking; it thinks between tools only");
      return new Thinking(Json.object().put("type", "between_tools"), null, true, false);
    }
    notes.approximated(SUBJECT, "the model cannot stop thinking; its lowest effort is used");
    return new Thinking(null, "low", true, false);
  }

  private static Thinking adaptive(ReasoningRequest wish, Situation at, Remarks notes) {
    Integer budget = wish.budgetTokens();
    String effort = null;
    if (wish.effort() != null) {
      effort = ClaudeEffort.word(wish.effort(), at.model(), at.traits(), notes);
      if (isLimited(budget)) {
        notes.omitted(SUBJECT, "the budget for thinking was left out beside the effort");
      }
    } else if (budget != null && isLimited(budget)) {
      effort = ClaudeEffort.word(EffortTokens.effort(budget), at.model(), at.traits(), notes);
      notes.approximated(
          SUBJECT,
          "the model takes no budget for thinking; " + budget + " became effort " + effort);
    }
    return new Thinking(shown(Json.object().put("type", "adaptive"), wish), effort, true, false);
  }

  private static Thinking budgeted(ReasoningRequest wish, Situation situation, Remarks notes) {
    if (situation.lacksThoughts()) {
      notes.omitted(SUBJECT, "thinking is off because the turn to go on with holds no thoughts");
      return new Thinking(null, null, false, false);
    }
    if (situation.maxTokens() <= LEAST_BUDGET) {
      notes.omitted(
          SUBJECT, "thinking is off because it needs more than " + LEAST_BUDGET + " output tokens");
      return new Thinking(null, null, false, false);
    }
    Integer named = wish.budgetTokens();
    int wanted = EffortTokens.of(wish.effort());
    int budget = EffortTokens.within(wish.effort(), situation.traits(), situation.maxTokens());
    if (named != null && isLimited(named)) {
      wanted = named;
      budget = named;
    } else if (wish.effort() == Effort.MAX) {
      wanted = budget;
    }
    budget = Math.max(LEAST_BUDGET, budget);
    if (budget >= situation.maxTokens()) {
      budget = Math.max(LEAST_BUDGET, situation.maxTokens() / 2);
    }
    if (budget != wanted) {
      notes.approximated(
          SUBJECT, "the budget for thinking is " + budget + " tokens, not " + wanted);
    }
    ObjectNode config = Json.object().put("type", "enabled").put("budget_tokens", budget);
    return new Thinking(shown(config, wish), null, true, true);
  }

  private static ObjectNode shown(ObjectNode config, ReasoningRequest wish) {
    if (wish.visible() != null) {
      config.put("display", wish.visible() ? "summarized" : "omitted");
    }
    return config;
  }

  private static boolean isZero(@Nullable Integer budget) {
    return budget != null && budget == 0;
  }

  /** Whether a number of tokens was named; negative means as many as the model likes. */
  private static boolean isLimited(@Nullable Integer budget) {
    return budget != null && budget > 0;
  }
}
