package dev.switchboard.wire.gemini;

import dev.switchboard.ir.ChatRequest;
import dev.switchboard.ir.ChatResponse;
import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.json.Fields;
import dev.switchboard.json.InvalidFieldException;
import dev.switchboard.json.InvalidJsonException;
import dev.switchboard.json.Json;
import dev.switchboard.wire.AnswerHead;
import dev.switchboard.wire.CallerRequest;
import dev.switchboard.wire.Delivery;
import dev.switchboard.wire.ServerCodec;
import dev.switchboard.wire.StreamEncoder;
import dev.switchboard.wire.WireBody;
import java.util.Objects;
import java.util.Optional;

/**
 * Gemini's {@code generateContent} and {@code streamGenerateContent} as callers speak them to us.
 *
 * <p>Fields are read in camelCase and in snake_case, and written in camelCase. Model and stream
 * stand in the path: a decoded request has the model of its body, which may be empty, and one whole
 * answer as its delivery.
 *
 * @see <a href="https://ai.google.dev/api/generate-content">source</a>
 */
public final class GeminiServer implements ServerCodec {
  private final boolean showsThoughts;

  /**
   * @param showsThoughts whether readable thoughts are part of answers: {@code
   *     thinkingConfig.includeThoughts} of the request. Older SDKs take a thought for the answer
   */
  public GeminiServer(boolean showsThoughts) {
    this.showsThoughts = showsThoughts;
  }

  @Override
  public Dialect dialect() {
    return Dialect.GEMINI_GENERATE;
  }

  @Override
  public CallerRequest decodeRequest(byte[] body) {
    return new CallerRequest(decode(body, false), Delivery.WHOLE);
  }

  /**
   * Decodes the body of {@code :countTokens}: contents alone, or a whole request as its {@code
   * generateContentRequest}.
   *
   * @throws FailureException with {@link Failure.InvalidRequest} naming the offending field
   */
  public static ChatRequest decodeCount(byte[] body) {
    return decode(body, true);
  }

  private static ChatRequest decode(byte[] body, boolean isCount) {
    try {
      GeminiObject request = new GeminiObject(Fields.of(Json.parse(body)));
      Optional<GeminiObject> within =
          isCount ? request.object(GeminiCount.REQUEST) : Optional.empty();
      return new RequestReader(within.orElse(request)).read();
    } catch (InvalidJsonException e) {
      throw invalid("invalid_json", "", e);
    } catch (InvalidFieldException e) {
      throw invalid("invalid_request", e.pointer(), e);
    }
  }

  static FailureException invalid(String code, String pointer, RuntimeException e) {
    String message = Objects.requireNonNullElse(e.getMessage(), code);
    return new FailureException(new Failure.InvalidRequest(code, pointer, message));
  }

  @Override
  public WireBody encodeResponse(ChatResponse response, AnswerHead head) {
    return new AnswerWriter(head, showsThoughts).write(response);
  }

  @Override
  public StreamEncoder streamEncoder(AnswerHead head) {
    return new ChunkWriter(head, showsThoughts);
  }

  @Override
  public byte[] encodeFailure(Failure failure, String requestId) {
    return Json.write(ErrorBodies.write(failure));
  }
}
