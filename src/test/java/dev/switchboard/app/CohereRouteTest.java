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
  void embedsTextsAndSaysWhatTheyAreFor() {
    upstream.enqueue(
        Script.json(
            200,
            "{\"id\":\"e\",\"embeddings\":{\"float\":[[0.5,1.0],[2,3]]},\"meta\":{\"billed_units\":"
                + "{\"input_tokens\":5}}}"));
    HttpResponse<String> answer =
        gateway.post(
            "/v3/compat/embeddings",
            "{\"model\":\"mock/embed-v4.0\",\"input\":[\"a\",\"b\"],\"dimensions\":256,"
                + "\"input_type\":\"search_query\"}");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    JsonNode body = Json.parse(answer.body());
    assertThat(body.at("/data/1/embedding/0").asDouble()).isEqualTo(2);
    assertThat(body.at("/usage/prompt_tokens").asInt()).isEqualTo(5);
    FakeUpstream.Received sent = upstream.takeRequest();
    assertThat(sent.target()).isEqualTo("/v2/embed");
    assertThat(Json.parse(sent.body()))
        .isEqualTo(
            Json.parse(
                "{\"model\":\"embed-v4.0\",\"input_type\":\"search_query\",\"embedding_types\":[\"float\"],"
                    + "\"truncate\":\"NONE\",\"output_dimension\":256,\"texts\":[\"a\",\"b\"]}"));
  }

  @Test
  void saysWhichPurposeItChoseForVectorsWithoutOne() {
    upstream.enqueue(Script.json(200, "{\"embeddings\":{\"float\":[[0.5]]}}"));
    HttpResponse<String> answer =
        gateway.post("/v3/compat/embeddings", "{\"model\":\"mock/embed-v4.0\",\"input\":\"a\"}");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.headers().firstValue("x-switchboard-fidelity").orElse(""))
        .contains("approximated=input_type");
    assertThat(upstream.takeRequest().body()).contains("\"search_document\"");
  }

  @Test
  void asksForNoMoreThan96TextsAtOnce() {
    String vectors = "[0.5],".repeat(95) + "[0.5]";
    upstream.enqueue(Script.json(200, "{\"embeddings\":{\"float\":[" + vectors + "]}}"));
    upstream.enqueue(Script.json(200, "{\"embeddings\":{\"float\":[[0.25]]}}"));
    String texts = "\"a\",".repeat(96) + "\"b\"";
    HttpResponse<String> answer =
        gateway.post(
            "/v3/compat/embeddings", "{\"model\":\"mock/embed-v4.0\",\"input\":[" + texts + "]}");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(Json.parse(answer.body()).at("/data/96/embedding/0").asDouble()).isEqualTo(0.25);
    assertThat(upstream.requests()).hasSize(2);
  }

  @Test
  void failsWhereVectorsAreMissing() {
    upstream.enqueue(Script.json(200, "{\"embeddings\":{\"float\":[[0.5]]}}"));
    HttpResponse<String> answer =
        gateway.post(
            "/v3/compat/embeddings", "{\"model\":\"mock/embed-v4.0\",\"input\":[\"a\",\"b\"]}");
    assertThat(answer.statusCode()).isEqualTo(502);
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
