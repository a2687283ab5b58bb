package dev.switchboard.wire;

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
 */
public record ModelTraits(
    @Nullable Integer maxOutputTokens,
    @Nullable Boolean temperature,
    @Nullable Boolean reasoning,
    @Nullable Boolean structuredOutput,
    @Nullable Boolean tools,
    @Nullable String reasoningField) {

  /** Nothing known. */
  public static final ModelTraits UNKNOWN = new ModelTraits(null, null, null, null, null, null);
}
