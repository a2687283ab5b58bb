package dev.switchboard.provider;

import dev.switchboard.ir.EmbeddingResponse;
import dev.switchboard.ir.ImageResponse;
import dev.switchboard.ir.ModerationResponse;
import dev.switchboard.ir.SpeechResponse;
import dev.switchboard.ir.TranscriptionResponse;
import dev.switchboard.ir.WorkResponse;
import java.util.stream.Stream;

/** One answer of the answers to parts of a request. */
final class Merged {
  private Merged() {}

  /** Both, {@code more} behind {@code some}. */
  static WorkResponse of(WorkResponse some, WorkResponse more) {
    return switch (some) {
      case EmbeddingResponse e when more instanceof EmbeddingResponse m ->
          new EmbeddingResponse(
              e.reportedModel(),
              Stream.concat(e.vectors().stream(), m.vectors().stream()).toList(),
              e.usage().plus(m.usage()));
      case ImageResponse i when more instanceof ImageResponse m ->
          new ImageResponse(
              i.reportedModel(),
              Stream.concat(i.images().stream(), m.images().stream()).toList(),
              i.look(),
              i.usage().plus(m.usage()));
      case ModerationResponse r when more instanceof ModerationResponse m ->
          new ModerationResponse(
              r.id(),
              r.reportedModel(),
              Stream.concat(r.verdicts().stream(), m.verdicts().stream()).toList(),
              r.usage().plus(m.usage()));
      case EmbeddingResponse _,
          ImageResponse _,
          ModerationResponse _,
          SpeechResponse _,
          TranscriptionResponse _ ->
          throw new IllegalStateException(
              some.getClass().getSimpleName() + " and " + more.getClass().getSimpleName());
    };
  }
}
