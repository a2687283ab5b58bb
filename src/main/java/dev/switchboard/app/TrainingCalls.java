package dev.switchboard.app;

import dev.switchboard.http.UpstreamResponse;
import dev.switchboard.json.Json;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the gateway of a {@link Training} is asked: passed on and translated, whole and as streams.
 * Its providers are itself, so that one process is caller, gateway and provider of every dialect.
 */
final class TrainingCalls {
  private static final String CHAT = "/v3/compat/chat/completions";
  private static final String MODEL = SandboxCatalog.PROVIDER + "/chat";
  private static final int MAX_STREAM_BYTES = 1 << 20;

  private TrainingCalls() {}

  /**
   * The configuration of a gateway whose providers are a gateway.
   *
   * @param gateway its address, without a path
   */
  static String providers(String gateway, String key) {
    return """
    providers:
      openai-self: { kind: openai, base_url: "%1$s/v3/compat", api_key: %2$s }
      claude-self: { kind: anthropic, base_url: "%1$s/v3/compat", api_key: %2$s }
    """
        .formatted(gateway, key);
  }

  /** One call after the other, so many of each kind. */
  static void make(ApiClient client, int rounds) {
    ObjectNode declared = call("openai-self/" + MODEL);
    ObjectNode passedOn = chat("openai-self/" + MODEL);
    ObjectNode translated = chat("claude-self/" + MODEL);
    for (int i = 0; i < rounds; i++) {
      client.post("/v3/call", declared);
      client.post(CHAT, passedOn);
      client.post(CHAT, translated);
      drain(client.stream(CHAT, passedOn.deepCopy().put("stream", true)));
    }
    drain(client.stream("/v3/call/stream", declared));
    client.get("/health/ready");
  }

  private static void drain(UpstreamResponse stream) {
    try (stream) {
      stream.body().readAll(MAX_STREAM_BYTES);
    }
  }

  private static ObjectNode call(String model) {
    ObjectNode call = Json.object();
    call.put("name", "respond");
    call.put("model", model);
    call.put("instructions", "Respond in Swedish");
    call.put("input", "What are the benefits of using an AI gateway?");
    return call;
  }

  private static ObjectNode chat(String model) {
    ObjectNode chat = Json.object();
    chat.put("model", model);
    chat.putArray("messages").addObject().put("role", "user").put("content", "Good day");
    return chat;
  }
}
