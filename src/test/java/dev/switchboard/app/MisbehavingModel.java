package dev.switchboard.app;

import dev.switchboard.http.FakeUpstream;
import dev.switchboard.http.Script;
import dev.switchboard.json.Json;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A model that writes what a test tells it to, in the dialect of whoever asks: OpenAI, Anthropic or
 * Gemini, streaming or not, in a tool's arguments when it is made to call one.
 */
final class MisbehavingModel implements Function<FakeUpstream.Received, Script> {

  /** What the provider does not take, and answers with 400. */
  enum Refuses {
    NOTHING,
    SCHEMA_MODE,
    TOOLS_TOO
  }

  /**
   * What the model does from here on.
   *
   * @param ignoresTools whether it writes text although it is made to call a tool
   */
  record Mood(Refuses refuses, boolean ignoresTools, long seed) {}

  /** What is asked, in any dialect. */
  private record Asked(boolean schemaMode, @Nullable String tool, boolean stream) {}

  private final Deque<String> texts = new ArrayDeque<>();
  private Mood mood = new Mood(Refuses.NOTHING, false, 0);
  private Random random = new Random(0);
  private String last = "";

  /** Begins anew: these texts in this order, the last one for ever. */
  synchronized void say(Mood next, List<String> answers) {
    mood = next;
    random = new Random(next.seed());
    texts.clear();
    texts.addAll(answers);
    last = answers.getLast();
  }

  @Override
  public synchronized Script apply(FakeUpstream.Received request) {
    JsonNode body = Json.parse(request.body());
    String path = request.target();
    if (path.contains("/messages")) {
      Asked asked =
          new Asked(
              body.path("output_config").has("format"),
              text(body.path("tools").path(0).path("name")),
              body.path("stream").asBoolean(false));
      return answer(asked, this::anthropic);
    }
    if (path.contains("generateContent") || path.contains("streamGenerateContent")) {
      JsonNode config = body.path("generationConfig");
      JsonNode tool = body.path("tools").path(0).path("functionDeclarations").path(0);
      Asked asked =
          new Asked(
              config.has("responseJsonSchema") || config.has("responseSchema"),
              text(tool.path("name")),
              path.contains("streamGenerateContent"));
      return answer(asked, this::gemini);
    }
    Asked asked =
        new Asked(
            body.has("response_format"),
            text(body.path("tools").path(0).path("function").path("name")),
            body.path("stream").asBoolean(false));
    return answer(asked, this::openai);
  }

  private interface Dialect {
    Script write(@Nullable String tool, String text, boolean stream);
  }

  private Script answer(Asked asked, Dialect dialect) {
    boolean refused =
        switch (mood.refuses()) {
          case NOTHING -> false;
          case SCHEMA_MODE -> asked.schemaMode();
          case TOOLS_TOO -> asked.schemaMode() || asked.tool() != null;
        };
    if (refused) {
      return Script.json(400, "{\"error\":{\"message\":\"that is not supported here\"}}");
    }
    String text = texts.isEmpty() ? last : texts.poll();
    return dialect.write(mood.ignoresTools() ? null : asked.tool(), text, asked.stream());
  }

  private Script openai(@Nullable String tool, String text, boolean stream) {
    ObjectNode body = Json.object().put("id", "chatcmpl-1").put("model", "gpt-4o");
    body.put("created", 1_790_000_000);
    if (!stream) {
      ObjectNode choice = body.put("object", "chat.completion").putArray("choices").addObject();
      ObjectNode message = choice.put("index", 0).putObject("message").put("role", "assistant");
      choice.put("finish_reason", tool == null ? "stop" : "tool_calls");
      if (tool == null) {
        message.put("content", text);
      } else {
        ObjectNode call = message.putNull("content").putArray("tool_calls").addObject();
        call.put("id", "call_1").put("type", "function");
        call.putObject("function").put("name", tool).put("arguments", text);
      }
      body.putObject("usage").put("prompt_tokens", 9).put("completion_tokens", 9);
      return Script.json(200, Json.text(body));
    }
    List<String> events = new ArrayList<>();
    boolean begun = false;
    for (String piece : pieces(text)) {
      ObjectNode delta = Json.object();
      if (tool == null) {
        delta.put("content", piece);
      } else {
        ObjectNode call = delta.putArray("tool_calls").addObject().put("index", 0);
        if (!begun) {
          call.put("id", "call_1").put("type", "function");
        }
        ObjectNode function = call.putObject("function").put("arguments", piece);
        if (!begun) {
          function.put("name", tool);
        }
      }
      begun = true;
      events.add(chunk(body, delta, null));
    }
    events.add(chunk(body, Json.object(), tool == null ? "stop" : "tool_calls"));
    events.add("data: [DONE]\n\n");
    return Script.sse(events.toArray(String[]::new));
  }

