package dev.switchboard.ir;

import java.util.List;

/** A request for work that is no conversation. */
public sealed interface WorkRequest
    permits EmbeddingRequest, ImageRequest, SpeechRequest, TranscriptionRequest, ModerationRequest {

  /** The requested model, as the caller spelled it. */
  String model();

  /** Fields of the caller's dialect that are not modelled. */
  List<Extension> extensions();

  /** What it is called in messages: {@code embeddings}, {@code speech}. */
  default String noun() {
    return switch (this) {
      case EmbeddingRequest _ -> "embeddings";
      case ImageRequest image -> image.images().isEmpty() ? "images" : "image edits";
      case SpeechRequest _ -> "speech";
      case TranscriptionRequest transcription ->
          transcription.translate() ? "translation of speech" : "transcription";
      case ModerationRequest _ -> "moderation";
    };
  }
}
