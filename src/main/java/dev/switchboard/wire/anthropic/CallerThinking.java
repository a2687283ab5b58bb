package dev.switchboard.wire.anthropic;

import dev.switchboard.ir.ReasoningRequest;
import dev.switchboard.ir.ReasoningRequest.Effort;
import dev.switchboard.json.Fields;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code thinking} and {@code output_config.effort}.
 *
 * <p>{@code adaptive}, and an effort alone, leave it to the model whether to think at all: a model
 * that cannot is no reason to refuse. Callers of this dialect see thoughts unless they say {@code
 * omitted}.
 */
final class CallerThinking {
  private static final int LEFT_TO_THE_MODEL = -1;

  private static final Map<String, Effort> EFFORTS =
      Map.of(
          "low", Effort.LOW,
          "medium", Effort.MEDIUM,
          "high", Effort.HIGH,
          "xhigh", Effort.XHIGH,
          "max", Effort.MAX);

  private static final Map<String, Boolean> DISPLAYS = Map.of("summarized", true, "omitted", false);

  private CallerThinking() {}

  static ReasoningRequest read(Fields body) {
    Effort effort =
        body.optionalObject("output_config")
            .flatMap(config -> config.optionalChoice("effort", EFFORTS))
            .orElse(null);
    Optional<Fields> thinking = body.optionalObject("thinking");
    if (thinking.isEmpty()) {
      return effort == null
          ? ReasoningRequest.DEFAULT
          : new ReasoningRequest(effort, LEFT_TO_THE_MODEL, null);
    }
    return switch (thinking.get().text("type")) {
      case "disabled" -> new ReasoningRequest(Effort.NONE, null, null);
      case "adaptive" -> new ReasoningRequest(effort, LEFT_TO_THE_MODEL, isVisible(thinking.get()));
      case "between_tools" ->
          new ReasoningRequest(
              effort == null ? Effort.MINIMAL : effort,
              LEFT_TO_THE_MODEL,
              isVisible(thinking.get()));
      case "enabled" -> enabled(thinking.get(), effort);
      default ->
          throw thinking.get().invalid("type", "one of adaptive, between_tools, disabled, enabled");
    };
  }

  private static ReasoningRequest enabled(Fields thinking, @Nullable Effort effort) {
    int budget = (int) thinking.integer("budget_tokens", Thinking.LEAST_BUDGET, Integer.MAX_VALUE);
    return new ReasoningRequest(effort, budget, isVisible(thinking));
  }

  private static boolean isVisible(Fields thinking) {
    return thinking.optionalChoice("display", DISPLAYS).orElse(true);
  }
}
