package dev.switchboard.wire.openai;

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
import dev.switchboard.json.Json;
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
 * the grammar; an answer can be told to a caller and sent back in a history. Whatever a caller
 * sends is a request or a failure, and a request can be sent on or is refused.
 *
 * <p>Its parts are what the targets in {@code src/fuzz} drive; {@link #fuzzerTestOneInput} is all
 * of them at once.
 */
final class OpenAiFuzz {
  private static final OpenAiFlags ALL_FLAGS = OpenAiFlags.of(OpenAiFlag.values());
  private static final OpenAiChatServer SERVER = new OpenAiChatServer();
  private static final OpenAiChatClient PLAIN = new OpenAiChatClient("p", OpenAiFlags.NONE);
  private static final OpenAiChatClient ODD = new OpenAiChatClient("p", ALL_FLAGS);
  private static final AnswerHead HEAD = new AnswerHead("id", "m", 1, Delivery.STREAM);

  private OpenAiFuzz() {}

  static void fuzzerTestOneInput(byte[] data) {
    request(data);
    passThrough(data);
    answer(data);
    stream(data);
    SERVER.encodeFailure(PLAIN.decodeFailure(400, data, null), "r");
    SERVER.encodeFailure(PLAIN.decodeFailure(200, data, 1L), "r");
    embedded(new String(data, StandardCharsets.UTF_8));
  }

  static void request(byte[] data) {
    PlainRequest.read(data)
        .ifPresent(quick -> requireEqual(quick, OpenAiChatServer.decodeThoroughly(data)));
    ChatRequest request;
    try {
      request = SERVER.decodeRequest(data).chat();
    } catch (FailureException e) {
      SERVER.encodeFailure(e.failure(), "r");
      return;
    }
    for (OpenAiChatClient client : List.of(PLAIN, ODD)) {
      try {
        byte[] body = client.encodeRequest(request, "up", true, ModelTraits.UNKNOWN).bytes();
        SERVER.decodeRequest(body);
      } catch (FailureException e) {
        // Refused: one of the two outcomes.
      }
    }
  }

  static void passThrough(byte[] data) {
    try {
      new OpenAiPassThrough(OpenAiFlags.NONE)
          .prepare(data, "up")
          .ifPresent(passage -> Json.parseReply(passage.body()));
      new OpenAiPassThrough(ALL_FLAGS).prepare(data, "up");
    } catch (FailureException e) {
      // One of the two outcomes.
    }
  }

  static void answer(byte[] data) {
    PlainAnswer.read(data).ifPresent(quick -> requireEqual(quick, PLAIN.decodeThoroughly(data)));
    ChatResponse response;
    try {
      response = PLAIN.decodeResponse(data);
    } catch (FailureException e) {
      return;
    }
    byte[] told = SERVER.encodeResponse(response, HEAD).bytes();
    requireSame(response, PLAIN.decodeResponse(told));
    sendBack(response.content());
  }

  /** Each line that starts with {@code data:} is an event, named by the line before it. */
  static void stream(byte[] data) {
    StreamDecoder decoder = PLAIN.streamDecoder();
    List<StreamEvent> events = new ArrayList<>();
    @Nullable String name = null;
    for (String line : new String(data, StandardCharsets.UTF_8).lines().toList()) {
      if (line.startsWith("event: ")) {
        name = line.substring(7);
      } else if (line.startsWith("data: ")) {
        requireQuickIsRight(line.substring(6));
        events.addAll(decoder.decode(name, line.substring(6)));
        name = null;
      }
    }
    events.addAll(decoder.end());
    events.addAll(decoder.end());
    ResponseAccumulator answer = check(events);
    ResponseAccumulator again = check(retold(events));
    answer.response().ifPresent(before -> requireSame(before, again.response().orElseThrow()));
    sendBack(answer.content());
  }

  /** The quick reader gives what the thorough one gives, or leaves the chunk alone. */
  private static void requireQuickIsRight(String data) {
    String quick = PlainDelta.text(data);
    if (quick == null) {
      return;
    }
    StringBuilder thorough = new StringBuilder();
    for (StreamEvent event : PLAIN.streamDecoder().decode(null, data)) {
      if (event instanceof StreamEvent.TextDelta delta) {
        thorough.append(delta.text());
      } else if (!(event instanceof StreamEvent.Started)) {
        thorough.append(event);
      }
    }
    if (!thorough.toString().equals(quick)) {
      throw new IllegalStateException("quickly " + quick + ", thoroughly " + thorough);
    }
  }

  private static void requireEqual(Object quick, Object thorough) {
    if (!quick.equals(thorough)) {
      throw new IllegalStateException("quickly " + quick + ", thoroughly " + thorough);
    }
  }

  private static void requireSame(ChatResponse before, ChatResponse after) {
    boolean same =
        before.text().equals(after.text())
            && calls(before).equals(calls(after))
            && before.usage().inputTotal() == after.usage().inputTotal()
            && before.usage().outputTotal() == after.usage().outputTotal();
    if (!same) {
      throw new IllegalStateException(before + " became " + after);
    }
  }

  private static List<String> calls(ChatResponse response) {
    List<String> calls = new ArrayList<>();
    for (Content part : response.content()) {
      if (part instanceof Content.ToolCall call) {
        String arguments = call.arguments().isBlank() ? "{}" : call.arguments();
        calls.add(call.id() + " " + call.name() + " " + arguments.strip());
      }
    }
    return calls;
  }

  private static ResponseAccumulator check(List<StreamEvent> events) {
    StreamGrammar grammar = new StreamGrammar();
    ResponseAccumulator answer = new ResponseAccumulator();
    for (StreamEvent event : events) {
      grammar.accept(event);
      answer.accept(event);
    }
    if (!grammar.ended()) {
      throw new IllegalStateException("a stream without an end: " + events);
    }
    return answer;
  }

  /** The same stream as a caller of ours reads it. */
  private static List<StreamEvent> retold(List<StreamEvent> events) {
    StreamEncoder encoder = SERVER.streamEncoder(HEAD);
    StreamDecoder decoder = PLAIN.streamDecoder();
    List<StreamEvent> retold = new ArrayList<>();
    for (StreamEvent event : events) {
      for (WireEvent wire : encoder.encode(event)) {
        retold.addAll(decoder.decode(wire.event(), wire.data()));
      }
    }
    retold.addAll(decoder.end());
    return retold;
  }

  private static void sendBack(List<Content> content) {
    ChatRequest request =
        ChatRequest.of(
            "m",
            List.of(
                Message.text(Role.USER, "Go"),
                new Message(Role.ASSISTANT, content, null),
                Message.text(Role.USER, "On")));
    for (OpenAiChatClient client : List.of(PLAIN, ODD)) {
      try {
        client.encodeRequest(request, "up", false, ModelTraits.UNKNOWN);
      } catch (FailureException e) {
        // Pictures and sounds have no place in an assistant message.
      }
    }
  }

  static void embedded(String text) {
    ChatRequest request =
        ChatRequest.of(
            "m",
            List.of(
                Message.text(Role.USER, text),
                Message.of(Role.ASSISTANT, new Content.ToolCall(text, "f", text, null))));
    ODD.encodeRequest(request, text, true, ModelTraits.UNKNOWN);
    try {
      PLAIN.encodeRequest(
          request
              .withTools(
                  List.of(new Tool.Function("f", text, text, true, null)), new ToolChoice.Auto())
              .withOutput(new OutputFormat.JsonSchema(text, text, null, null)),
          "up",
          false,
          ModelTraits.UNKNOWN);
    } catch (FailureException e) {
      // One of the two outcomes.
    }
  }
}
