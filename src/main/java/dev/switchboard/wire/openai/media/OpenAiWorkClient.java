package dev.switchboard.wire.openai.media;

import dev.switchboard.ir.Blob;
import dev.switchboard.ir.EmbeddingRequest;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.ImageRequest;
import dev.switchboard.ir.ModerationRequest;
import dev.switchboard.ir.SpeechRequest;
import dev.switchboard.ir.SpeechResponse;
import dev.switchboard.ir.TranscriptionRequest;
import dev.switchboard.ir.Usage;
import dev.switchboard.ir.WorkRequest;
import dev.switchboard.ir.WorkResponse;
import dev.switchboard.wire.WorkCall;
import dev.switchboard.wire.WorkCall.Framing;
import dev.switchboard.wire.WorkClient;
import dev.switchboard.wire.WorkPayload;
import dev.switchboard.wire.WorkStreamDecoder;
import dev.switchboard.wire.openai.OpenAiChatClient;
import dev.switchboard.wire.openai.OpenAiFlags;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** OpenAI's routes for work that is no conversation, as vendors that have them take them. */
public final class OpenAiWorkClient implements WorkClient {
  private final String provider;
  private final OpenAiFlags flags;
  private final OpenAiChatClient errors;
  private final Unreadable unreadable;

  /**
   * @param provider its name, for failures
   * @param flags how the vendor deviates
   */
  public OpenAiWorkClient(String provider, OpenAiFlags flags) {
    this.provider = provider;
    this.flags = flags;
    this.errors = new OpenAiChatClient(provider, flags);
    this.unreadable = new Unreadable(provider, errors);
  }

  @Override
  public boolean takesUrls() {
    return true;
  }

  @Override
  public List<WorkCall> encode(WorkRequest request, String upstreamModel, boolean stream) {
    return List.of(
        switch (request) {
          case EmbeddingRequest embedding ->
              new WorkCall(
                  "/embeddings",
                  new WorkPayload.Whole(
                      new Blob(
                          "application/json",
                          EmbeddingRequests.write(embedding, upstreamModel, flags))),
                  Framing.WHOLE,
                  EmbeddingRequests.notes(embedding));
          case ImageRequest image -> new ImageWriter(image, upstreamModel, stream).write();
          case SpeechRequest speech -> {
            boolean events = OpenAiPassage.tellsUsageInEvents(upstreamModel, flags);
            yield json(
                "/audio/speech",
                SpeechRequests.write(speech, upstreamModel, events),
                events ? Framing.EVENTS : Framing.BYTES);
          }
          case TranscriptionRequest transcription ->
              new WorkCall(
                  transcription.translate() ? "/audio/translations" : "/audio/transcriptions",
                  new WorkPayload.Form(
                      TranscriptionRequests.write(transcription, upstreamModel, stream)),
                  stream ? Framing.EVENTS : Framing.WHOLE,
                  List.of());
          case ModerationRequest moderation ->
              json(
                  "/moderations", ModerationBodies.write(moderation, upstreamModel), Framing.WHOLE);
        });
  }

  private static WorkCall json(String path, byte[] body, Framing framing) {
    return new WorkCall(
        path, new WorkPayload.Whole(new Blob("application/json", body)), framing, List.of());
  }

  @Override
  public WorkResponse decode(WorkRequest request, int part, Blob answer) {
    return switch (request) {
      case EmbeddingRequest embedding ->
          EmbeddingAnswers.read(answer.bytes(), embedding, unreadable);
      case ImageRequest _ -> ImageAnswers.read(answer.bytes(), unreadable);
      case SpeechRequest _ -> speech(answer);
      case TranscriptionRequest _ -> TranscriptionAnswers.read(answer, unreadable);
      case ModerationRequest moderation ->
          ModerationBodies.readAnswer(answer.bytes(), moderation, unreadable);
    };
  }

  /** A sound says nothing of itself; JSON in its place is an error, whatever its status. */
  private SpeechResponse speech(Blob answer) {
    if (answer.mimeType().toLowerCase(Locale.ROOT).contains("json")) {
      throw unreadable.because(
          "JSON in place of a sound, " + unreadable.json(answer.bytes()).size() + " fields");
    }
    return new SpeechResponse("", answer, Usage.UNKNOWN);
  }

  @Override
  public WorkStreamDecoder streamDecoder(WorkRequest request) {
    return switch (request) {
      case ImageRequest image -> new ImageStreamReader(image, unreadable);
      case SpeechRequest speech -> new SpeechStream.Reader(speech, unreadable);
      case TranscriptionRequest _ -> new TranscriptionStream.Reader(unreadable);
      case EmbeddingRequest _, ModerationRequest _ ->
          throw unreadable.because("a stream of events for " + request.noun());
    };
  }

  /** A vendor that does not know the route does not do the work; another may. */
  @Override
  public Failure decodeFailure(
      WorkRequest request, int status, byte[] body, @Nullable Long retryAfterMillis) {
    Failure failure = errors.decodeFailure(status, body, retryAfterMillis);
    return (status == 404 || status == 405 || status == 501)
            && failure instanceof Failure.ProviderFailed
        ? new Failure.Unsupported(
            request.noun(), "provider " + provider + " has no " + request.noun())
        : failure;
  }
}
