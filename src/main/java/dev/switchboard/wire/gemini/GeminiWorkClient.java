package dev.switchboard.wire.gemini;

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
 * Google's ways to do work that is no conversation: vectors through {@code batchEmbedContents},
 * pictures through {@code generateContent} or, for Imagen, {@code predict}, speech and
 * transcription through {@code generateContent}. Nothing is streamed.
 */
public final class GeminiWorkClient implements WorkClient {
  private final String provider;
  private final GeminiEmbeddings embeddings;
  private final @Nullable VertexEmbeddings vertex;
  private final GeminiImages images;
  private final GeminiAudio audio;

  /**
   * @param provider the configured provider's name, for failures
   */
  public GeminiWorkClient(String provider) {
    this(provider, null);
  }

  private GeminiWorkClient(String provider, @Nullable VertexEmbeddings vertex) {
    this.provider = Objects.requireNonNull(provider);
    this.vertex = vertex;
    this.embeddings = new GeminiEmbeddings(provider);
    this.images = new GeminiImages(provider);
    this.audio = new GeminiAudio(provider);
  }

  /** The same at Vertex AI, where vectors come through {@code predict}. */
  public static GeminiWorkClient atVertex(String provider) {
    return new GeminiWorkClient(provider, new VertexEmbeddings(provider));
  }

  @Override
  public boolean takesUrls() {
    return false;
  }

  @Override
  public List<WorkCall> encode(WorkRequest request, String upstreamModel, boolean stream) {
    return switch (request) {
      case EmbeddingRequest embedding ->
          vertex == null
              ? embeddings.encode(embedding, upstreamModel)
              : vertex.encode(embedding, upstreamModel);
      case ImageRequest image -> images.encode(image, upstreamModel);
      case SpeechRequest speech -> List.of(audio.speak(speech, upstreamModel));
      case TranscriptionRequest transcription -> List.of(audio.hear(transcription, upstreamModel));
      case ModerationRequest _ -> throw hasNo(request);
    };
  }

  @Override
  public WorkResponse decode(WorkRequest request, int part, Blob answer) {
    return switch (request) {
      case EmbeddingRequest embedding ->
          vertex == null
              ? embeddings.decode(embedding, part, answer.bytes())
              : vertex.decode(answer.bytes());
      case ImageRequest image -> images.decode(image, answer.bytes());
      case SpeechRequest speech -> audio.spoken(speech, answer.bytes());
      case TranscriptionRequest _ -> audio.heard(answer.bytes());
      case ModerationRequest _ -> throw hasNo(request);
    };
  }

  @Override
  public WorkStreamDecoder streamDecoder(WorkRequest request) {
    throw new FailureException(
        new Failure.ProviderFailed(
            provider,
            Failure.ProviderFailed.Kind.UNREADABLE,
            200,
            provider + " sent a stream that was not asked for"));
  }

  @Override
  public Failure decodeFailure(
      WorkRequest request, int status, byte[] body, @Nullable Long retryAfterMillis) {
    return new GeminiErrors(provider).of(status, body, retryAfterMillis);
  }

  private FailureException hasNo(WorkRequest request) {
    return new FailureException(
        new Failure.Unsupported(
            request.noun(), "provider " + provider + " has no " + request.noun()));
  }
}
