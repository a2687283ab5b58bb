package dev.switchboard.provider.sandbox;

import dev.switchboard.access.Gate;
import dev.switchboard.access.Lease;
import dev.switchboard.access.Scope;
import dev.switchboard.access.VirtualKey;
import dev.switchboard.http.CancelSignal;
import dev.switchboard.ir.ChatRequest;
import dev.switchboard.ir.ChatResponse;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.ir.Message;
import dev.switchboard.ir.Role;
import dev.switchboard.ir.StreamEvent;
import dev.switchboard.ir.StreamGrammar;
import dev.switchboard.ir.Tool;
import dev.switchboard.ir.ToolChoice;
import dev.switchboard.provider.AnswerBudget;
import dev.switchboard.provider.CallOptions;
import dev.switchboard.provider.ChatOrder;
import dev.switchboard.provider.ChatReply;
import dev.switchboard.provider.ChatStream;
import dev.switchboard.wire.ModelTraits;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Calls of one sandbox that gives up on silence after a few hundred milliseconds. */
final class SandboxCalls {
  static final SandboxConfig IMPATIENT =
      new SandboxConfig("sandbox", Duration.ofMillis(300), Duration.ofMillis(200));

  private final SandboxProvider provider;

  SandboxCalls(SandboxConfig config) {
    this.provider = new SandboxProvider(config);
  }

  static ChatRequest says(String text) {
    return ChatRequest.of("sandbox/chat", List.of(Message.text(Role.USER, text)));
  }

  static ChatRequest withTools(String text, ToolChoice choice) {
    return says(text)
        .withTools(
            List.of(
                new Tool.Function("send_mail", "Sends a mail to somebody.", null, null, null),
                new Tool.Function(
                    "get_weather",
                    "The weather at a place.",
                    """
                    {"type":"object","properties":{"location":{"type":"string"},
                     "unit":{"enum":["celsius","fahrenheit"]}},"required":["location"],
                     "additionalProperties":false}
                    """,
                    null,
                    null)),
            choice);
  }

  ChatReply call(
      String model, ChatRequest request, boolean stream, String directives, CancelSignal cancel) {
    ChatOrder order =
        new ChatOrder(
            () -> request,
            null,
            model,
            ModelTraits.UNKNOWN,
            stream,
            Map.of(),
            new CallOptions(directives, false, null),
            cancel,
            new AnswerBudget(Long.MAX_VALUE).part());
    return provider.chat(lease("sandbox", model), order);
  }

  ChatReply misleased(String leased, String asked) {
    ChatOrder order =
        new ChatOrder(
            () -> says("Hello"),
            null,
            asked,
            ModelTraits.UNKNOWN,
            false,
            Map.of(),
            CallOptions.NONE,
            new CancelSignal(),
            new AnswerBudget(Long.MAX_VALUE).part());
    return provider.chat(lease("sandbox", leased), order);
  }

  ChatResponse whole(String model, ChatRequest request, String directives) {
    return ((ChatReply.Whole) call(model, request, false, directives, new CancelSignal()))
        .response();
  }

  /** All events, held to the grammar; a failure before the first one is thrown. */
  List<StreamEvent> stream(String model, ChatRequest request, String directives) {
    ChatReply reply = call(model, request, true, directives, new CancelSignal());
    List<StreamEvent> events = new ArrayList<>();
    StreamGrammar grammar = new StreamGrammar();
    try (ChatStream stream = ((ChatReply.Streaming) reply).stream()) {
      Optional<ChatStream.Item> item = stream.next();
      while (item.isPresent()) {
        item.get().events().forEach(grammar::accept);
        events.addAll(item.get().events());
        item = stream.next();
      }
    }
    if (!grammar.ended()) {
      throw new IllegalStateException("no end");
    }
    return events;
  }

  /** How a call fails, whether before the first event or after it. */
  Failure failure(String model, boolean stream, String directives) {
    try {
      if (!stream) {
        whole(model, says("What is the weather in Stockholm?"), directives);
      } else if (stream(model, says("What is the weather in Stockholm?"), directives).getLast()
          instanceof StreamEvent.Failed(var failure)) {
        return failure;
      }
    } catch (FailureException e) {
      return e.failure();
    }
    throw new AssertionError(model + " " + directives + " did not fail");
  }

  static Lease lease(String provider, String model) {
    VirtualKey key =
        new VirtualKey(
            "key_1",
            "prj_1",
            "test",
            "abcd",
            Set.of(Scope.CALL),
            List.of(),
            Instant.EPOCH,
            null,
            null,
            null);
    return new Gate().admit(key, List.of(provider + "/" + model), "native").lease(provider, model);
  }
}
