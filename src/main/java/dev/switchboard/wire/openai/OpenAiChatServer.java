package dev.switchboard.wire.openai;

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
import java.util.Optional;

/**
 * OpenAI Chat Completions as callers speak it to us.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/chat">source</a>
 */
public final class OpenAiChatServer implements ServerCodec {

  @Override
  public Dialect dialect() {
    return Dialect.OPENAI_CHAT;
  }

  @Override
  public CallerRequest decodeRequest(byte[] body) {
    Optional<CallerRequest> plain = PlainRequest.read(body);
    return plain.isPresent() ? plain.get() : decodeThoroughly(body);
  }

  /** The same by the reader of all that there is. */
  static CallerRequest decodeThoroughly(byte[] body) {
    try {
      return new ChatRequestReader(Fields.of(Json.parse(body))).read();
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
    return new CompletionWriter(response, head).write();
  }

  @Override
  public StreamEncoder streamEncoder(AnswerHead head) {
    return new ChunkWriter(head);
  }

  @Override
  public byte[] encodeFailure(Failure failure, String requestId) {
    return Json.write(ErrorBodies.write(failure));
  }
}
