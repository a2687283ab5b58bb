package dev.switchboard.ir;

import java.util.Objects;

/**
 * A spoken text.
 *
 * @param audio with its media type; empty at the end of a stream, whose pieces have gone before
 */
public record SpeechResponse(String reportedModel, Blob audio, Usage usage)
    implements WorkResponse {
  public SpeechResponse {
    Objects.requireNonNull(reportedModel);
    Objects.requireNonNull(audio);
    Objects.requireNonNull(usage);
  }
}