  private static String chunk(ObjectNode head, ObjectNode delta, @Nullable String finish) {
    ObjectNode chunk = head.deepCopy().put("object", "chat.completion.chunk");
    ObjectNode choice = chunk.putArray("choices").addObject().put("index", 0);
    choice.set("delta", delta);
    choice.put("finish_reason", finish);
    return "data: " + Json.text(chunk) + "\n\n";
  }

  private Script anthropic(@Nullable String tool, String text, boolean stream) {
    ObjectNode message = Json.object().put("id", "msg_1").put("type", "message");
    message.put("role", "assistant").put("model", "claude-sonnet-4-5");
    message.putObject("usage").put("input_tokens", 9).put("output_tokens", 9);
    ObjectNode block = Json.object();
    JsonNode input = tool == null ? null : objectOf(text);
    if (tool != null && (stream || input != null)) {
      block.put("type", "tool_use").put("id", "toolu_1").put("name", tool);
      block.set("input", input == null || stream ? Json.object() : input);
    } else {
      block.put("type", "text").put("text", stream ? "" : text);
    }
    String reason = block.path("type").stringValue().equals("text") ? "end_turn" : "tool_use";
    if (!stream) {
      message.putArray("content").add(block);
      message.put("stop_reason", reason);
      return Script.json(200, Json.text(message));
    }
    message.putArray("content");
    List<String> events = new ArrayList<>();
    events.add(event("message_start", Json.object().set("message", message)));
    events.add(event("content_block_start", block("content_block", block)));
    for (String piece : pieces(text)) {
      ObjectNode delta =
          reason.equals("end_turn")
              ? Json.object().put("type", "text_delta").put("text", piece)
              : Json.object().put("type", "input_json_delta").put("partial_json", piece);
      events.add(event("content_block_delta", block("delta", delta)));
    }
    events.add(event("content_block_stop", Json.object().put("index", 0)));
    ObjectNode end = Json.object();
    end.putObject("delta").put("stop_reason", reason);
    end.putObject("usage").put("output_tokens", 9);
    events.add(event("message_delta", end));
    events.add(event("message_stop", Json.object()));
    return Script.sse(events.toArray(String[]::new));
  }

  private static ObjectNode block(String name, ObjectNode value) {
    ObjectNode data = Json.object().put("index", 0);
    data.set(name, value);
    return data;
  }

  private static String event(String type, ObjectNode data) {
    return "event: " + type + "\ndata: " + Json.text(data.put("type", type)) + "\n\n";
  }

  private Script gemini(@Nullable String tool, String text, boolean stream) {
    JsonNode args = tool == null ? null : objectOf(text);
    if (args != null) {
      ObjectNode part = Json.object();
      part.putObject("functionCall").put("name", tool).set("args", args);
      String answer = Json.text(candidate(part, "STOP"));
      return stream ? Script.sse("data: " + answer + "\r\n\r\n") : Script.json(200, answer);
    }
    if (!stream) {
      return Script.json(200, Json.text(candidate(Json.object().put("text", text), "STOP")));
    }
    List<String> events = new ArrayList<>();
    List<String> pieces = pieces(text);
    for (int i = 0; i < pieces.size(); i++) {
      ObjectNode part = Json.object().put("text", pieces.get(i));
      String finish = i + 1 == pieces.size() ? "STOP" : null;
      events.add("data: " + Json.text(candidate(part, finish)) + "\r\n\r\n");
    }
    return Script.sse(events.toArray(String[]::new));
  }

  private static ObjectNode candidate(ObjectNode part, @Nullable String finish) {
    ObjectNode body = Json.object().put("modelVersion", "gemini-2.5-flash");
    ObjectNode candidate = body.putArray("candidates").addObject().put("index", 0);
    candidate.putObject("content").put("role", "model").putArray("parts").add(part);
    if (finish != null) {
      candidate.put("finishReason", finish);
      body.putObject("usageMetadata").put("promptTokenCount", 9).put("candidatesTokenCount", 9);
    }
    return body;
  }

  /** The text cut at random; at least one piece. */
  private List<String> pieces(String text) {
    List<String> pieces = new ArrayList<>();
    int at = 0;
    while (at < text.length()) {
      int next = Math.min(text.length(), at + 1 + random.nextInt(24));
      if (next < text.length() && Character.isLowSurrogate(text.charAt(next))) {
        next++;
      }
      pieces.add(text.substring(at, next));
      at = next;
    }
    return pieces.isEmpty() ? List.of("") : pieces;
  }

  private static @Nullable JsonNode objectOf(String text) {
    try {
      JsonNode value = Json.parse(text);
      return value.isObject() ? value : null;
    } catch (dev.switchboard.json.InvalidJsonException _) {
      return null;
    }
  }

  private static @Nullable String text(JsonNode node) {
    return node.isString() ? node.stringValue() : null;
  }
}
