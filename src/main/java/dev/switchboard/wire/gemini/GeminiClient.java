package dev.switchboard.wire.gemini;

import dev.switchboard.ir.ChatRequest;
import dev.switchboard.ir.ChatResponse;
import dev.switchboard.ir.Content;
import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.MediaSource;
import dev.switchboard.ir.ResponseAccumulator;
import dev.switchboard.ir.StreamEvent;
import dev.switchboard.json.Json;
import dev.switchboard.wire.ClientCodec;
import dev.switchboard.wire.ModelTraits;
import dev.switchboard.wire.StreamDecoder;
import dev.switchboard.wire.WireBody;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Gemini's {@code generateContent} and {@code streamGenerateContent} as we speak them to Google.
 *
 * <p>Model and stream are said in the path, which {@link GeminiPaths} makes. The same bodies serve
 * the developer API and Vertex AI.
 *
 * @see <a href="https://ai.google.dev/api/generate-content">source</a>
 */
public final class GeminiClient implements ClientCodec {
  private final String provider;

  /**
   * @param provider the configured provider's name, for failures and the origin of signatures
   */
  public GeminiClient(String provider) {
    this.provider = Objects.requireNonNull(provider);
  }

  @Override
  public Dialect dialect() {
    return Dialect.GEMINI_GENERATE;
  }

  @Override
  public boolean takesUrl(Content media, MediaSource.Url source) {
    return MediaWriter.takesUrl(media, source.url());
  }

  @Override
  public WireBody encodeRequest(
      ChatRequest request, String upstreamModel, boolean stream, ModelTraits traits) {
    Translation translation = new Translation(provider, GeminiModel.of(upstreamModel), traits);
    byte[] body = Json.write(new RequestWriter(translation).write(request));
    return new WireBody(body, translation.remarks().list());
  }

  /** Reads the answer as a stream of one chunk: both forms mean the same. */
  @Override
  public ChatResponse decodeResponse(byte[] body) {
    GeminiStream stream = new GeminiStream(provider);
    List<StreamEvent> events = new ArrayList<>(stream.decode(body));
    events.addAll(stream.end());
    return ResponseAccumulator.of(events).orElseThrow();
  }

  @Override
  public StreamDecoder streamDecoder() {
    return new GeminiStream(provider);
  }

  @Override
  public Failure decodeFailure(int status, byte[] body, @Nullable Long retryAfterMillis) {
    return new GeminiErrors(provider).of(status, body, retryAfterMillis);
  }
}
