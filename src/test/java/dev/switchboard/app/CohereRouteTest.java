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

/** Cohere behind the gateway, over real sockets. */
class CohereRouteTest {
  private static final String CHAT = "/v3/compat/chat/completions";
  private static final String START =
      "event: message-start\ndata: {\"type\":\"message-start\",\"id\":\"a\"}\n\n";
  private static final String DELTA =
      "event: content-delta\ndata: {\"type\":\"content-delta\",\"index\":0,\"delta\":{\"message\":"
          + "{\"content\":{\"text\":\"hello\"}}}}\n\n";
  private static final String END =
      "event: message-end\ndata: {\"type\":\"message-end\",\"delta\":{\"finish_reason\":\"COMPLETE\","
          + "\"usage\":{\"tokens\":{\"input_tokens\":26,\"output_tokens\":7}}}}\n\n";

  @TempDir Path folder;
  private FakeUpstream upstream;
  private RunningGateway gateway;

  @BeforeEach
  void start() {
    upstream = FakeUpstream.start();
    gateway =
        RunningGateway.start(
            folder,
            "providers: {mock: {kind: cohere, api_key: co-key-1, retries: 0, base_url: \"%s\"}}"
                .formatted(upstream.uri("")));
  }

  @AfterEach
  void stop() {
    gateway.close();
    upstream.close();
  }

  @Test
  void asksItsOwnRoute() {
    upstream.enqueue(
        Script.json(
            200,
            "{\"id\":\"a\",\"finish_reason\":\"COMPLETE\",\"message\":{\"role\":\"assistant\","
                + "\"content\":[{\"type\":\"text\",\"text\":\"hello\"}]}}"));
    HttpResponse<String> answer = gateway.post(CHAT, body(false));
    assertThat(Json.parse(answer.body()).at("/choices/0/message/content").stringValue())
        .isEqualTo("hello");
    FakeUpstream.Received sent = upstream.takeRequest();
    assertThat(sent.target()).isEqualTo("/v2/chat");
    assertThat(sent.headers().first("authorization")).contains("Bearer co-key-1");
    assertThat(sent.body())
        .isEqualTo(
            "{\"model\":\"command-a-03-2025\",\"stream\":false,\"messages\":"
                + "[{\"role\":\"user\",\"content\":\"Hi\"}]}");
  }

  @Test
  void tellsItsStreamInTheCallersDialect() {
    upstream.enqueue(Script.sse(START, DELTA, END));
    HttpResponse<String> answer = gateway.post(CHAT, body(true));
    assertThat(answer.body())
        .contains("\"content\":\"hello\"")
        .contains("\"finish_reason\":\"stop\"");
    JsonNode call = gateway.traceOf(answer).path("spans").get(0);
    assertThat(call.path("meta").path("usage").path("output_tokens").asInt()).isEqualTo(7);
  }

  @Test
  void neverPresentsACutStreamAsWhole() {
    upstream.enqueue(Script.sse(START, DELTA));
    assertThat(gateway.post(CHAT, body(true)).body())
        .contains("\"error\"")
        .doesNotContain("\"finish_reason\":\"stop\"");
  }

  private static String body(boolean stream) {
    return "{\"model\":\"mock/command-a-03-2025\",\"stream\":"
        + stream
        + ",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
  }
}
