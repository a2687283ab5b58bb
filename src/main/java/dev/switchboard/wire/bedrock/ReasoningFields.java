package dev.switchboard.wire.bedrock;

import dev.switchboard.ir.ReasoningRequest;
import dev.switchboard.ir.ReasoningRequest.Effort;
import dev.switchboard.json.Json;
import dev.switchboard.wire.ClaudeEffort;
import dev.switchboard.wire.ClaudeModel;
import dev.switchboard.wire.Declined;
import dev.switchboard.wire.EffortTokens;
import dev.switchboard.wire.ModelTraits;
import dev.switchboard.wire.Remarks;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * How much a request asks its model to think, in the form that this model takes; each maker has its
 * own fields in {@code additionalModelRequestFields}.
 *
 * @param additional those fields
 * @param effort the word for {@code outputConfig.effort}
 * @param active whether the model will think, which restricts sampling and forced tools
 */
record ReasoningFields(ObjectNode additional, Optional<String> effort, boolean active) {
  private static final int LEAST_BUDGET = 1_024;
  private static final String SUBJECT = "reasoning";

  /**
   * What the decision depends on beside the wish.
   *
   * @param maxTokens the request's bound on all output; null for the model's own
   * @param toolForced whether a tool call is forced
   * @param lacksThoughts whether the assistant is to go on with a turn that holds no thoughts
   */
  record Situation(
      BedrockModel model,
      ModelTraits traits,
      @Nullable Integer maxTokens,
      boolean toolForced,
      boolean lacksThoughts) {}

  static ReasoningFields of(ReasoningRequest wish, Situation at, Remarks remarks) {
    boolean off =
        wish.effort() == Effort.NONE || Objects.requireNonNullElse(wish.budgetTokens(), 1) == 0;
    boolean asked = !off && (wish.effort() != null || wish.budgetTokens() != null);
    if (asked && cannotThink(at)) {
      if (!wish.isLeftToTheModel()) {
        throw Declined.unsupported(SUBJECT, "the model cannot think");
      }
      asked = false;
    }
    if (at.model().isClaude()) {
      return claude(wish, at, off, asked, remarks);
    }
    if (!asked && !off) {
      return nothing(false);
    }
    return others(wish, at, off, remarks);
  }

  private static boolean cannotThink(Situation at) {
    boolean oldClaude =
        at.model().isClaude()
            && at.model().claude().thinkingForm() == ClaudeModel.ThinkingForm.NONE;
    return !Objects.requireNonNullElse(at.traits().reasoning(), !oldClaude);
  }

  private static ReasoningFields nothing(boolean active) {
    return new ReasoningFields(Json.object(), Optional.empty(), active);
  }

  private static ReasoningFields claude(
      ReasoningRequest wish, Situation at, boolean off, boolean asked, Remarks remarks) {
    ClaudeModel model = at.model().claude();
    if (!asked && !off) {
      return nothing(model.thinksByDefault());
    }
    boolean forcedBars = at.toolForced() && !model.forcesToolsWhileThinking();
    if (asked && forcedBars) {
      remarks.omitted(
          SUBJECT, "thinking is off because the model cannot think when a tool is forced");
    }
    if (off || forcedBars) {
      return off(model, remarks);
    }
    boolean byBudget =
        model.thinkingForm() == ClaudeModel.ThinkingForm.BUDGET
            || (model.thinkingForm() == ClaudeModel.ThinkingForm.EITHER
                && Objects.requireNonNullElse(wish.budgetTokens(), -1) > 0);
    return byBudget ? budgeted(wish, at, remarks) : adaptive(wish, at, remarks);
  }

  private static ReasoningFields off(ClaudeModel model, Remarks remarks) {
    if (!model.thinksByDefault()) {
      return nothing(false);
    }
    if (!model.canDisableThinking()) {
      remarks.approximated(SUBJECT, "the model cannot stop thinking; its lowest effort is used");
      return new ReasoningFields(Json.object(), Optional.of("low"), true);
    }
    ObjectNode more = Json.object();
    more.putObject("thinking").put("type", "disabled");
    return new ReasoningFields(more, Optional.empty(), false);
  }

