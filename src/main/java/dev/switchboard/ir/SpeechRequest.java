package dev.switchboard.ir;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A text to be spoken.
 *
 * @param model the requested model, as the caller spelled it
 * @param voice the provider's name of it; null for its usual one
 * @param format {@code mp3}, {@code opus}, {@code aac}, {@code flac}, {@code wav} or {@code pcm}
 *     (16 bits, signed, little-endian, one channel, 24 kHz); null for the provider's usual one
 * @param speed 1 is the usual; null when not said
 * @param instructions how it is to be spoken; null when not said
 */
public record SpeechRequest(
    String model,
    String text,
    @Nullable String voice,
    @Nullable String format,
    @Nullable Double speed,
    @Nullable String instructions,
    List<Extension> extensions)
    implements WorkRequest {
  public SpeechRequest {
    Objects.requireNonNull(model);
    Objects.requireNonNull(text);
    extensions = List.copyOf(extensions);
  }
}
