package dev.switchboard.wire;

import dev.switchboard.ir.ChatRequest;
import dev.switchboard.ir.ChatResponse;
import dev.switchboard.ir.Content;
import dev.switchboard.ir.FailureException;
import dev.switchboard.ir.Message;
import dev.switchboard.ir.ResponseAccumulator;
import dev.switchboard.ir.Role;
import dev.switchboard.ir.StreamEvent;
import dev.switchboard.ir.StreamGrammar;
import dev.switchboard.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What must hold of any dialect, whatever bytes come. */
public final class CodecTargets {
  private static final AnswerHead HEAD = new AnswerHead("id", "m", 1, Delivery.STREAM);

  private CodecTargets() {}

  /** A caller's body is a request or refused; a request is sent on as JSON or refused. */
  public static void request(ServerCodec server, ClientCodec client, String model, byte[] bytes) {
    try {
      ChatRequest request = server.decodeRequest(bytes).chat();
      Json.parse(client.encodeRequest(request, model, true, ModelTraits.UNKNOWN).bytes());
    } catch (FailureException e) {
      Json.parse(server.encodeFailure(e.failure(), "r"));
    }
  }

  /** A provider's body is an answer or a failure; an answer is told to a caller and sent back. */
  public static void answer(ServerCodec server, ClientCodec client, String model, byte[] bytes) {
    ChatResponse response;
    try {
      response = client.decodeResponse(bytes);
    } catch (FailureException e) {
      return;
    }
    Json.parse(server.encodeResponse(response, HEAD).bytes());
    sendBack(client, model, response.content());
  }

  /** A provider's events follow the grammar and end; they are told to a caller and sent back. */
  public static void stream(ServerCodec server, ClientCodec client, String model, byte[] bytes) {
    StreamDecoder decoder = client.streamDecoder();
    List<StreamEvent> events = new ArrayList<>();
    @Nullable String name = null;
    for (String line : new String(bytes, StandardCharsets.UTF_8).lines().toList()) {
      if (line.startsWith("event: ")) {
        name = line.substring(7);
      } else if (line.startsWith("data: ")) {
        events.addAll(decoder.decode(name, line.substring(6)));
        name = null;
      }
    }
    events.addAll(decoder.end());
    StreamGrammar grammar = new StreamGrammar();
    ResponseAccumulator answer = new ResponseAccumulator();
    StreamEncoder encoder = server.streamEncoder(HEAD);
    for (StreamEvent event : events) {
      grammar.accept(event);
      answer.accept(event);
      encoder.encode(event);
    }
    if (!grammar.ended()) {
      throw new IllegalStateException("a stream without an end: " + events);
    }
    sendBack(client, model, answer.content());
  }

  private static void sendBack(ClientCodec client, String model, List<Content> content) {
    ChatRequest request =
        ChatRequest.of(
            "m",
            List.of(
                Message.text(Role.USER, "Go"),
                new Message(Role.ASSISTANT, content, null),
                Message.text(Role.USER, "On")));
    try {
      client.encodeRequest(request, model, false, ModelTraits.UNKNOWN);
    } catch (FailureException e) {
      // Pictures and sounds have no place in an assistant's message.
    }
  }
}
