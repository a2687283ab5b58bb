package dev.switchboard.wire;

import dev.switchboard.ir.ReasoningRequest.Effort;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a target's model, as far as a codec must know it.
 *
 * @param maxOutputTokens the model's limit; null when unknown
 * @param temperature whether sampling parameters are accepted; null when unknown
 * @param reasoning whether it can think; null when unknown
 * @param structuredOutput whether it has a schema mode; null when unknown
 * @param tools whether it can call tools; null when unknown
 * @param reasoningField the message field of the OpenAI dialect in which it wants its earlier
 *     reasoning back, {@code reasoning_content} or {@code reasoning_details}; null when it does not
 *     or unknown
 * @param efforts the steps of effort that it takes, from the least; none when unknown
 * @param maxThinkingTokens the most tokens of thought that may be asked for; null when unknown
 */
public record ModelTraits(
    @Nullable Integer maxOutputTokens,
    @Nullable Boolean temperature,
    @Nullable Boolean reasoning,
    @Nullable Boolean structuredOutput,
    @Nullable Boolean tools,
    @Nullable String reasoningField,
    List<Effort> efforts,
    @Nullable Integer maxThinkingTokens) {

  /** Nothing known. */
  public static final ModelTraits UNKNOWN = new ModelTraits(null, null, null, null, null, null);

  public ModelTraits {
    efforts = efforts.stream().sorted().toList();
  }

  /** A model of whose steps and budgets of thought nothing is known. */
  public ModelTraits(
      @Nullable Integer maxOutputTokens,
      @Nullable Boolean temperature,
      @Nullable Boolean reasoning,
      @Nullable Boolean structuredOutput,
      @Nullable Boolean tools,
      @Nullable String reasoningField) {
    this(
        maxOutputTokens,
        temperature,
        reasoning,
        structuredOutput,
        tools,
        reasoningField,
        List.of(),
        null);
  }

  /**
   * The step that the model takes for an effort: itself, else the next above, else its highest. Max
   * is only taken for max, because it has no bound; no thought at all is the writers' own matter.
   */
  public Effort nearest(Effort wanted) {
    List<Effort> steps = efforts.stream().filter(step -> step != Effort.NONE).toList();
    if (wanted == Effort.NONE || steps.isEmpty() || steps.contains(wanted)) {
      return wanted;
    }
    return steps.stream()
        .filter(step -> step.compareTo(wanted) > 0 && step != Effort.MAX)
        .findFirst()
        .or(() -> steps.reversed().stream().filter(step -> step.compareTo(wanted) < 0).findFirst())
        .orElse(steps.getFirst());
  }
}
