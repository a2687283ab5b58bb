package dev.switchboard.wire.bedrock;

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
 * Speaks {@code POST /model/{model}/converse} and {@code …/converse-stream}; the model and the wish
 * for a stream are in the path ({@link BedrockPaths}), and a stream's events come from {@link
 * EventStreamFramer}.
 *
 * <p>Refused, because the answer would be another: several choices, log probabilities, penalties, a
 * temperature over 1, {@code top_k} where the model has no field for it, foreign tools and opaque
 * parts, media in the assistant's turns, a schema that must be enforced and cannot be, reasoning at
 * a model without.
 *
 * <p>Left out or approximated, with a note: seeds, the end user, thoughts made elsewhere, cache
 * marks at models without a cache, late instructions, {@code tool_choice: none} once tools were
 * called, and the foreign fields that {@code ForeignField} does not refuse.
 */
public final class BedrockClient implements ClientCodec {
  private final String provider;
  private final BedrockFailures failures;

  /**
   * @param provider the configured provider's name, for failures and the origin of tokens
   */
  public BedrockClient(String provider) {
    this.provider = Objects.requireNonNull(provider);
    this.failures = new BedrockFailures(provider);
  }

  @Override
  public Dialect dialect() {
    return Dialect.BEDROCK_CONVERSE;
  }

  /** Objects in S3 are read by Bedrock itself. */
  @Override
  public boolean takesUrl(Content media, MediaSource.Url source) {
    return source.url().startsWith("s3://");
  }

  @Override
  public WireBody encodeRequest(
      ChatRequest request, String upstreamModel, boolean stream, ModelTraits traits) {
    return new RequestWriter(provider, new BedrockModel(upstreamModel), traits).write(request);
  }

  @Override
  public ChatResponse decodeResponse(byte[] body) {
    return new AnswerReader(provider, failures).read(body);
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
