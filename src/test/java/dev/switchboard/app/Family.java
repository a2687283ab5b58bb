package dev.switchboard.app;

import dev.switchboard.http.Script;
import dev.switchboard.json.Json;
import java.time.Duration;
import java.util.List;

/** A provider's dialect, with what good and bad providers of it send. */
enum Family {
  OPENAI("openai", "/v1"),
  ANTHROPIC("anthropic", ""),
  GEMINI("gcp", "/v1beta");

  private final String kind;
  private final String path;

  Family(String kind, String path) {
    this.kind = kind;
    this.path = path;
  }

  /** One provider for a configuration; {@code more} are further settings. */
  String provider(String name, String address, String more) {
    return """
      %s: {kind: %s, base_url: "%s%s", api_key: "test-credential-1234", %s}
    """
        .formatted(name, kind, address, path, more);
  }

  Script whole(String text) {
    return switch (this) {
      case OPENAI -> Upstreams.answer(text);
      case ANTHROPIC -> AnthropicUpstreams.answer(text);
      case GEMINI -> GeminiUpstreams.whole(text);
    };
  }

  String wholeBody(String text) {
    return switch (this) {
      case OPENAI ->
          "{\"id\":\"c\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"m\",\"choices\":"
              + "[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":"
              + Json.quote(text)
              + "},\"finish_reason\":\"stop\"}]}";
      case ANTHROPIC -> AnthropicUpstreams.answerBody(text);
      case GEMINI -> GeminiUpstreams.answer(text);
    };
  }

  /** A whole answer that does not say why it ended. */
  String wholeWithoutReason(String text) {
    return wholeBody(text)
        .replace("\"finish_reason\":\"stop\"", "\"finish_reason\":null")
        .replace("\"stop_reason\":\"end_turn\"", "\"stop_reason\":null")
        .replace(", \"finishReason\":\"STOP\"", "");
  }

  String delta(String text) {
    return switch (this) {
      case OPENAI -> Upstreams.delta(text);
      case ANTHROPIC -> AnthropicUpstreams.delta(text);
      case GEMINI -> GeminiUpstreams.delta(text);
    };
  }

  /** What comes before the first text. */
  String start() {
    return this == ANTHROPIC ? AnthropicUpstreams.start() : "";
  }

  String finish() {
    return switch (this) {
      case OPENAI -> Upstreams.finish();
      case ANTHROPIC -> AnthropicUpstreams.end();
      case GEMINI -> GeminiUpstreams.finish();
    };
  }

  String terminator() {
    return switch (this) {
      case OPENAI -> Upstreams.done();
      case ANTHROPIC -> AnthropicUpstreams.stop();
      case GEMINI -> "";
    };
  }

  /** The head of a stream. */
  static Script head() {
    return Script.status(200).header("Content-Type", "text/event-stream").chunked();
  }

  /** A stream that has begun to say this. */
  Script begun(String text) {
    return head().chunk(start() + delta(text));
  }

  Script stream(String text) {
    return Script.sse(start() + delta(text), finish() + terminator());
  }

  /** A stream that comes late, or slowly. */
  Script slowStream(Duration first, Duration between, List<String> texts) {
    Script script = head().pause(first);
    String begin = start();
    for (String text : texts) {
      script = script.chunk(begin + delta(text)).pause(between);
      begin = "";
    }
    return script.chunk(finish() + terminator()).end();
  }

  /** A stream in the middle of a tool call's arguments. */
  Script toolCallBegun() {
    return head()
        .chunk(
            switch (this) {
              case OPENAI ->
                  "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\","
                      + "\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0,\"id\":\"t\","
                      + "\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"{\\\"a\\\":\"}}]},"
                      + "\"finish_reason\":null}]}\n\n";
              case ANTHROPIC ->
                  AnthropicUpstreams.start()
                      + AnthropicUpstreams.event(
                          "content_block_start",
                          "{\"type\":\"content_block_start\",\"index\":1,\"content_block\":{\"type\":"
                              + "\"tool_use\",\"id\":\"t\",\"name\":\"f\",\"input\":{}}}")
                      + AnthropicUpstreams.event(
                          "content_block_delta",
                          "{\"type\":\"content_block_delta\",\"index\":1,\"delta\":{\"type\":"
                              + "\"input_json_delta\",\"partial_json\":\"{\\\"a\\\":\"}}");
              case GEMINI ->
                  "data: {\"candidates\":[{\"content\":{\"role\":\"model\",\"parts\":[{\"functionCall\":"
                      + "{\"name\":\"f\",\"args\":{\"a\":1}}}]},\"index\":0}]}\n\n";
            });
  }

  /** An error's body, by what it is about. */
  String error(int status, String about) {
    return switch (this) {
      case OPENAI ->
          "{\"error\":{\"message\":\"%s\",\"type\":\"x\",\"code\":%s}}"
              .formatted(about, openAiCode(about));
      case ANTHROPIC ->
          "{\"type\":\"error\",\"error\":{\"type\":\"%s\",\"message\":\"%s\"}}"
              .formatted(anthropicType(status), anthropicMessage(about));
      case GEMINI ->
          "{\"error\":{\"code\":%d,\"message\":\"%s\",\"status\":\"%s\"}}"
              .formatted(status, geminiMessage(about), geminiStatus(status));
    };
  }

  /** An error in the middle of a stream. */
  String errorEvent() {
    return this == ANTHROPIC
        ? AnthropicUpstreams.event("error", error(529, "overloaded"))
        : "data: " + error(503, "overloaded") + "\n\n";
  }

  private static String openAiCode(String about) {
    return switch (about) {
      case "context" -> "\"context_length_exceeded\"";
      case "filter" -> "\"content_filter\"";
      default -> "null";
    };
  }

  private static String anthropicType(int status) {
    return switch (status) {
      case 400 -> "invalid_request_error";
      case 429 -> "rate_limit_error";
      case 529 -> "overloaded_error";
      default -> "api_error";
    };
  }

  private static String anthropicMessage(String about) {
    return switch (about) {
      case "context" -> "prompt is too long: 210000 tokens > 200000 maximum";
      case "filter" -> "Output blocked by content filtering policy";
      default -> about;
    };
  }

  private static String geminiMessage(String about) {
    return about.equals("context")
        ? "The input token count (1200000) exceeds the maximum number of tokens allowed (1048576)."
        : about;
  }

  private static String geminiStatus(int status) {
    return switch (status) {
      case 400 -> "INVALID_ARGUMENT";
      case 429 -> "RESOURCE_EXHAUSTED";
      case 503 -> "UNAVAILABLE";
      default -> "INTERNAL";
    };
  }
}
