package dev.switchboard.app;

import dev.switchboard.http.Script;
import dev.switchboard.json.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** A provider's dialect, with what good and bad providers of it send. */
enum Family {
  OPENAI("openai", "/v1"),
  ANTHROPIC("anthropic", ""),
  GEMINI("gcp", "/v1beta"),
  RESPONSES("openai", "/v1"),
  BEDROCK("aws", ""),
  COHERE("cohere", ""),
  OLLAMA("ollama-native", "");

  private final String kind;
  private final String path;

  Family(String kind, String path) {
    this.kind = kind;
    this.path = path;
  }

  /** The family whose answers a provider of this one gives to that request. */
  Family at(String target) {
    return this == OPENAI && target.contains("/responses") ? RESPONSES : this;
  }

  /** The name of a model that is called in this family's dialect on every surface. */
  String model(String mark) {
    return switch (this) {
      case RESPONSES -> mark + "-pro";
      case ANTHROPIC, BEDROCK -> "claude-sonnet-4-5-" + mark;
      default -> mark;
    };
  }

  /** One provider for a configuration; {@code more} are further settings. */
  String provider(String name, String address, String more) {
    String region =
        switch (this) {
          case BEDROCK -> "region: eu-north-1, ";
          case OPENAI, RESPONSES -> "responses: true, ";
          default -> "";
        };
    return """
      %s: {kind: %s, %sbase_url: "%s%s", api_key: "test-credential-1234", %s}
    """
        .formatted(name, kind, region, address, path, more);
  }

  Script whole(String text) {
    return switch (this) {
      case OPENAI -> Upstreams.answer(text);
      case ANTHROPIC -> AnthropicUpstreams.answer(text);
      case GEMINI -> GeminiUpstreams.whole(text);
      case RESPONSES, BEDROCK, COHERE, OLLAMA -> Script.json(200, wholeBody(text));
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
      case RESPONSES -> ResponseUpstreams.responseBody(text);
      case BEDROCK -> BedrockUpstreams.answerBody(text);
      case COHERE ->
          "{\"id\":\"a\",\"finish_reason\":\"COMPLETE\",\"message\":{\"role\":\"assistant\",\"content\":"
              + "[{\"type\":\"text\",\"text\":"
              + Json.quote(text)
              + "}]}}";
      case OLLAMA ->
          "{\"model\":\"m\",\"message\":{\"role\":\"assistant\",\"content\":"
              + Json.quote(text)
              + "},\"done\":true,\"done_reason\":\"stop\"}";
    };
  }

  /** A whole answer that does not say why it ended. */
  String wholeWithoutReason(String text) {
    return wholeBody(text)
        .replace("\"finish_reason\":\"stop\"", "\"finish_reason\":null")
        .replace("\"stop_reason\":\"end_turn\"", "\"stop_reason\":null")
        .replace(", \"finishReason\":\"STOP\"", "")
        .replace("\"status\":\"completed\",\"model\"", "\"status\":\"in_progress\",\"model\"")
        .replace(",\"stopReason\":\"end_turn\"", "")
        .replace("\"finish_reason\":\"COMPLETE\",", "")
        .replace(",\"done\":true,\"done_reason\":\"stop\"", ",\"done\":false");
  }

  String delta(String text) {
    return switch (this) {
      case OPENAI -> Upstreams.delta(text);
      case ANTHROPIC -> AnthropicUpstreams.delta(text);
      case GEMINI -> GeminiUpstreams.delta(text);
      case RESPONSES -> ResponseUpstreams.delta(text);
      case BEDROCK -> BedrockUpstreams.delta(text);
      case COHERE ->
          "event: content-delta\ndata: {\"type\":\"content-delta\",\"index\":0,\"delta\":"
              + "{\"message\":{\"content\":{\"text\":"
              + Json.quote(text)
              + "}}}}\n\n";
      case OLLAMA ->
          "{\"model\":\"m\",\"message\":{\"role\":\"assistant\",\"content\":"
              + Json.quote(text)
              + "},\"done\":false}\n";
    };
  }

  /** What comes before the first text. */
  String start() {
    return switch (this) {
      case ANTHROPIC -> AnthropicUpstreams.start();
      case RESPONSES -> ResponseUpstreams.start();
      case BEDROCK -> BedrockUpstreams.start();
      case COHERE -> "event: message-start\ndata: {\"type\":\"message-start\",\"id\":\"a\"}\n\n";
      case OPENAI, GEMINI, OLLAMA -> "";
    };
  }

  String finish() {
    return switch (this) {
      case OPENAI -> Upstreams.finish();
      case ANTHROPIC -> AnthropicUpstreams.end();
      case GEMINI -> GeminiUpstreams.finish();
      case RESPONSES -> ResponseUpstreams.end();
      case BEDROCK -> BedrockUpstreams.stop();
      case COHERE ->
          "event: message-end\ndata: {\"type\":\"message-end\",\"delta\":{\"finish_reason\":"
              + "\"COMPLETE\",\"usage\":{\"tokens\":{\"input_tokens\":26,\"output_tokens\":7}}}}\n\n";
      case OLLAMA ->
          "{\"model\":\"m\",\"message\":{\"role\":\"assistant\",\"content\":\"\"},\"done\":true,"
              + "\"done_reason\":\"stop\",\"prompt_eval_count\":26,\"eval_count\":7}\n";
    };
  }

