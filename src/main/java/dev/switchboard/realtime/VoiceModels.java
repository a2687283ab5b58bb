package dev.switchboard.realtime;

import java.util.Objects;

/**
 * The models that hear and speak for a model that does neither.
 *
 * @param transcription as a caller would name it
 * @param speech as a caller would name it
 */
public record VoiceModels(String transcription, String speech) {
  public VoiceModels {
    Objects.requireNonNull(transcription);
    Objects.requireNonNull(speech);
  }
}
