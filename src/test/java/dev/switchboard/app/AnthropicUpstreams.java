package dev.switchboard.app;

import dev.switchboard.http.Script;
import dev.switchboard.json.Json;
import tools.jackson.databind.node.ObjectNode;

/** Answers as providers give them, in Anthropic's dialect, and a provider of each dialect. */
final class AnthropicUpstreams {
  private AnthropicUpstreams() {}

  /** A whole answer with that text: 1,000 tokens in, 200 of them from a cache, and 10 out. */
  static Script answer(String text) {
    return Script.json(200, answerBody(text));
  }

  static String answerBody(String text) {
    ObjectNode body = Json.object();
    body.put("model", "claude-sonnet-4-5-20250929").put("id", "msg_01").put("type", "message");
    body.put("role", "assistant");
    body.putArray("content").addObject().put("type", "text").put("text", text);
    body.put("stop_reason", "end_turn").putNull("stop_sequence");
    body.putObject("usage")
        .put("input_tokens", 800)
        .put("cache_creation_input_tokens", 0)
        .put("cache_read_input_tokens", 200)
        .put("output_tokens", 10);
    return Json.text(body);
  }

  /** The events before the text. */
  static String start() {
    return event(
            "message_start",
            "{\"type\":\"message_start\",\"message\":{\"id\":\"msg_01\",\"type\":\"message\","
                + "\"role\":\"assistant\",\"model\":\"claude-sonnet-4-5-20250929\",\"content\":[],"
                + "\"stop_reason\":null,\"stop_sequence\":null,\"usage\":{\"input_tokens\":800,"
                + "\"cache_read_input_tokens\":200,\"output_tokens\":1}}}")
        + event(
            "content_block_start",
            "{\"type\":\"content_block_start\",\"index\":0,\"content_block\":"
                + "{\"type\":\"text\",\"text\":\"\"}}")
        + event("ping", "{\"type\": \"ping\"}");
  }

  /** More text. */
  static String delta(String text) {
    return event(
        "content_block_delta",
        "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":"
            + Json.quote(text)
            + "}     }");
  }

  /** The events after the text, without the last. */
  static String end() {
    return event("content_block_stop", "{\"type\":\"content_block_stop\",\"index\":0}")
        + event(
            "message_delta",
            "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\","
                + "\"stop_sequence\":null},\"usage\":{\"output_tokens\":10},\"x_new\":[1.0]}");
  }

  /** The last event. */
  static String stop() {
    return event("message_stop", "{\"type\":\"message_stop\"}");
  }

  static String event(String name, String data) {
    return "event: " + name + "\ndata: " + data + "\n\n";
  }

  /**
   * A configuration of three providers at one address: {@code claude}, {@code gpt}, {@code gem}.
   */
  static String config(String address) {
    String provider =
        """
          %s: {kind: %s, base_url: "%s", api_key: "test-credential-1234", retries: 0,
              timeouts: {connect: 1s, first_event: 700ms, between_events: 700ms, total: 5s}}
        """;
    return "providers:\n"
        + provider.formatted("claude", "anthropic", address)
        + provider.formatted("gpt", "openai", address + "/v1")
        + provider.formatted("gem", "gcp", address + "/v1beta");
  }
}
