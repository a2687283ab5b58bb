package dev.switchboard.wire.gemini;

import dev.switchboard.ir.ReasoningRequest;
import dev.switchboard.ir.ReasoningRequest.Effort;
import dev.switchboard.json.Json;
import dev.switchboard.wire.Declined;
import dev.switchboard.wire.EffortTokens;
import dev.switchboard.wire.ModelTraits;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes {@code thinkingConfig}: a level for generation 3 and later, a budget before; never both,
 * which is an error.
 *
 * <p>Max is all that the model takes. The budget of another effort is that of Google's own
 * OpenAI-compatible endpoint (low 1024, medium 8192, high 24576); the steps around these continue
 * it. A budget that was derived from an effort leaves half of the output bound for the answer,
 * because the bound counts thoughts too; a budget that the caller named is kept.
 */
final class ThinkingWriter {
  private static final int DYNAMIC = -1;

  private final Translation translation;

  ThinkingWriter(Translation translation) {
    this.translation = translation;
  }

  /**
   * The value of {@code thinkingConfig}.
   *
   * @param maxOutputTokens the bound on thoughts and answer together; null for the model's own
   * @return empty when there is nothing to say
   * @throws dev.switchboard.ir.FailureException if the model cannot think, or cannot stop
   */
  Optional<ObjectNode> write(ReasoningRequest request, @Nullable Integer maxOutputTokens) {
    if (request.isDefault()) {
      return Optional.empty();
    }
    ObjectNode config = Json.object();
    boolean thinks = true;
    if (Boolean.FALSE.equals(translation.traits().reasoning())
        || translation.model().thinking() == GeminiModel.Thinking.NONE) {
      requireNoThinking(request);
      thinks = false;
    } else if (translation.model().thinking() == GeminiModel.Thinking.LEVEL) {
      level(request).ifPresent(level -> config.put("thinkingLevel", level.name()));
    } else {
      Optional<Integer> budget = budget(request, maxOutputTokens);
      budget.ifPresent(tokens -> config.put("thinkingBudget", tokens));
      thinks = budget.isEmpty() || budget.get() != 0;
    }
    // Asking to see thoughts where there are none is an error.
    if (request.visible() != null && thinks) {
      config.put("includeThoughts", request.visible());
    }
    return config.isEmpty() ? Optional.empty() : Optional.of(config);
  }

  private void requireNoThinking(ReasoningRequest request) {
    if (request.isLeftToTheModel()) {
      if (request.effort() != null) {
        translation.omitted("effort", "the model's thinking cannot be set");
      }
      return;
    }
    boolean wanted =
        (request.effort() != null && request.effort() != Effort.NONE)
            || (request.budgetTokens() != null && request.budgetTokens() != 0);
    if (wanted) {
      throw translation.unsupported("reasoning", "the model's thinking cannot be set");
    }
  }

  private Optional<Integer> budget(ReasoningRequest request, @Nullable Integer maxOutputTokens) {
    Integer named = request.budgetTokens();
    if (named != null) {
      if (request.effort() != null) {
        translation.omitted("effort", "the budget of tokens that was given beside it decides");
      }
      return Optional.of(named > 0 ? within(named) : special(named));
    }
    return Optional.ofNullable(request.effort()).map(effort -> budget(effort, maxOutputTokens));
  }

  private int budget(Effort effort, @Nullable Integer maxOutputTokens) {
    int tokens =
        switch (effort) {
          case NONE -> 0;
          case MINIMAL -> 512;
          case LOW -> 1_024;
          case MEDIUM -> 8_192;
          case HIGH -> 24_576;
          case XHIGH -> 32_768;
          case MAX -> most();
        };
    if (tokens == 0) {
      return special(tokens);
    }
    if (effort == Effort.MAX && maxOutputTokens != null) {
      return Math.max(
          translation.model().minBudget(),
          EffortTokens.within(effort, ofBudget(tokens), maxOutputTokens));
    }
    if (maxOutputTokens != null && tokens >= maxOutputTokens) {
      translation.approximated("effort", "the budget is halved so that an answer fits the bound");
      tokens = Math.max(maxOutputTokens / 2, translation.model().minBudget());
    }
    return within(tokens);
  }

