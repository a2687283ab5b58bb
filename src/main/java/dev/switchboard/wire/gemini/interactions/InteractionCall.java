package dev.switchboard.wire.gemini.interactions;

import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What an answer takes from its request.
 *
 * @param previousId the interaction that this one continues; null for none
 * @param showsThoughts whether summaries of thoughts are part of the answer
 * @param nowSeconds Unix time, asked when the answer is whole
 */
public record InteractionCall(
    @Nullable String previousId, boolean showsThoughts, LongSupplier nowSeconds) {
  public InteractionCall {
    Objects.requireNonNull(nowSeconds);
  }
}
