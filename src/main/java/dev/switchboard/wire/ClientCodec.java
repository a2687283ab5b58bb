package dev.switchboard.wire;

import dev.switchboard.ir.ChatRequest;
import dev.switchboard.ir.ChatResponse;
import dev.switchboard.ir.Content;
import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.MediaSource;
import org.jspecify.annotations.Nullable;

/**
 * A dialect as we speak it to a provider: the inner language to bytes, and answers back.
 *
 * <p>Pure: no I/O, no clock, no logging. One instance serves all calls to one provider.
 */
public interface ClientCodec {

  /** The dialect spoken. */
  Dialect dialect();

  /**
   * Whether the provider fetches the media at this address by itself.
   *
   * <p>Where it does not, {@link #encodeRequest} refuses the part; whoever may do I/O asks first,
   * fetches the bytes and puts them in place as {@link MediaSource.Inline}. Parts within a tool
   * result are asked about like any other.
   *
   * @param media an image, a sound, a video or a document
   * @param source where it is
   */
  default boolean takesUrl(Content media, MediaSource.Url source) {
    return true;
  }

  /**
   * Encodes a request.
   *
   * @param upstreamModel the model's name at the provider
   * @param stream whether a stream is wanted; where the dialect says it in the path, ignored
   * @throws dev.switchboard.ir.FailureException with {@link Failure.Unsupported} for what changes
   *     the answer and has no slot in the dialect, {@link Failure.InvalidRequest} for what no
   *     provider of the dialect takes
   */
  WireBody encodeRequest(
      ChatRequest request, String upstreamModel, boolean stream, ModelTraits traits);

  /**
   * Decodes a whole answer of a 2xx.
   *
   * @param body as received, decompressed
   * @throws dev.switchboard.ir.FailureException with {@link Failure.ProviderFailed} if it is not a
   *     complete answer: not JSON, another shape, no stop reason
   */
  ChatResponse decodeResponse(byte[] body);

  /** A decoder for one stream. */
  StreamDecoder streamDecoder();

  /**
   * What an error answer means.
   *
   * @param status the HTTP status, or 200 for an error within a stream
   * @param body as received; may be empty, HTML or garbage
   * @param retryAfterMillis from the headers; null when not given
   */
  Failure decodeFailure(int status, byte[] body, @Nullable Long retryAfterMillis);
}
