package dev.switchboard.wire.anthropic;

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
import dev.switchboard.wire.ServerCodec;
import dev.switchboard.wire.StreamEncoder;
import dev.switchboard.wire.WireBody;
import java.util.Objects;

/**
 * Anthropic Messages as callers speak it to us, in the editions 2023-06-01 and 2026-10-21, which
 * differ in nothing that is read here.
 *
 * @see <a href="https://platform.claude.com/docs/en/api/messages">source</a>
 */
public final class AnthropicServer implements ServerCodec {

  @Override
  public Dialect dialect() {
    return Dialect.ANTHROPIC_MESSAGES;
  }

  @Override
  public CallerRequest decodeRequest(byte[] body) {
    return read(body, true);
  }

  /**
   * Decodes the body of {@code POST /v1/messages/count_tokens}: a request without a bound on its
   * answer.
   *
   * @throws FailureException as {@link #decodeRequest}
   */
  public ChatRequest decodeCount(byte[] body) {
    return read(body, false).chat();
  }

  private static CallerRequest read(byte[] body, boolean isAnswered) {
    try {
      return new CallerRequestReader(Fields.of(Json.parse(body)), isAnswered).read();
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
    return new MessageWriter(response, head).write();
  }

  @Override
  public StreamEncoder streamEncoder(AnswerHead head) {
    return new EventWriter(head);
  }

  @Override
  public byte[] encodeFailure(Failure failure, String requestId) {
    return Json.write(ErrorBodies.write(failure).put("request_id", requestId));
  }

  /** The HTTP status of an error answer: 529 for too much to do, else our own. */
  public int failureStatus(Failure failure) {
    return ErrorBodies.status(failure);
  }
}
