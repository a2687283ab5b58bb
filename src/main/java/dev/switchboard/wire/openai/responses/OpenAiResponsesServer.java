package dev.switchboard.wire.openai.responses;

import dev.switchboard.ir.ChatResponse;
import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.ir.Usage;
import dev.switchboard.json.InvalidFieldException;
import dev.switchboard.json.InvalidJsonException;
import dev.switchboard.json.Json;
import dev.switchboard.wire.AnswerHead;
import dev.switchboard.wire.CallerRequest;
import dev.switchboard.wire.ServerCodec;
import dev.switchboard.wire.StreamEncoder;
import dev.switchboard.wire.WireBody;
import dev.switchboard.wire.WireEvent;
import dev.switchboard.wire.openai.ErrorBodies;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import tools.jackson.databind.JsonNode;

/**
 * OpenAI Responses as callers speak it to us.
 *
 * <p>An answer repeats most of its request, so that there is one instance per call.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/responses">source</a>
 */
public final class OpenAiResponsesServer implements ServerCodec {
  private final ResponseCall call;

  /** For one call. */
  public OpenAiResponsesServer(ResponseCall call) {
    this.call = call;
  }

  /** For failures, and answers to a request of which nothing is known. */
  public OpenAiResponsesServer() {
    this(
        new ResponseCall(
            "{}".getBytes(StandardCharsets.UTF_8), ResponseCall.Keeping.NONE, () -> 0));
  }

  @Override
  public Dialect dialect() {
    return Dialect.OPENAI_RESPONSES;
  }

  @Override
  public CallerRequest decodeRequest(byte[] body) {
    try {
      return new RequestReader(call.fieldsOf(body)).read();
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
    return EventWriter.whole(response, head, call);
  }

  @Override
  public StreamEncoder streamEncoder(AnswerHead head) {
    return new EventWriter(head, call);
  }

  /**
   * Encodes the response object before any output.
   *
   * @param status {@code queued} or {@code in_progress}
   */
  public byte[] encodeBegun(AnswerHead head, String status) {
    return Json.write(new ResponseObject(head, call).begun(status));
  }

  /** Encodes the response object of an answer that never came. */
  public byte[] encodeFailed(AnswerHead head, Failure failure) {
    return Json.write(
        new ResponseObject(head, call).ended(Ending.of(failure), List.of(), Usage.UNKNOWN));
  }

  /**
   * The events that a whole response could have come as.
   *
   * @param response as it was told
   */
  public static List<WireEvent> replay(JsonNode response) {
    return new EventReplay().of(response);
  }

  @Override
  public byte[] encodeFailure(Failure failure, String requestId) {
    return Json.write(ErrorBodies.write(failure));
  }
}
