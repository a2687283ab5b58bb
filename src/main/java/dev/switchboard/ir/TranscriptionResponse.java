package dev.switchboard.ir;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What was said in a sound.
 *
 * @param language as the provider names it; null when it does not say
 * @param durationMillis of the sound; null when the provider does not say
 * @param segments none unless asked for
 * @param words none unless asked for
 */
public record TranscriptionResponse(
    String reportedModel,
    String text,
    @Nullable String language,
    @Nullable Long durationMillis,
    List<Segment> segments,
    List<Word> words,
    Usage usage)
    implements WorkResponse {
  public TranscriptionResponse {
    Objects.requireNonNull(reportedModel);
    Objects.requireNonNull(text);
    segments = List.copyOf(segments);
    words = List.copyOf(words);
    Objects.requireNonNull(usage);
  }

  /**
   * A part of the text with its time.
   *
   * @param speaker who says it; null when not asked for
   */
  public record Segment(long startMillis, long endMillis, String text, @Nullable String speaker) {
    public Segment {
      Objects.requireNonNull(text);
    }
  }

  /** A word with its time. */
  public record Word(long startMillis, long endMillis, String text) {
    public Word {
      Objects.requireNonNull(text);
    }
  }
}
