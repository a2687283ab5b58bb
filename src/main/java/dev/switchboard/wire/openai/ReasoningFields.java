package dev.switchboard.wire.openai;

import dev.switchboard.ir.ReasoningRequest;
import dev.switchboard.ir.ReasoningRequest.Effort;
import dev.switchboard.json.Fields;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a request's top level says about reasoning, in the spellings in use: OpenAI's {@code
 * reasoning_effort}, OpenRouter's {@code reasoning} object and LiteLLM's {@code thinking}.
 *
 * <p>A field with a word that only some vendor knows is left to the caller as an extension.
 */
final class ReasoningFields {
  private final Fields body;
  private final Set<String> read;
  private @Nullable Effort effort;
  private @Nullable Integer budgetTokens;
  private @Nullable Boolean visible;

  /**
   * @param read takes the names of the fields that were understood
   */
  ReasoningFields(Fields body, Set<String> read) {
    this.body = body;
    this.read = read;
  }

  ReasoningRequest read() {
    body.optionalObject("thinking").ifPresent(this::readThinking);
    body.optionalObject("reasoning").ifPresent(this::readReasoning);
    body.optionalText("reasoning_effort")
        .map(Words.EFFORTS::get)
        .ifPresent(known -> {
          read.add("reasoning_effort");
          effort = known;
        });
    return new ReasoningRequest(effort, budgetTokens, visible);
  }

  private void readThinking(Fields thinking) {
    Optional<String> type = thinking.optionalText("type");
    if (type.equals(Optional.of("disabled"))) {
      read.add("thinking");
      budgetTokens = 0;
    } else if (type.equals(Optional.of("enabled"))) {
      read.add("thinking");
      OptionalLong budget = thinking.optionalInteger("budget_tokens", 0, Integer.MAX_VALUE);
      budgetTokens = (int) budget.orElse(-1);
    }
  }

  private void readReasoning(Fields reasoning) {
    Optional<String> word = reasoning.optionalText("effort");
    if (word.isPresent() && !Words.EFFORTS.containsKey(word.get())) {
      return;
    }
    read.add("reasoning");
    word.ifPresent(known -> effort = Words.EFFORTS.get(known));
    OptionalLong most = reasoning.optionalInteger("max_tokens", 0, Integer.MAX_VALUE);
    if (most.isPresent()) {
      budgetTokens = (int) most.getAsLong();
    }
    if (!reasoning.boolOr("enabled", true)) {
      effort = Effort.NONE;
    }
    if (reasoning.optionalText("summary").isPresent()) {
      visible = true;
    }
    reasoning.optionalBool("exclude").ifPresent(exclude -> visible = !exclude);
  }
}
