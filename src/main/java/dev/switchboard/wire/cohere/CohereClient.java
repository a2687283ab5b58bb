package dev.switchboard.wire.cohere;

import dev.switchboard.ir.ChatRequest;
import dev.switchboard.ir.ChatResponse;
import dev.switchboard.ir.Content;
import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.Failure.ProviderFailed.Kind;
import dev.switchboard.ir.Failure.ProviderRejected.Reason;
import dev.switchboard.ir.MediaSource;
import dev.switchboard.json.InvalidJsonException;
import dev.switchboard.json.Json;
import dev.switchboard.wire.ClientCodec;
import dev.switchboard.wire.ModelTraits;
import dev.switchboard.wire.ProviderFaults;
import dev.switchboard.wire.StreamDecoder;
import dev.switchboard.wire.WireBody;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Speaks {@code POST /v2/chat}.
 *
 * <p>Refused: audio, video, documents that are no text, several choices, alternatives of tokens,
 * foreign tools and parts, a call of one tool among several that must come, reasoning at a model
 * without. Left out with a note: cache marks, the end user, thoughts with another vendor's token.
 */
public final class CohereClient implements ClientCodec {
  private final ProviderFaults faults;

  /**
   * @param provider the configured provider's name, for failures
   */
  public CohereClient(String provider) {
    this.faults = new ProviderFaults(provider);
  }

  @Override
  public Dialect dialect() {
    return Dialect.COHERE_CHAT;
  }

  @Override
  public boolean takesUrl(Content media, MediaSource.Url source) {
    return media instanceof Content.Image;
  }

  @Override
  public WireBody encodeRequest(
      ChatRequest request, String upstreamModel, boolean stream, ModelTraits traits) {
    return new RequestWriter(upstreamModel, traits).write(request, stream);
  }

  @Override
  public ChatResponse decodeResponse(byte[] body) {
    return new AnswerReader(faults).read(body);
  }

  @Override
  public StreamDecoder streamDecoder() {
    return new AnswerStream(faults);
  }

  @Override
  public Failure decodeFailure(int status, byte[] body, @Nullable Long retryAfterMillis) {
    String text = "";
    try {
      text = Json.parseReply(body).path("message").asString("");
    } catch (InvalidJsonException _) {
      // The status alone tells.
    }
    String lower = text.toLowerCase(Locale.ROOT);
    boolean mayBeTooLong = status == 400 || status == 422;
    if (mayBeTooLong && (lower.contains("too many tokens") || lower.contains("context length"))) {
      return faults.rejected(Reason.CONTEXT_LENGTH, status, text);
    }
    return switch (status) {
      case 498 -> faults.refusedCredential(status, "");
      case 499 -> faults.failed(Kind.SERVER_ERROR, status, "had an error");
      default -> faults.byStatus(status, text, retryAfterMillis);
    };
  }
}
