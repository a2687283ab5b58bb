package dev.switchboard.wire.openai.responses;

import dev.switchboard.ir.ChatRequest;
import dev.switchboard.ir.ChatResponse;
import dev.switchboard.ir.Content;
import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.ir.MediaSource;
import dev.switchboard.ir.ResponseAccumulator;
import dev.switchboard.json.InvalidJsonException;
import dev.switchboard.json.Json;
import dev.switchboard.wire.ClientCodec;
import dev.switchboard.wire.ModelTraits;
import dev.switchboard.wire.StreamDecoder;
import dev.switchboard.wire.WireBody;
import dev.switchboard.wire.openai.ProviderErrors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * OpenAI Responses as we speak it to OpenAI and to vendors that follow it.
 *
 * <p>Nothing is stored at the provider: what a later turn needs is in the conversation.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/responses">source</a>
 */
public final class OpenAiResponsesClient implements ClientCodec {
  private final String provider;
  private final ProviderErrors errors;

  /**
   * @param provider the configured provider's name, for failures and origins
   */
  public OpenAiResponsesClient(String provider) {
    this.provider = provider;
    this.errors = new ProviderErrors(provider);
  }

  @Override
  public Dialect dialect() {
    return Dialect.OPENAI_RESPONSES;
  }

  @Override
  public boolean takesUrl(Content media, MediaSource.Url source) {
    return media instanceof Content.Image || media instanceof Content.Document;
  }

  @Override
  public WireBody encodeRequest(
      ChatRequest request, String upstreamModel, boolean stream, ModelTraits traits) {
    return new RequestWriter(request, provider, traits).write(upstreamModel, stream);
  }

  @Override
  public ChatResponse decodeResponse(byte[] body) {
    return ResponseAccumulator.of(new EventReader(provider, errors).whole(parse(body)))
        .orElseThrow(() -> new FailureException(errors.noEnd()));
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
    return new EventReader(provider, errors);
  }

  @Override
  public Failure decodeFailure(int status, byte[] body, @Nullable Long retryAfterMillis) {
    return errors.of(status, body, retryAfterMillis);
  }
}