  private static ReasoningFields adaptive(ReasoningRequest wish, Situation at, Remarks remarks) {
    ClaudeModel model = at.model().claude();
    ObjectNode more = Json.object();
    ObjectNode thinking = more.putObject("thinking").put("type", "adaptive");
    if (wish.visible() != null) {
      thinking.put("display", wish.visible() ? "summarized" : "omitted");
    }
    Integer budget = wish.budgetTokens();
    Effort effort = wish.effort();
    String word = effort == null ? null : ClaudeEffort.word(effort, model, at.traits(), remarks);
    if (effort == null && budget != null && budget > 0) {
      word = ClaudeEffort.word(EffortTokens.effort(budget), model, at.traits(), remarks);
      remarks.approximated(
          SUBJECT, "the model takes no budget for thinking; " + budget + " became effort " + word);
    }
    return new ReasoningFields(more, Optional.ofNullable(word), true);
  }

  private static ReasoningFields budgeted(ReasoningRequest wish, Situation at, Remarks remarks) {
    if (at.lacksThoughts()) {
      remarks.omitted(SUBJECT, "thinking is off because the turn to go on with holds no thoughts");
      return nothing(false);
    }
    int most = most(at);
    if (most <= LEAST_BUDGET) {
      remarks.omitted(
          SUBJECT, "thinking is off because it needs more than " + LEAST_BUDGET + " output tokens");
      return nothing(false);
    }
    int named = Objects.requireNonNullElse(wish.budgetTokens(), -1);
    int fitting = EffortTokens.within(wish.effort(), at.traits(), most);
    int unbound = wish.effort() == Effort.MAX ? fitting : EffortTokens.of(wish.effort());
    int wanted = named > 0 ? named : unbound;
    int budget = named > 0 ? (named >= most ? most / 2 : named) : fitting;
    budget = Math.max(LEAST_BUDGET, budget);
    if (budget != wanted) {
      remarks.approximated(
          SUBJECT, "the budget for thinking is " + budget + " tokens, not " + wanted);
    }
    ObjectNode more = Json.object();
    more.putObject("thinking").put("type", "enabled").put("budget_tokens", budget);
    return new ReasoningFields(more, Optional.empty(), true);
  }

  /** The bound on all output: the request's, or else the model's as far as it is known. */
  private static int most(Situation at) {
    Integer named = at.maxTokens() == null ? at.traits().maxOutputTokens() : at.maxTokens();
    return Objects.requireNonNullElse(named, Integer.MAX_VALUE);
  }

  private static ReasoningFields others(
      ReasoningRequest wish, Situation at, boolean off, Remarks remarks) {
    ObjectNode more = Json.object();
    if (at.model().isNova()) {
      ObjectNode config =
          more.putObject("reasoningConfig").put("type", off ? "disabled" : "enabled");
      if (!off) {
        config.put("maxReasoningEffort", threeSteps(wish, remarks));
      }
    } else if (at.model().isGptOss()) {
      more.put("reasoning_effort", off ? "low" : threeSteps(wish, remarks));
      if (off) {
        remarks.approximated(SUBJECT, "the model cannot stop thinking; its lowest effort is used");
      }
    } else {
      remarks.omitted(SUBJECT, "how much this model thinks cannot be chosen");
    }
    return new ReasoningFields(more, Optional.empty(), !off);
  }

  private static String threeSteps(ReasoningRequest wish, Remarks remarks) {
    int budget = Objects.requireNonNullElse(wish.budgetTokens(), -1);
    Effort leftOpen = budget > 0 ? EffortTokens.effort(budget) : Effort.MEDIUM;
    return switch (Objects.requireNonNullElse(wish.effort(), leftOpen)) {
      case NONE, MINIMAL, LOW -> "low";
      case MEDIUM -> "medium";
      case HIGH -> "high";
      case XHIGH, MAX -> {
        remarks.approximated(SUBJECT, "the highest effort of the model is high");
        yield "high";
      }
    };
  }
}
