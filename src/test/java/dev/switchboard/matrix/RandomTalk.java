package dev.switchboard.matrix;

import dev.switchboard.ir.ChatRequest;
import dev.switchboard.ir.ChatResponse;
import dev.switchboard.ir.Content;
import dev.switchboard.ir.Message;
import dev.switchboard.ir.Role;
import dev.switchboard.ir.StopReason;
import dev.switchboard.ir.ToolChoice;
import dev.switchboard.ir.Usage;
import dev.switchboard.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Conversations and answers that nobody thought of; the same for the same seed. */
final class RandomTalk {
  private static final String[] WORDS = {
    "hello",
    "ö",
    "👋🏽",
    "line\nbreak",
    "\"quoted\"",
    "\\",
    "data: x",
    "[DONE]",
    "\u2028",
    "{}",
    "tab\t"
  };

  private final Random random;
  private int calls;

  RandomTalk(long seed) {
    this.random = new Random(seed);
  }

  /** Turns of both sides with rounds of up to four parallel calls. */
  ChatRequest conversation() {
    List<Message> messages = new ArrayList<>();
    if (random.nextBoolean()) {
      messages.add(Message.text(Role.SYSTEM, text()));
    }
    messages.add(Message.text(Role.USER, text()));
    int turns = random.nextInt(4);
    for (int turn = 0; turn < turns; turn++) {
      if (random.nextBoolean()) {
        round(messages);
      } else {
        messages.add(Message.text(Role.ASSISTANT, text()));
      }
      messages.add(Message.text(Role.USER, text()));
    }
    return Asked.request(messages.toArray(Message[]::new))
        .withTools(Asked.functions(), new ToolChoice.Auto());
  }

  private void round(List<Message> messages) {
    List<Content> turn = new ArrayList<>();
    if (random.nextBoolean()) {
      turn.add(new Content.Text(text()));
    }
    List<Content> results = new ArrayList<>();
    int width = 1 + random.nextInt(4);
    for (int i = 0; i < width; i++) {
      Content.ToolCall call = call();
      turn.add(call);
      results.add(
          new Content.ToolResult(
              call.id(), call.name(), List.of(new Content.Text(arguments())), false));
    }
    messages.add(new Message(Role.ASSISTANT, turn, null));
    messages.add(new Message(Role.TOOL, results, null));
  }

  /** A thought or none, a text or none, up to five calls; never empty. */
  ChatResponse answer() {
    List<Content> content = new ArrayList<>();
    if (random.nextInt(3) == 0) {
      content.add(new Content.Reasoning(text(), null));
    }
    int width = random.nextInt(6);
    if (width == 0 || random.nextBoolean()) {
      content.add(new Content.Text(text()));
    }
    for (int i = 0; i < width; i++) {
      content.add(call());
    }
    int cached = random.nextInt(50);
    int thought = random.nextInt(20);
    Usage usage =
        new Usage(
            1 + random.nextInt(1_000),
            cached,
            0,
            0,
            0,
            0,
            1 + random.nextInt(100),
            thought,
            0,
            0,
            Usage.Source.REPORTED,
            null);
    StopReason reason =
        width > 0
            ? StopReason.TOOL_CALLS
            : random.nextBoolean() ? StopReason.END : StopReason.MAX_TOKENS;
    return new ChatResponse("answer-1", "m", content, reason, "", null, usage);
  }

  private Content.ToolCall call() {
    String name = random.nextBoolean() ? "get_weather" : "get_time";
    return new Content.ToolCall("call_" + calls++, name, arguments(), null);
  }

  private String arguments() {
    return Json.text(Json.object().put("city", text()).put("n", random.nextInt(10)));
  }

  private String text() {
    StringBuilder text = new StringBuilder("w");
    int words = 1 + random.nextInt(5);
    for (int i = 0; i < words; i++) {
      text.append(WORDS[random.nextInt(WORDS.length)]).append(i);
    }
    return text.toString();
  }
}
