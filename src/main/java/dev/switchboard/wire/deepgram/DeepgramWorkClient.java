package dev.switchboard.wire.deepgram;

import dev.switchboard.ir.Blob;
import dev.switchboard.ir.EmbeddingRequest;
import dev.switchboard.ir.Extension;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.ir.ImageRequest;
import dev.switchboard.ir.ModerationRequest;
import dev.switchboard.ir.Note;
import dev.switchboard.ir.SpeechRequest;
import dev.switchboard.ir.TranscriptionRequest;
import dev.switchboard.ir.WorkRequest;
import dev.switchboard.ir.WorkResponse;
import dev.switchboard.json.InvalidJsonException;
import dev.switchboard.json.Json;
import dev.switchboard.wire.ProviderFaults;
import dev.switchboard.wire.WorkCall;
import dev.switchboard.wire.WorkClient;
import dev.switchboard.wire.WorkStreamDecoder;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Deepgram's speech and transcription, as we speak them.
 *
 * @see <a href="https://developers.deepgram.com/reference">source</a>
 */
public final class DeepgramWorkClient implements WorkClient {
  private final ProviderFaults faults;
  private final DeepgramSpeech speech;
  private final DeepgramTranscription transcription;

  /**
   * @param provider the configured provider's name, for failures
   */
  public DeepgramWorkClient(String provider) {
    this.faults = new ProviderFaults(provider);
    this.speech = new DeepgramSpeech(faults);
    this.transcription = new DeepgramTranscription(faults);
  }

  @Override
  public boolean takesUrls() {
    return false;
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
    throw new FailureException(faults.unreadable("a stream of events that was not asked for"));
  }

  /** Errors are {@code {"err_code", "err_msg"}} or {@code {"category", "message", "details"}}. */
  @Override
  public Failure decodeFailure(
      WorkRequest request, int status, byte[] body, @Nullable Long retryAfterMillis) {
    String text = "";
    try {
      JsonNode error = Json.parseReply(body);
      text = error.path("err_msg").asString(error.path("message").asString(""));
    } catch (InvalidJsonException _) {
      // The status alone tells.
    }
    return faults.byStatus(status, text, retryAfterMillis);
  }

  /** Notes of fields that only another dialect knows. */
  static void foreign(List<Extension> extensions, List<Note> notes) {
    for (Extension extension : extensions) {
      notes.add(new Note(Note.Kind.OMITTED, extension.name(), "the provider has no such field"));
    }
  }

  static FailureException unsupported(
      ProviderFaults faults, String subject, String value, String expected) {
    return new FailureException(
        new Failure.Unsupported(
            subject,
            subject + ": " + value + " (expected at " + faults.provider() + ": " + expected + ")"));
  }

  private FailureException hasNo(WorkRequest request) {
    return new FailureException(
        new Failure.Unsupported(
            request.noun(), "provider " + faults.provider() + " has no " + request.noun()));
  }
}
