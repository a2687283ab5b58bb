package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.http.FakeUpstream;
import dev.switchboard.http.Script;
import dev.switchboard.json.Json;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Work that is no conversation takes the same path as chat: retries, other targets, defaults. */
class WorkRoutingTest {
  private static final String VECTOR =
      "{\"data\":[{\"index\":0,\"embedding\":[1]}],\"usage\":{\"prompt_tokens\":3}}";

  @TempDir static Path folder;
  private static FakeUpstream upstream;
  private static MediaGateway gateway;

  @BeforeAll
  static void start() {
    upstream = FakeUpstream.start();
    gateway =
        new MediaGateway(
            folder,
            """
            providers:
              patient: {kind: groq, base_url: "%s", api_key: "test-credential-1234", retries: 1}
              anthropic: {base_url: "%s", api_key: "test-credential-1234", retries: 0}
            models:
              vectors: {targets: [patient/x, sandbox/embed]}
              unfit: {targets: [anthropic/claude-sonnet-4-5, sandbox/embed]}
            defaults: {image: sandbox/image}
            """
                .formatted(upstream.uri("/v1"), upstream.uri("")));
  }

  @AfterAll
  static void stop() {
    gateway.close();
    upstream.close();
  }

  private static JsonNode spans(HttpResponse<byte[]> answer) {
    return Json.parse(
            gateway
                .gateway()
                .get("/v3/traces/" + answer.headers().firstValue("x-opper-trace-id").orElseThrow())
                .body())
        .path("data")
        .path("spans");
  }

  @Test
  void asksTheSameTargetAgainAfterAnErrorOfItsOwn() {
    upstream.enqueue(Script.json(500, "{}"), Script.json(200, VECTOR));
    HttpResponse<byte[]> answer =
        gateway.json("/embeddings", "{\"model\":\"patient/x\",\"input\":\"a\"}");
    assertThat(answer.statusCode()).as(MediaGateway.text(answer)).isEqualTo(200);
    assertThat(spans(answer)).hasSize(3);
  }

  @Test
  void asksTheNextTargetWhenTheFirstFailsOrDoesNotDoTheWork() {
    upstream.enqueue(Script.json(404, "{\"detail\":\"Not Found\"}"));
    HttpResponse<byte[]> missing =
        gateway.json("/embeddings", "{\"model\":\"vectors\",\"input\":\"a\"}");
    assertThat(missing.headers().firstValue("x-opper-served-provider")).contains("sandbox");
    upstream.enqueue(Script.resets(), Script.resets());
    HttpResponse<byte[]> reset =
        gateway.json("/embeddings", "{\"model\":\"vectors\",\"input\":\"a\"}");
    assertThat(reset.headers().firstValue("x-opper-served-provider")).contains("sandbox");
    HttpResponse<byte[]> unfit =
        gateway.json("/embeddings", "{\"model\":\"unfit\",\"input\":\"a\"}");
    assertThat(unfit.headers().firstValue("x-opper-served-provider")).contains("sandbox");
  }

  @Test
  void doesNotAskAnotherTargetForWhatTheFirstSaysIsWrong() {
    upstream.enqueue(Script.json(400, "{\"error\":{\"message\":\"too odd\"}}"));
    HttpResponse<byte[]> answer =
        gateway.json("/embeddings", "{\"model\":\"vectors\",\"input\":\"a\"}");
    assertThat(answer.statusCode()).isEqualTo(400);
  }

  @Test
  void takesTheOperatorsModelWhereTheCallerNamesNone() {
    HttpResponse<byte[]> answer =
        gateway.json("/images/generations", "{\"prompt\":\"x\",\"size\":\"16x16\"}");
    assertThat(answer.statusCode()).as(MediaGateway.text(answer)).isEqualTo(200);
    assertThat(answer.headers().firstValue("x-opper-served-model")).contains("image");
  }

  @Test
  void doesNotTakeAnAttemptThatBrokeOffForFree() {
    upstream.enqueue(Script.json(200, "<html>"));
    HttpResponse<byte[]> answer =
        gateway.json("/embeddings", "{\"model\":\"vectors\",\"input\":\"one two three\"}");
    JsonNode first = spans(answer).path(1);
    assertThat(first.path("meta").path("usage").path("input_tokens").asInt())
        .as(first.toString())
        .isPositive();
  }
}
