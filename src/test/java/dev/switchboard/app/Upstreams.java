package dev.switchboard.app;

import dev.switchboard.http.Script;
import dev.switchboard.json.Json;
import java.math.BigDecimal;
import tools.jackson.databind.node.ObjectNode;

/** Answers as providers give them, in OpenAI's dialect. */
final class Upstreams {
  /** What {@link #answer} costs of {@code gpt-4o}, in USD: 1,000 tokens in and 10 out. */
  static final BigDecimal CHAT = new BigDecimal("0.0026");

  private Upstreams() {}

  /** A whole answer with that text. */
  static Script answer(String text) {
    ObjectNode body = Json.object();
    body.put("id", "chatcmpl-1");
    body.put("object", "chat.completion");
    body.put("created", 1_790_000_000);
    body.put("model", "gpt-4o-2024-08-06");
    ObjectNode choice = body.putArray("choices").addObject();
    choice.put("index", 0);
    choice.putObject("message").put("role", "assistant").put("content", text);
    choice.put("finish_reason", "stop");
    body.putObject("usage")
        .put("prompt_tokens", 1_000)
        .put("completion_tokens", 10)
        .put("total_tokens", 1_010);
    return Script.json(200, Json.text(body));
  }

  /** One event with more text. */
  static String delta(String text) {
    return "data: {\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1790000000,"
        + "\"model\":\"gpt-4o-2024-08-06\",\"choices\":[{\"index\":0,\"delta\":{\"content\":"
        + Json.quote(text)
        + "},\"finish_reason\":null}]}\n\n";
  }

  /** The event with the finish reason. */
  static String finish() {
    return "data: {\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1790000000,"
        + "\"model\":\"gpt-4o-2024-08-06\",\"choices\":[{\"index\":0,\"delta\":{},"
        + "\"finish_reason\":\"stop\"}]}\n\n";
  }

  /** The event with usage. */
  static String usage() {
    return "data: {\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1790000000,"
        + "\"model\":\"gpt-4o-2024-08-06\",\"choices\":[],\"usage\":{\"prompt_tokens\":1000,"
        + "\"completion_tokens\":10,\"total_tokens\":1010}}\n\n";
  }

  /** The last event. */
  static String done() {
    return "data: [DONE]\n\n";
  }

  /** A configuration whose provider {@code mock} is at that address and may take its time. */
  static String patient(String baseUrl) {
    return config(baseUrl)
        .replace("connect: 1s", "connect: 60s")
        .replace("first_event: 700ms, between_events: 700ms, total: 5s", "total: 90s");
  }

  /**
   * A configuration whose provider {@code mock} is at that address, without repetitions, and given
   * up after less than a second of silence: for tests of that alone.
   */
  static String config(String baseUrl) {
    return """
    providers:
      mock: {kind: openai, base_url: "%s", api_key: "test-credential-1234", retries: 0,
             timeouts: {connect: 1s, first_event: 700ms, between_events: 700ms, total: 5s}}
    """
        .formatted(baseUrl);
  }
}
