package dev.switchboard.ir;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A sound whose words are to be written down.
 *
 * @param model the requested model, as the caller spelled it
 * @param fileName as the caller gave it; empty when it did not
 * @param translate whether the words are wanted in English
 * @param language of the sound, ISO 639-1; null when not said
 * @param prompt words that help to hear; null when not given
 * @param temperature null when not said
 * @param details what is wanted beside the text
 */
public record TranscriptionRequest(
    String model,
    Blob audio,
    String fileName,
    boolean translate,
    @Nullable String language,
    @Nullable String prompt,
    @Nullable Double temperature,
    Set<Detail> details,
    List<Extension> extensions)
    implements WorkRequest {
  public TranscriptionRequest {
    Objects.requireNonNull(model);
    Objects.requireNonNull(audio);
    Objects.requireNonNull(fileName);
    details = Set.copyOf(details);
    extensions = List.copyOf(extensions);
  }

  /** Something beside the text. */
  public enum Detail {
    /** Language and length of the sound. */
    ABOUT,
    /** Sentences with their times. */
    SEGMENTS,
    /** Words with their times. */
    WORDS,
    /** Who says which segment. */
    SPEAKERS
  }
}
