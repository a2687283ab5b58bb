package dev.switchboard.wire.anthropic;

import dev.switchboard.ir.ChatRequest;
import dev.switchboard.ir.ChatResponse;
import dev.switchboard.ir.Content;
import dev.switchboard.ir.FailureException;
import dev.switchboard.ir.Message;
import dev.switchboard.ir.OutputFormat;
import dev.switchboard.ir.ResponseAccumulator;
import dev.switchboard.ir.Role;
import dev.switchboard.ir.StreamEvent;
import dev.switchboard.ir.StreamGrammar;
import dev.switchboard.ir.Tool;
import dev.switchboard.ir.ToolChoice;
import dev.switchboard.json.TopLevel;
import dev.switchboard.wire.AnswerHead;
import dev.switchboard.wire.Delivery;
import dev.switchboard.wire.ModelTraits;
import dev.switchboard.wire.StreamDecoder;
import dev.switchboard.wire.StreamEncoder;
import dev.switchboard.wire.WireEvent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whatever a provider sends is an answer or a failure, never another exception; a stream follows
 * the grammar; an answer can be sent back in a history. Whatever a caller puts where JSON is
 * expected is sent or refused.
 *
 * <p>Its parts are what the targets in {@code src/fuzz} drive; {@link #fuzzerTestOneInput} is all
 * of them at once.
 */
final class AnthropicFuzz {
  private static final AnthropicClient CLIENT = new AnthropicClient("anthropic");
  private static final AnthropicServer SERVER = new AnthropicServer();
  private static final AnswerHead HEAD = new AnswerHead("id", "m", 1, Delivery.STREAM);

  private AnthropicFuzz() {}

  static void fuzzerTestOneInput(byte[] data) {
    answer(data);
    stream(data);
    CLIENT.decodeFailure(400, data, null);
    CLIENT.decodeFailure(200, data, 1L);
    request(new String(data, StandardCharsets.UTF_8));
    callerRequest(data);
  }

  /** A caller's body is refused, or sent on, or refused then. */
  static void callerRequest(byte[] data) {
    try {
      CLIENT.encodeRequest(
          SERVER.decodeRequest(data).chat(), "claude-sonnet-4-5", true, ModelTraits.UNKNOWN);
    } catch (FailureException e) {
      // One of the outcomes.
    }
    try {
      AnthropicPassThrough.prepare(data, () -> TopLevel.scan(data), "m")
          .ifPresent(AnthropicCount::body);
    } catch (FailureException e) {
      // One of the two outcomes.
    }
    AnthropicCount.decode(data);
  }

  static void answer(byte[] data) {
    try {
      ChatResponse response = CLIENT.decodeResponse(data);
      sendBack(response.content());
      CLIENT.decodeResponse(SERVER.encodeResponse(response, HEAD).bytes());
    } catch (FailureException e) {
      // One of the two outcomes.
    }
  }

  /** Each line that starts with {@code data:} is an event, named by the line before it. */
  static void stream(byte[] data) {
    StreamDecoder decoder = CLIENT.streamDecoder();
    List<StreamEvent> events = new ArrayList<>();
    @Nullable String name = null;
    for (String line : new String(data, StandardCharsets.UTF_8).lines().toList()) {
      if (line.startsWith("event: ")) {
        name = line.substring(7);
      } else if (line.startsWith("data: ")) {
        events.addAll(decoder.decode(name, line.substring(6)));
        name = null;
      }
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
    sendBack(answer.content());
    tellOn(events);
  }

  /** What came is told to a caller, and understood there. */
  private static void tellOn(List<StreamEvent> events) {
    StreamEncoder encoder = SERVER.streamEncoder(HEAD);
    StreamDecoder caller = CLIENT.streamDecoder();
    for (StreamEvent event : events) {
      for (WireEvent wire : encoder.encode(event)) {
        caller.decode(wire.event(), wire.data());
      }
    }
  }

  private static void sendBack(List<Content> content) {
    ChatRequest request =
        ChatRequest.of(
            "m",
            List.of(
                Message.text(Role.USER, "Go"),
                new Message(Role.ASSISTANT, content, null),
                Message.text(Role.USER, "On")));
    CLIENT.encodeRequest(request, "claude-sonnet-4-5", false, ModelTraits.UNKNOWN);
  }

  static void request(String text) {
    Content call = new Content.ToolCall(text, "f", text, null);
    ChatRequest request =
        ChatRequest.of(
            "m", List.of(Message.text(Role.USER, text), Message.of(Role.ASSISTANT, call)));
    CLIENT.encodeRequest(request, "claude-opus-4-8", true, ModelTraits.UNKNOWN);
    try {
      CLIENT.encodeRequest(
          request
              .withTools(
                  List.of(new Tool.Function("f", text, text, true, null)), new ToolChoice.Auto())
              .withOutput(new OutputFormat.JsonSchema("response", text, null, null)),
          "claude-sonnet-4-5",
          false,
          ModelTraits.UNKNOWN);
    } catch (FailureException e) {
      // One of the two outcomes.
    }
  }
}
