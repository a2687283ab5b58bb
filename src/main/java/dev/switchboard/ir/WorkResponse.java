package dev.switchboard.ir;

/** A whole answer to a {@link WorkRequest} of the same kind. */
public sealed interface WorkResponse
    permits EmbeddingResponse,
        ImageResponse,
        SpeechResponse,
        TranscriptionResponse,
        ModerationResponse {

  /** The model that the provider says has answered; may be empty. */
  String reportedModel();

  /** What was used. */
  Usage usage();
}
