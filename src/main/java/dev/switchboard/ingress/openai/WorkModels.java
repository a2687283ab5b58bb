package dev.switchboard.ingress.openai;

import java.util.Objects;

/** The models of requests that name none, as the dialect allows. */
public record WorkModels(String image, String speech, String transcription, String moderation) {
  public WorkModels {
    Objects.requireNonNull(image);
    Objects.requireNonNull(speech);
    Objects.requireNonNull(transcription);
    Objects.requireNonNull(moderation);
  }
}
