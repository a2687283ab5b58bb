package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.http.FakeUpstream;
import dev.switchboard.http.Script;
import dev.switchboard.json.Json;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Ollama's own API behind the gateway, over real sockets. */
class OllamaRouteTest {
  private static final String CHAT = "/v3/compat/chat/completions";
  private static final String END =
      "{\"model\":\"llama3\",\"message\":{\"role\":\"assistant\",\"content\":\"\"},\"done\":true,"
          + "\"done_reason\":\"stop\",\"prompt_eval_count\":26,\"eval_count\":7}";

  @TempDir Path folder;
  private FakeUpstream upstream;
  private RunningGateway gateway;

  @BeforeEach
  void start() {
    upstream = FakeUpstream.start();
    gateway =
        RunningGateway.start(
            folder,
            "providers: {mock: {kind: ollama-native, retries: 0, base_url: \"%s\"}}"
                .formatted(upstream.uri("")));
  }

  @AfterEach
  void stop() {
    gateway.close();
    upstream.close();
  }

  @Test
  void asksItsOwnRoute() {
    upstream.enqueue(Script.json(200, END.replace("\"content\":\"\"", "\"content\":\"hello\"")));
    HttpResponse<String> answer = gateway.post(CHAT, body(false));
    assertThat(Json.parse(answer.body()).at("/choices/0/message/content").stringValue())
        .isEqualTo("hello");
    FakeUpstream.Received sent = upstream.takeRequest();
    assertThat(sent.target()).isEqualTo("/api/chat");
    assertThat(sent.headers().contains("authorization")).isFalse();
    assertThat(sent.body())
        .isEqualTo(
            "{\"model\":\"llama3\",\"stream\":false,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}");
  }

  @Test
  void streamsLinesAsEvents() {
    upstream.enqueue(
        lines(
            line("Hel") + "\n" + line("l").substring(0, 20),
            line("l").substring(20) + "\n" + line("o") + "\n" + END));
    HttpResponse<String> answer = gateway.post(CHAT, body(true));
    assertThat(answer.body())
        .contains("\"content\":\"Hel\"", "\"content\":\"l\"", "\"content\":\"o\"")
        .contains("\"finish_reason\":\"stop\"");
    JsonNode call = gateway.traceOf(answer).path("spans").get(0);
    assertThat(call.path("meta").path("usage").path("output_tokens").asInt()).isEqualTo(7);
  }

  @Test
  void neverPresentsACutStreamAsWhole() {
    upstream.enqueue(lines(line("Hel") + "\n"));
    assertThat(gateway.post(CHAT, body(true)).body())
        .contains("\"error\"")
        .doesNotContain("\"finish_reason\":\"stop\"");
  }

  private static String line(String text) {
    return "{\"model\":\"llama3\",\"message\":{\"role\":\"assistant\",\"content\":"
        + Json.quote(text)
        + "},\"done\":false}";
  }

  private static Script lines(String... chunks) {
    Script script = Script.status(200).header("Content-Type", "application/x-ndjson").chunked();
    for (String chunk : chunks) {
      script = script.chunk(chunk);
    }
    return script.end();
  }

  private static String body(boolean stream) {
    return "{\"model\":\"mock/llama3\",\"stream\":"
        + stream
        + ",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
  }
}
