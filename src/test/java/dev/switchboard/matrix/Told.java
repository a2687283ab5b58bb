package dev.switchboard.matrix;

import dev.switchboard.ir.ChatResponse;
import dev.switchboard.ir.Content;
import dev.switchboard.ir.StopReason;
import dev.switchboard.ir.StreamEvent;
import dev.switchboard.ir.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Something that an answer can say.
 *
 * @param nearest whether the nearest word will do for a caller whose dialect has none for it
 * @param meant what of the answer must arrive
 */
record Told(
    String name, boolean nearest, ChatResponse answer, Function<ChatResponse, Object> meant) {
  private static final Usage COUNTED = Usage.of(100, 20);
  private static final Content HELLO = new Content.Text("Hello, wörld 👋.");

  static List<Told> all() {
    List<Told> all = new ArrayList<>();
    all.add(new Told("text of the answer", false, answer(HELLO), Told::parts));
    all.add(
        new Told(
            "thought before the text",
            false,
            answer(new Content.Reasoning("They greet.", null), HELLO),
            Told::parts));
    all.add(
        new Told(
            "parallel calls, text before them",
            false,
            ending(
                StopReason.TOOL_CALLS,
                COUNTED,
                HELLO,
                call("call_a", "get_weather", "{\"city\":\"Paris\"}"),
                call("call_b", "get_weather", "{\"city\":\"Rome\"}"),
                call("call_c", "get_time", "{}")),
            Told::parts));
    for (StopReason reason :
        List.of(
            StopReason.END,
            StopReason.STOP_SEQUENCE,
            StopReason.MAX_TOKENS,
            StopReason.TOOL_CALLS,
            StopReason.CONTENT_FILTER,
            StopReason.REFUSAL)) {
      all.add(stop(reason));
    }
    all.add(used("tokens in and out", COUNTED, u -> u.inputTotal() + "/" + u.outputTotal()));
    all.add(used("tokens read from a cache", counts(60, 40, 0, 20, 0), Usage::cacheRead));
    all.add(used("tokens written to a cache", counts(60, 0, 40, 20, 0), Usage::cacheWrite));
    all.add(used("tokens of thoughts", counts(100, 0, 0, 15, 5), Usage::reasoning));
    return List.copyOf(all);
  }

  private static Told stop(StopReason reason) {
    Content content = reason == StopReason.TOOL_CALLS ? call("call_a", "get_weather", "{}") : HELLO;
    return new Told(
        "stop reason: " + reason.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' '),
        true,
        ending(reason, COUNTED, content),
        ChatResponse::stopReason);
  }

  private static Told used(String name, Usage usage, Function<Usage, Object> meant) {
    return new Told(
        name,
        true,
        ending(StopReason.END, usage, HELLO),
        answer -> meant.apply(answer.usage()) + " of " + total(answer.usage()));
  }

  private static long total(Usage usage) {
    return usage.inputTotal() + usage.outputTotal();
  }

  private static Usage counts(long fresh, long read, long written, long output, long reasoning) {
    return new Usage(
        fresh, read, written, 0, 0, 0, output, reasoning, 0, 0, Usage.Source.REPORTED, null);
  }

  private static Content call(String id, String name, String arguments) {
    return new Content.ToolCall(id, name, arguments, null);
  }

  private static ChatResponse answer(Content... content) {
    return ending(StopReason.END, COUNTED, content);
  }

  private static ChatResponse ending(StopReason reason, Usage usage, Content... content) {
    return new ChatResponse(
        "answer-1",
        "m",
        List.of(content),
        reason,
        "",
        reason == StopReason.STOP_SEQUENCE ? "END" : null,
        usage);
  }

  private static Object parts(ChatResponse answer) {
    return Likeness.answer(answer.content());
  }

  /** Whether it has thoughts, which some callers must ask for. */
  boolean thinks() {
    return answer.content().stream().anyMatch(Content.Reasoning.class::isInstance);
  }

  /** The answer as it grows, its calls with interleaved deltas. */
  List<StreamEvent> events() {
    return events(answer);
  }

  static List<StreamEvent> events(ChatResponse answer) {
    List<StreamEvent> events = new ArrayList<>();
    events.add(new StreamEvent.Started(answer.id(), answer.reportedModel(), null));
    List<Content.ToolCall> calls = new ArrayList<>();
    for (Content part : answer.content()) {
      switch (part) {
        case Content.Text text ->
            halves(text.text()).forEach(half -> events.add(new StreamEvent.TextDelta(half)));
        case Content.Reasoning thought ->
            halves(thought.text())
                .forEach(half -> events.add(new StreamEvent.ReasoningDelta(half)));
        case Content.Refusal refusal -> events.add(new StreamEvent.RefusalDelta(refusal.text()));
        case Content.ToolCall call -> {
          events.add(new StreamEvent.ToolCallStarted(calls.size(), call.id(), call.name(), null));
          calls.add(call);
        }
        case Content.Image _,
            Content.Audio _,
            Content.Video _,
            Content.Document _,
            Content.ToolResult _,
            Content.CachePoint _,
            Content.Opaque _ ->
            throw new IllegalStateException(part.toString());
      }
    }
    interleave(calls, events);
    events.add(
        new StreamEvent.Finished(
            answer.stopReason(), answer.rawStopReason(), answer.stopSequence(), answer.usage()));
    return events;
  }

  private static void interleave(List<Content.ToolCall> calls, List<StreamEvent> events) {
    int longest = calls.stream().mapToInt(call -> call.arguments().length()).max().orElse(0);
    for (int at = 0; at < longest; at += 5) {
      for (int call = calls.size() - 1; call >= 0; call--) {
        String arguments = calls.get(call).arguments();
        if (at < arguments.length()) {
          events.add(
              new StreamEvent.ToolCallDelta(
                  call, arguments.substring(at, Math.min(at + 5, arguments.length()))));
        }
      }
    }
    for (int call = 0; call < calls.size(); call++) {
      events.add(new StreamEvent.ToolCallEnded(call));
    }
  }

  private static List<String> halves(String text) {
    int middle = text.offsetByCodePoints(0, text.codePointCount(0, text.length()) / 2);
    return List.of(text.substring(0, middle), text.substring(middle));
  }
}
