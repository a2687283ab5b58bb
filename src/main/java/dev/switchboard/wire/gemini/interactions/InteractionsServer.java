package dev.switchboard.wire.gemini.interactions;

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
import dev.switchboard.wire.WireEvent;
import dev.switchboard.wire.gemini.ErrorBodies;
import java.util.List;
import java.util.Objects;
import tools.jackson.databind.JsonNode;

/**
 * Google's Interactions API as callers speak it to us; one instance per call.
 *
 * <p>What a request only refers to, the interaction that it continues, must have been put into its
 * {@code input} before.
 *
 * @see <a href="https://ai.google.dev/api/interactions-api">source</a>
 */
public final class InteractionsServer implements ServerCodec {
  private final InteractionCall call;

  /** For one call. */
  public InteractionsServer(InteractionCall call) {
    this.call = call;
  }

  /** For failures, and answers to a request of which nothing is known. */
  public InteractionsServer() {
    this(new InteractionCall(null, true, () -> 0));
  }

  @Override
  public Dialect dialect() {
    return Dialect.GEMINI_INTERACTIONS;
  }

  @Override
  public CallerRequest decodeRequest(byte[] body) {
    try {
      return new RequestReader(Fields.of(Json.parse(body))).read();
    } catch (InvalidJsonException e) {
      throw invalid("invalid_json", "", e);
    } catch (InvalidFieldException e) {
      throw invalid("invalid_request", e.pointer(), e);
    }
  }

  private static FailureException invalid(String code, String pointer, RuntimeException e) {
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

  /** Encodes an interaction that runs and has said nothing yet. */
  public byte[] encodeBegun(AnswerHead head) {
    return Json.write(new InteractionObject(head, call).begun());
  }

  /** Encodes an interaction that never said anything. */
  public byte[] encodeFailed(AnswerHead head, Failure failure) {
    return Json.write(new InteractionObject(head, call).failed(failure));
  }

  /**
   * The events that a whole interaction could have come as.
   *
   * @param interaction as it was told
   */
  public static List<WireEvent> replay(JsonNode interaction) {
    return new EventReplay().of(interaction);
  }

  @Override
  public byte[] encodeFailure(Failure failure, String requestId) {
    return Json.write(ErrorBodies.write(failure));
  }
}
