package dev.switchboard.wire.ollama;

import dev.switchboard.ir.ChatRequest;
import dev.switchboard.ir.ChatResponse;
import dev.switchboard.ir.Content;
import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.MediaSource;
import dev.switchboard.ir.ResponseAccumulator;
import dev.switchboard.ir.StreamEvent;
import dev.switchboard.json.InvalidJsonException;
import dev.switchboard.json.Json;
import dev.switchboard.wire.ClientCodec;
import dev.switchboard.wire.ModelTraits;
import dev.switchboard.wire.ProviderFaults;
import dev.switchboard.wire.StreamDecoder;
import dev.switchboard.wire.WireBody;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Speaks {@code POST /api/chat}; a stream is lines of JSON.
 *
 * <p>Refused: a tool call that must come (there is no field for it), audio, video, documents that
 * are no text, several choices, log probabilities, foreign tools and parts, reasoning at a model
 * without. Left out with a note: cache marks, the end user, thoughts with another vendor's token.
 */
public final class OllamaClient implements ClientCodec {
  private final ProviderFaults faults;

  /**
   * @param provider the configured provider's name, for failures
   */
  public OllamaClient(String provider) {
    this.faults = new ProviderFaults(provider);
  }

  @Override
  public Dialect dialect() {
    return Dialect.OLLAMA_CHAT;
  }

  @Override
  public boolean takesUrl(Content media, MediaSource.Url source) {
    return false;
  }

  @Override
  public WireBody encodeRequest(
      ChatRequest request, String upstreamModel, boolean stream, ModelTraits traits) {
    return new RequestWriter(upstreamModel, traits).write(request, stream);
  }

  /** A whole answer is a stream of one line. */
  @Override
  public ChatResponse decodeResponse(byte[] body) {
    StreamDecoder decoder = streamDecoder();
    List<StreamEvent> events =
        new ArrayList<>(decoder.decode(null, new String(body, StandardCharsets.UTF_8)));
    events.addAll(decoder.end());
    return ResponseAccumulator.of(events).orElseThrow();
  }

  @Override
  public StreamDecoder streamDecoder() {
    return new AnswerStream(faults);
  }

  @Override
  public Failure decodeFailure(int status, byte[] body, @Nullable Long retryAfterMillis) {
    String text = "";
    try {
      JsonNode json = Json.parseReply(body);
      text = AnswerStream.errorText(json);
    } catch (InvalidJsonException _) {
      // The status alone tells.
    }
    return status == 400 && text.toLowerCase(Locale.ROOT).contains("context length")
        ? faults.rejected(Failure.ProviderRejected.Reason.CONTEXT_LENGTH, status, text)
        : faults.byStatus(status, text, retryAfterMillis);
  }
}
