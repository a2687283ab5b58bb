package dev.switchboard.wire.gemini;

import dev.switchboard.ir.ChatRequest;
import dev.switchboard.ir.FailureException;
import dev.switchboard.ir.Message;
import dev.switchboard.ir.ResponseAccumulator;
import dev.switchboard.ir.Role;
import dev.switchboard.ir.StreamEvent;
import dev.switchboard.ir.StreamGrammar;
import dev.switchboard.json.TopLevel;
import dev.switchboard.wire.ModelTraits;
import dev.switchboard.wire.StreamDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Whatever a provider sends is an answer or a failure, never another exception; a stream follows
 * the grammar; an answer can be sent back in a history.
 *
 * <p>Its parts are what the targets in {@code src/fuzz} drive; {@link #fuzzerTestOneInput} is all
 * of them at once.
 */
final class GeminiFuzz {
  private static final GeminiClient CLIENT = new GeminiClient("google");

  private GeminiFuzz() {}

  static void fuzzerTestOneInput(byte[] data) {
    answer(data);
    stream(data);
    CLIENT.decodeFailure(400, data, null);
    CLIENT.decodeFailure(200, data, 1L);
    schema(data);
    request(data);
  }

  /** What a caller sends is a request that can be sent on, or a failure. */
  static void request(byte[] data) {
    for (Function<byte[], ChatRequest> decode :
        List.<Function<byte[], ChatRequest>>of(
            body -> new GeminiServer(true).decodeRequest(body).chat(), GeminiServer::decodeCount)) {
      try {
        CLIENT.encodeRequest(decode.apply(data), "gemini-2.0-flash", true, ModelTraits.UNKNOWN);
      } catch (FailureException e) {
        // One of the two outcomes.
      }
    }
    try {
      GeminiPassThrough.prepare(data, () -> TopLevel.scan(data), "gemini-2.0-flash");
    } catch (FailureException e) {
      // Here as well.
    }
  }

  static void answer(byte[] data) {
    try {
      CLIENT.decodeResponse(data);
    } catch (FailureException e) {
      // One of the two outcomes.
    }
  }

  /** Each line is an event. */
  static void stream(byte[] data) {
    StreamDecoder decoder = CLIENT.streamDecoder();
    List<StreamEvent> events = new ArrayList<>();
    for (String line : new String(data, StandardCharsets.UTF_8).lines().toList()) {
      events.addAll(decoder.decode(null, line.startsWith("data: ") ? line.substring(6) : line));
    }
    events.addAll(decoder.end());
    events.addAll(decoder.end());
    StreamGrammar grammar = new StreamGrammar();
    ResponseAccumulator answer = new ResponseAccumulator();
    for (StreamEvent event : events) {
      grammar.accept(event);
      answer.accept(event);
    }
    if (!grammar.ended()) {
      throw new IllegalStateException("a stream without an end: " + events);
    }
    sendBack(answer);
  }

  private static void sendBack(ResponseAccumulator answer) {
    ChatRequest request =
        ChatRequest.of(
            "m",
            List.of(
                Message.text(Role.USER, "Go"),
                new Message(Role.ASSISTANT, answer.content(), null)));
    CLIENT.encodeRequest(request, "gemini-3-pro-preview", false, ModelTraits.UNKNOWN);
  }

  static void schema(byte[] data) {
    PartWriter.objectOf(new String(data, StandardCharsets.UTF_8)).ifPresent(OpenApiSchema::rewrite);
  }
}
