package dev.switchboard.wire.anthropic;

import dev.switchboard.ir.ChatRequest;
import dev.switchboard.ir.ChatResponse;
import dev.switchboard.ir.Content;
import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.MediaSource;
import dev.switchboard.wire.ClientCodec;
import dev.switchboard.wire.ModelTraits;
import dev.switchboard.wire.StreamDecoder;
import dev.switchboard.wire.WireBody;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Speaks {@code POST /v1/messages} to a provider; headers in {@link AnthropicHeaders}.
 *
 * <p>Refused, because the answer would be another: audio and video, media types that are not taken,
 * foreign tools and opaque parts, several choices, log probabilities, penalties, a temperature over
 * 1 or, at models without sampling, any but 1, a tool call forced on a model that takes none, a
 * started answer at a model that does not go on with it, reasoning at a model without, a schema
 * that must be enforced and cannot be.
 *
 * <p>Left out or approximated, with a note: seeds (a best effort anywhere), thoughts made
 * elsewhere, thinking where a forced tool or a history without thoughts forbids it, efforts and
 * budgets that the model does not know, instructions within the conversation at models without a
 * place for them, schema keywords that are not enforced, cache marks over four, and the foreign
 * fields that {@code ForeignFields} does not refuse.
 *
 * @see <a href="https://platform.claude.com/docs/en/api/messages">source</a>
 */
public final class AnthropicClient implements ClientCodec {
  private final String provider;
  private final AnthropicHost host;
  private final ProviderFailures failures;

  /**
   * @param provider the configured provider's name, for failures and the origin of tokens
   */
  public AnthropicClient(String provider) {
    this(provider, AnthropicHost.ANTHROPIC);
  }

  /**
   * @param provider the configured provider's name, for failures and the origin of tokens
   */
  public AnthropicClient(String provider, AnthropicHost host) {
    this.provider = Objects.requireNonNull(provider);
    this.host = Objects.requireNonNull(host);
    this.failures = new ProviderFailures(provider);
  }

  @Override
  public Dialect dialect() {
    return Dialect.ANTHROPIC_MESSAGES;
  }

  @Override
  public boolean takesUrl(Content media, MediaSource.Url source) {
    return host.fetches()
        && (media instanceof Content.Image || media instanceof Content.Document)
        && MediaBlocks.isFetched(source);
  }

  @Override
  public WireBody encodeRequest(
      ChatRequest request, String upstreamModel, boolean stream, ModelTraits traits) {
    return new RequestEncoder(provider, host, upstreamModel, traits).encode(request, stream);
  }

  @Override
  public ChatResponse decodeResponse(byte[] body) {
    return new AnswerDecoder(provider, failures).decode(body);
  }

  @Override
  public StreamDecoder streamDecoder() {
    return new AnswerStream(provider, failures);
  }

  @Override
  public Failure decodeFailure(int status, byte[] body, @Nullable Long retryAfterMillis) {
    return failures.decode(status, body, retryAfterMillis);
  }
}
