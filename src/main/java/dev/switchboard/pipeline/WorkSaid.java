package dev.switchboard.pipeline;

import dev.switchboard.ir.EmbeddingRequest;
import dev.switchboard.ir.ImageRequest;
import dev.switchboard.ir.ModerationRequest;
import dev.switchboard.ir.SpeechRequest;
import dev.switchboard.ir.TranscriptionRequest;
import dev.switchboard.ir.Usage;
import dev.switchboard.ir.WorkRequest;
import dev.switchboard.routing.Said;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What routes may ask about work that is no conversation. What a model must be able to take is the
 * provider's to say: models for such work differ in more than their input.
 */
public record WorkSaid(WorkRequest request) implements Said {
  @Override
  public OptionalLong inputTokens() {
    Usage usage = new WorkUsage(RoughCount::of).ofPart(request);
    return usage.source() == Usage.Source.UNKNOWN
        ? OptionalLong.empty()
        : OptionalLong.of(usage.inputTotal());
  }

  @Override
  public OptionalLong mostInputTokens() {
    return OptionalLong.of(0);
  }

  @Override
  public Set<Form> forms() {
    return switch (request) {
      case TranscriptionRequest _ -> Set.of(Form.AUDIO);
      case ImageRequest image -> image.images().isEmpty() ? Set.of() : Set.of(Form.IMAGE);
      case EmbeddingRequest _, SpeechRequest _, ModerationRequest _ -> Set.of();
    };
  }

  @Override
  public String session() {
    return "";
  }

  @Override
  public String prefix() {
    return "";
  }

  @Override
  public String prompt() {
    return "";
  }
}