  /** The most tokens of thought that the model takes. */
  private int most() {
    Integer known = translation.traits().maxThinkingTokens();
    return known == null ? translation.model().maxBudget() : known;
  }

  private static ModelTraits ofBudget(int most) {
    return new ModelTraits(null, null, null, null, null, null, List.of(), most);
  }

  private int special(int budget) {
    if (budget == 0) {
      requireCanStop();
      return 0;
    }
    if (budget == DYNAMIC) {
      return DYNAMIC;
    }
    throw Declined.invalid(
        "/reasoning", "thinking budget: " + budget + " (expected: -1 or more tokens)");
  }

  private int within(int tokens) {
    int possible =
        Math.clamp(
            tokens,
            translation.model().minBudget(),
            Math.max(translation.model().minBudget(), most()));
    if (possible != tokens) {
      translation.approximated(
          "reasoning", "the nearest budget that the model takes is " + possible + " tokens");
    }
    return possible;
  }

  private Optional<GeminiModel.Level> level(ReasoningRequest request) {
    Effort effort = request.effort();
    Integer budget = request.budgetTokens();
    if (effort != null) {
      if (budget != null) {
        translation.omitted("budget", "the model takes a level of effort, not a number of tokens");
      }
      return Optional.of(nearest(effort));
    }
    if (budget == null || budget == DYNAMIC) {
      return Optional.empty();
    }
    if (budget != 0) {
      translation.approximated("reasoning", "a budget of tokens is sent as the nearest level");
    }
    return Optional.of(nearest(effort(budget)));
  }

  private Effort effort(int budget) {
    if (budget <= 0) {
      special(budget);
      return Effort.NONE;
    }
    if (budget <= 512) {
      return Effort.MINIMAL;
    }
    if (budget <= 1_024) {
      return Effort.LOW;
    }
    return budget <= 8_192 ? Effort.MEDIUM : Effort.HIGH;
  }

  /** The model's own level, else the next above it: less thought than asked for would be a loss. */
  private GeminiModel.Level nearest(Effort effort) {
    if (effort == Effort.NONE) {
      requireCanStop();
      translation.approximated("reasoning", "the model thinks at least minimally");
      return GeminiModel.Level.MINIMAL;
    }
    GeminiModel.Level wanted =
        switch (effort) {
          case NONE, MINIMAL -> GeminiModel.Level.MINIMAL;
          case LOW -> GeminiModel.Level.LOW;
          case MEDIUM -> GeminiModel.Level.MEDIUM;
          case HIGH, XHIGH, MAX -> GeminiModel.Level.HIGH;
        };
    GeminiModel.Level level =
        levels().stream()
            .filter(known -> known.compareTo(wanted) >= 0)
            .findFirst()
            .orElseGet(() -> levels().stream().reduce((_, higher) -> higher).orElseThrow());
    if (level != wanted || effort.compareTo(Effort.HIGH) > 0) {
      translation.approximated("effort", "the model's nearest level is " + level);
    }
    return level;
  }

  /** From the least: those that the catalogue knows, or those of the model's generation. */
  private List<GeminiModel.Level> levels() {
    Set<GeminiModel.Level> known = EnumSet.noneOf(GeminiModel.Level.class);
    for (Effort effort : translation.traits().efforts()) {
      if (effort != Effort.NONE && effort.compareTo(Effort.HIGH) <= 0) {
        known.add(GeminiModel.Level.valueOf(effort.name()));
      }
    }
    return List.copyOf(known.isEmpty() ? translation.model().levels() : known);
  }

  private void requireCanStop() {
    if (!translation.model().canStopThinking()) {
      throw translation.unsupported("reasoning", "the model always thinks");
    }
  }
}
