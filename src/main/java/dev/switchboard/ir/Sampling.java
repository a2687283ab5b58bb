package dev.switchboard.ir;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How tokens are drawn and how many; null means the caller did not say.
 *
 * @param maxOutputTokens the most tokens to produce, reasoning included
 * @param stop texts that end the answer
 * @param choices how many answers are wanted
 * @param topLogprobs how many alternatives per token; 0 for log probabilities of the chosen one
 */
public record Sampling(
    @Nullable Double temperature,
    @Nullable Double topP,
    @Nullable Integer topK,
    @Nullable Integer maxOutputTokens,
    List<String> stop,
    @Nullable Long seed,
    @Nullable Double presencePenalty,
    @Nullable Double frequencyPenalty,
    @Nullable Integer choices,
    @Nullable Integer topLogprobs) {

  /** Nothing said. */
  public static final Sampling DEFAULT =
      new Sampling(null, null, null, null, List.of(), null, null, null, null, null);

  public Sampling {
    stop = List.copyOf(stop);
  }

  /** The same with another bound on the answer's length. */
  public Sampling withMaxOutputTokens(@Nullable Integer tokens) {
    return new Sampling(
        temperature,
        topP,
        topK,
        tokens,
        stop,
        seed,
        presencePenalty,
        frequencyPenalty,
        choices,
        topLogprobs);
  }
}
