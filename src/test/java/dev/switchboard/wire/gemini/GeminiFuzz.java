package dev.switchboard.wire.gemini;

import dev.switchboard.ir.ChatRequest;
import dev.switchboard.ir.FailureException;
import dev.switchboard.ir.Message;
import dev.switchboard.ir.ResponseAccumulator;
import dev.switchboard.ir.Role;
import dev.switchboard.ir.StreamEvent;
import dev.switchboard.ir.StreamGrammar;
import dev.switchboard.wire.ModelTraits;
import dev.switchboard.wire.StreamDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

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