  String terminator() {
    return switch (this) {
      case OPENAI -> Upstreams.done();
      case ANTHROPIC -> AnthropicUpstreams.stop();
      case BEDROCK -> BedrockUpstreams.metadata();
      case GEMINI, RESPONSES, COHERE, OLLAMA -> "";
    };
  }

  /** What a stream may say between its events. */
  String noise() {
    return this == BEDROCK || this == OLLAMA ? "" : ": still here\n\n";
  }

  /** The same stream with one more chunk. */
  Script chunk(Script script, String text) {
    return this == BEDROCK
        ? script.chunk(text.getBytes(StandardCharsets.ISO_8859_1))
        : script.chunk(text);
  }

  /** The head of a stream. */
  Script head() {
    String type =
        switch (this) {
          case BEDROCK -> "application/vnd.amazon.eventstream";
          case OLLAMA -> "application/x-ndjson";
          default -> "text/event-stream";
        };
    return Script.status(200).header("Content-Type", type).chunked();
  }

  /** A stream that has begun to say this. */
  Script begun(String text) {
    return chunk(head(), start() + delta(text));
  }

  Script stream(String text) {
    return chunk(begun(text), finish() + terminator()).end();
  }

  /** A stream that comes late, or slowly. */
  Script slowStream(Duration first, Duration between, List<String> texts) {
    Script script = head().pause(first);
    String begin = start();
    for (String text : texts) {
      script = chunk(script, begin + delta(text)).pause(between);
      begin = "";
    }
    return chunk(script, finish() + terminator()).end();
  }

  /** A stream in the middle of a tool call's arguments. */
  Script toolCallBegun() {
    return chunk(
        head(),
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
          case RESPONSES ->
              ResponseUpstreams.begun()
                  + ResponseUpstreams.event(
                      "{\"type\":\"response.output_item.added\",\"output_index\":0,\"item\":{\"type\":"
                          + "\"function_call\",\"id\":\"fc_1\",\"call_id\":\"t\",\"name\":\"f\","
                          + "\"arguments\":\"\",\"status\":\"in_progress\"}}")
                  + ResponseUpstreams.event(
                      "{\"type\":\"response.function_call_arguments.delta\",\"output_index\":0,"
                          + "\"item_id\":\"fc_1\",\"delta\":\"{\\\"a\\\":\"}");
          case BEDROCK -> BedrockUpstreams.start() + BedrockUpstreams.toolCall();
          case COHERE ->
              start()
                  + "event: tool-call-start\ndata: {\"type\":\"tool-call-start\",\"index\":0,"
                  + "\"delta\":{\"message\":{\"tool_calls\":{\"id\":\"t\",\"type\":\"function\","
                  + "\"function\":{\"name\":\"f\",\"arguments\":\"{\\\"a\\\":\"}}}}}\n\n";
          case OLLAMA ->
              "{\"model\":\"m\",\"message\":{\"role\":\"assistant\",\"content\":\"\",\"tool_calls\":"
                  + "[{\"function\":{\"name\":\"f\",\"arguments\":{\"a\":1}}}]},\"done\":false}\n";
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
      case RESPONSES -> OPENAI.error(status, about);
      case BEDROCK ->
          "{\"message\":\"%s\"}"
              .formatted(
                  about.equals("context") ? "Input is too long for requested model." : about);
      case COHERE ->
          "{\"message\":\"%s\"}"
              .formatted(
                  about.equals("context")
                      ? "too many tokens: total number of tokens in the prompt exceeds the limit"
                      : about);
      case OLLAMA ->
          "{\"error\":\"%s\"}"
              .formatted(
                  about.equals("context")
                      ? "prompt too long; exceeded max context length by 20 tokens"
                      : about);
    };
  }

  /** An error in the middle of a stream. */
  String errorEvent() {
    return switch (this) {
      case ANTHROPIC -> AnthropicUpstreams.event("error", error(529, "overloaded"));
      case OPENAI, GEMINI -> "data: " + error(503, "overloaded") + "\n\n";
      case RESPONSES ->
          ResponseUpstreams.event(
              "{\"type\":\"error\",\"code\":\"server_error\",\"message\":\"overloaded\"}");
      case BEDROCK -> BedrockUpstreams.exception("modelStreamErrorException", "overloaded");
      case COHERE ->
          "event: message-end\ndata: {\"type\":\"message-end\",\"delta\":{\"finish_reason\":"
              + "\"ERROR\"}}\n\n";
      case OLLAMA -> "{\"error\":\"overloaded\"}\n";
    };
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
      case 401 -> "authentication_error";
      case 403 -> "permission_error";
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
      case 401 -> "UNAUTHENTICATED";
      case 403 -> "PERMISSION_DENIED";
      case 429 -> "RESOURCE_EXHAUSTED";
      case 503 -> "UNAVAILABLE";
      default -> "INTERNAL";
    };
  }
}
