package dev.switchboard.wire.elevenlabs;

import dev.switchboard.ir.Blob;
import dev.switchboard.ir.EmbeddingRequest;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.ir.ImageRequest;
import dev.switchboard.ir.ModerationRequest;
import dev.switchboard.ir.SpeechRequest;
import dev.switchboard.ir.TranscriptionRequest;
import dev.switchboard.ir.WorkRequest;
import dev.switchboard.ir.WorkResponse;
import dev.switchboard.wire.WorkCall;
import dev.switchboard.wire.WorkClient;
import dev.switchboard.wire.WorkStreamDecoder;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * ElevenLabs' speech and transcription, as we speak them.
 *
 * @see <a href="https://elevenlabs.io/docs/api-reference">source</a>
 */
public final class ElevenLabsWorkClient implements WorkClient {
  private final String provider;
  private final ElevenLabsErrors errors;
  private final ElevenLabsSpeech speech;
  private final ElevenLabsTranscription transcription;

  /**
   * @param provider the configured provider's name, for failures
   */
  public ElevenLabsWorkClient(String provider) {
    this.provider = Objects.requireNonNull(provider);
    this.errors = new ElevenLabsErrors(provider);
    this.speech = new ElevenLabsSpeech(errors);
    this.transcription = new ElevenLabsTranscription(errors);
  }

  @Override
  public boolean takesUrls() {
    return true;
  }

  @Override
  public List<WorkCall> encode(WorkRequest request, String upstreamModel, boolean stream) {
    return switch (request) {
      case SpeechRequest spoken -> List.of(speech.encode(spoken, upstreamModel));
      case TranscriptionRequest heard -> List.of(transcription.encode(heard, upstreamModel));
      case EmbeddingRequest _, ImageRequest _, ModerationRequest _ -> throw hasNo(request);
    };
  }

  @Override
  public WorkResponse decode(WorkRequest request, int part, Blob answer) {
    return switch (request) {
      case SpeechRequest spoken -> speech.decode(spoken, answer);
      case TranscriptionRequest heard -> transcription.decode(heard, answer.bytes());
      case EmbeddingRequest _, ImageRequest _, ModerationRequest _ -> throw hasNo(request);
    };
  }

  @Override
  public WorkStreamDecoder streamDecoder(WorkRequest request) {
    throw errors.unreadable("a stream of events that was not asked for");
  }

  @Override
  public Failure decodeFailure(
      WorkRequest request, int status, byte[] body, @Nullable Long retryAfterMillis) {
    return errors.of(status, body, retryAfterMillis);
  }

  private FailureException hasNo(WorkRequest request) {
    return new FailureException(
        new Failure.Unsupported(
            request.noun(), "provider " + provider + " has no " + request.noun()));
  }
}
