package dev.switchboard.wire;

/**
 * How a caller wants the answer delivered; says nothing about the answer itself.
 *
 * @param stream whether events are wanted as they come
 * @param includeUsage whether a stream is to end with usage, where the dialect makes it optional
 * @param legacyFunctions whether tool calls are wanted in the shape of OpenAI's older {@code
 *     functions}, because the caller spoke it
 */
public record Delivery(boolean stream, boolean includeUsage, boolean legacyFunctions) {

  /** One whole answer. */
  public static final Delivery WHOLE = new Delivery(false, false, false);

  /** A stream that tells its usage. */
  public static final Delivery STREAM = new Delivery(true, true, false);
}
