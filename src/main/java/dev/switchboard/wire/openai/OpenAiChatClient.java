package dev.switchboard.wire.openai;

import dev.switchboard.ir.ChatRequest;
import dev.switchboard.ir.ChatResponse;
import dev.switchboard.ir.Content;
import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.ir.MediaSource;
import dev.switchboard.ir.ResponseAccumulator;
import dev.switchboard.ir.StreamEvent;
import dev.switchboard.json.InvalidJsonException;
import dev.switchboard.json.Json;
import dev.switchboard.wire.ClientCodec;
import dev.switchboard.wire.ModelTraits;
import dev.switchboard.wire.StreamDecoder;
import dev.switchboard.wire.WireBody;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * OpenAI Chat Completions as we speak it to OpenAI and to all vendors that follow it.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/chat">source</a>
 */
public final class OpenAiChatClient implements ClientCodec {
  private final String provider;
  private final OpenAiFlags flags;
  private final ProviderErrors errors;

  /**
   * @param provider the configured provider's name, for failures and origins
   * @param flags how the vendor deviates
   */
  public OpenAiChatClient(String provider, OpenAiFlags flags) {
    this.provider = provider;
    this.flags = flags;
    this.errors = new ProviderErrors(provider);
  }

  @Override
  public Dialect dialect() {
    return Dialect.OPENAI_CHAT;
  }

  @Override
  public boolean takesUrl(Content media, MediaSource.Url source) {
    return switch (media) {
      case Content.Image _ -> !flags.has(OpenAiFlag.NO_IMAGE_URL);
      case Content.Video _ -> flags.has(OpenAiFlag.VIDEO_URL);
      case Content.Document _ -> flags.has(OpenAiFlag.FILE_URL);
      case Content.Audio _,
          Content.Text _,
          Content.ToolCall _,
          Content.ToolResult _,
          Content.Reasoning _,
          Content.Refusal _,
          Content.CachePoint _,
          Content.Opaque _ ->
          false;
    };
  }

  @Override
  public WireBody encodeRequest(
      ChatRequest request, String upstreamModel, boolean stream, ModelTraits traits) {
    return new RequestWriter(request, flags, traits).write(upstreamModel, stream);
  }

  @Override
  public ChatResponse decodeResponse(byte[] body) {
    Optional<ChatResponse> plain = PlainAnswer.read(body);
    return plain.isPresent() ? plain.get() : decodeThoroughly(body);
  }

  /** The same by the reader of all that there is. */
  ChatResponse decodeThoroughly(byte[] body) {
    ChunkReader reader = new ChunkReader(provider, errors);
    List<StreamEvent> events = new ArrayList<>(reader.read(parse(body), false));
    events.addAll(reader.end());
    return ResponseAccumulator.of(events).orElseThrow(() -> new FailureException(errors.noEnd()));
  }

  private JsonNode parse(byte[] body) {
    try {
      return Json.parseReply(body);
    } catch (InvalidJsonException e) {
      throw new FailureException(
          errors.unreadable("not JSON, " + body.length + " bytes, " + e.problem()));
    }
  }

  @Override
  public StreamDecoder streamDecoder() {
    return new ChunkReader(provider, errors);
  }

  @Override
  public Failure decodeFailure(int status, byte[] body, @Nullable Long retryAfterMillis) {
    return errors.of(status, body, retryAfterMillis);
  }
}
