package dev.switchboard.ir;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tokens of one or more calls, by classes that never overlap: their sum is what was used; and what
 * work that is no conversation is measured by.
 *
 * <p>A class that a provider does not report apart is contained in {@code uncachedInput} or {@code
 * output} and is 0 here.
 *
 * @param uncachedInput text (and any undivided) input that was not read from a cache
 * @param cacheRead input read from the prompt cache
 * @param cacheWrite input written to the prompt cache for the provider's default time
 * @param cacheWriteLong input written to the prompt cache for one hour
 * @param audioInput audio input, not cached
 * @param imageInput image input that the provider counts apart
 * @param output visible text, tool calls and anything undivided
 * @param reasoning thoughts, shown or not
 * @param audioOutput audio output
 * @param imageOutput image output
 * @param source whether the provider counted, we estimated, or nobody knows
 * @param reportedCostPicos what the provider says it charges, in 1e-12 USD; null when it does not
 * @param metered other measures of the same work, each at most once: a price list charges by
 *     tokens, by one of these, or by both
 */
public record Usage(
    long uncachedInput,
    long cacheRead,
    long cacheWrite,
    long cacheWriteLong,
    long audioInput,
    long imageInput,
    long output,
    long reasoning,
    long audioOutput,
    long imageOutput,
    Source source,
    @Nullable Long reportedCostPicos,
    List<Metered> metered) {

  /** Who counted. */
  public enum Source {
    /** The provider. */
    REPORTED,
    /** Our tokenizer, because the provider did not or the stream ended early. */
    ESTIMATED,
    /** Nobody: all classes are 0 and mean nothing. */
    UNKNOWN
  }

  /** No count at all. */
  public static final Usage UNKNOWN = new Usage(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, Source.UNKNOWN, null);

  /** Nothing was used: the provider did no work that it bills. */
  public static final Usage NONE = new Usage(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, Source.REPORTED, 0L);

  public Usage {
    requireCount("uncachedInput", uncachedInput);
    requireCount("cacheRead", cacheRead);
    requireCount("cacheWrite", cacheWrite);
    requireCount("cacheWriteLong", cacheWriteLong);
    requireCount("audioInput", audioInput);
    requireCount("imageInput", imageInput);
    requireCount("output", output);
    requireCount("reasoning", reasoning);
    requireCount("audioOutput", audioOutput);
    requireCount("imageOutput", imageOutput);
    metered = List.copyOf(metered);
  }

  /** Tokens alone. */
  public Usage(
      long uncachedInput,
      long cacheRead,
      long cacheWrite,
      long cacheWriteLong,
      long audioInput,
      long imageInput,
      long output,
      long reasoning,
      long audioOutput,
      long imageOutput,
      Source source,
      @Nullable Long reportedCostPicos) {
    this(
        uncachedInput,
        cacheRead,
        cacheWrite,
        cacheWriteLong,
        audioInput,
        imageInput,
        output,
        reasoning,
        audioOutput,
        imageOutput,
        source,
        reportedCostPicos,
        List.of());
  }

  /** Plain text usage as a provider reported it. */
  public static Usage of(long uncachedInput, long output) {
    return new Usage(uncachedInput, 0, 0, 0, 0, 0, output, 0, 0, 0, Source.REPORTED, null);
  }

  /** All input tokens, cached ones included. */
  public long inputTotal() {
    return uncachedInput + cacheRead + cacheWrite + cacheWriteLong + audioInput + imageInput;
  }

  /** All output tokens, reasoning included. */
  public long outputTotal() {
    return output + reasoning + audioOutput + imageOutput;
  }

  /** The same counts, marked as ours. */
  public Usage asEstimate() {
    return new Usage(
        uncachedInput,
        cacheRead,
        cacheWrite,
        cacheWriteLong,
        audioInput,
        imageInput,
        output,
        reasoning,
        audioOutput,
        imageOutput,
        Source.ESTIMATED,
        reportedCostPicos,
        metered);
  }

  /**
   * The same counts and these measures beside them. Where nobody counted tokens the measures are
   * all there is, and they are ours.
   */
  public Usage withMetered(List<Metered> measures) {
    return measures.isEmpty()
        ? this
        : new Usage(
            uncachedInput,
            cacheRead,
            cacheWrite,
            cacheWriteLong,
            audioInput,
            imageInput,
            output,
            reasoning,
            audioOutput,
            imageOutput,
            source == Source.UNKNOWN ? Source.ESTIMATED : source,
            reportedCostPicos,
            Metered.sum(metered, measures));
  }

  /** Whether there is nothing here at all. */
  private boolean isBlank() {
    return source == Source.UNKNOWN && inputTotal() + outputTotal() == 0 && metered.isEmpty();
  }

  /** Both together; the sum is only as good as its weaker half. */
  public Usage plus(Usage other) {
    if (isBlank()) {
      return other;
    }
    if (other.isBlank()) {
      return this;
    }
    Source weaker = source.compareTo(other.source) >= 0 ? source : other.source;
    Long cost =
        reportedCostPicos == null || other.reportedCostPicos == null
            ? null
            : Long.valueOf(Math.addExact(reportedCostPicos, other.reportedCostPicos));
    return new Usage(
        uncachedInput + other.uncachedInput,
        cacheRead + other.cacheRead,
        cacheWrite + other.cacheWrite,
        cacheWriteLong + other.cacheWriteLong,
        audioInput + other.audioInput,
        imageInput + other.imageInput,
        output + other.output,
        reasoning + other.reasoning,
        audioOutput + other.audioOutput,
        imageOutput + other.imageOutput,
        weaker,
        cost,
        Metered.sum(metered, other.metered));
  }

  private static void requireCount(String name, long value) {
    if (value < 0) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: >= 0)");
    }
  }
}
