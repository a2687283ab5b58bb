package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.http.FakeUpstream;
import dev.switchboard.http.Script;
import dev.switchboard.json.Json;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Answers that are given again where they are no conversations, and the word where none is. */
class MediaCacheTest {
  private static final String CACHE = "x-switchboard-cache";

  @TempDir static Path folder;
  private static FakeUpstream upstream;
  private static RunningGateway gateway;

  @BeforeAll
  static void start() {
    upstream = FakeUpstream.start();
    gateway = RunningGateway.start(folder, MediaProviders.config(upstream, "openai", "gcp"));
  }

  @AfterAll
  static void stop() {
    gateway.close();
    upstream.close();
  }

  @BeforeEach
  void answerAll() {
    upstream.forget();
    upstream.otherwise(MediaProviders::answer);
  }

  private static HttpResponse<String> cached(String path, String body) {
    return gateway.post(path, body, CACHE, "10m");
  }

  private static String word(HttpResponse<String> answer) {
    return answer.headers().firstValue(CACHE).orElse("");
  }

  private static String picture(String text) {
    ObjectNode body = Json.object().put("name", "kept").put("instructions", "").put("input", text);
    body.put("model", "openai/gpt-image-1");
    body.set("output_schema", MediaSamples.object("image", MediaSamples.media("image/png")));
    return Json.text(body);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "embeddings         | {\"model\":\"openai/text-embedding-3-small\",\"input\":\"a\"}",
        "images/generations | {\"model\":\"openai/gpt-image-1\",\"prompt\":\"a\"}",
        "audio/speech       | {\"model\":\"openai/gpt-4o-mini-tts\",\"voice\":\"v\",\"input\":\"a\"}",
      })
  void givesWorkAgainAtNoCost(String route, String body) {
    String path = "/v3/compat/" + route;
    HttpResponse<String> first = cached(path, body);
    assertThat(first.statusCode()).as(first.body()).isEqualTo(200);
    HttpResponse<String> second = cached(path, body);
    assertThat(word(first)).isEqualTo("miss");
    assertThat(word(second)).isEqualTo("hit");
    assertThat(second.body()).isEqualTo(first.body());
    assertThat(second.headers().firstValue("x-opper-cost")).contains("0");
    assertThat(upstream.requests()).hasSize(1);
    assertThat(word(cached(path, body.replace("\"a\"", "\"b\"")))).isEqualTo("miss");
  }

  @Test
  void keepsNoPictureThatIsAnAddress() {
    upstream.otherwise(_ ->
        Script.json(200, "{\"created\":1,\"data\":[{\"url\":\"https://example.com/a.png\"}]}"));
    String body = "{\"model\":\"openai/dall-e-3\",\"prompt\":\"x\",\"response_format\":\"url\"}";
    assertThat(word(cached("/v3/compat/images/generations", body))).isEqualTo("miss");
    assertThat(word(cached("/v3/compat/images/generations", body))).isEqualTo("miss");
  }

  @Test
  void givesACallOfSeveralStepsAgain() {
    JsonNode first = Json.parse(cached("/v3/call", picture("a fox")).body());
    HttpResponse<String> answer = cached("/v3/call", picture("a fox"));
    JsonNode second = Json.parse(answer.body());
    assertThat(word(answer)).isEqualTo("hit");
    assertThat(second.path("data")).isEqualTo(first.path("data"));
    assertThat(second.path("meta").path("cached").booleanValue()).isTrue();
    assertThat(second.path("meta").path("cost").decimalValue()).isZero();
    assertThat(second.path("meta").path("image_gen_calls").asInt()).isZero();
    assertThat(second.path("meta").path("trace_id"))
        .isNotEqualTo(first.path("meta").path("trace_id"));
    assertThat(upstream.requests()).hasSize(1);
  }

  @Test
  void givesNothingToAKeyThatMayNotAskTheModel() {
    assertThat(word(cached("/v3/call", picture("a hare")))).isEqualTo("miss");
    String narrow =
        gateway
            .managed("/keys", "{\"name\":\"narrow\",\"allowed_models\":[\"sandbox/echo\"]}")
            .path("key")
            .stringValue();
    HttpResponse<String> refused =
        gateway.send(
            HttpRequest.newBuilder(gateway.uri("/v3/call"))
                .header("Authorization", "Bearer " + narrow)
                .header(CACHE, "10m")
                .POST(HttpRequest.BodyPublishers.ofString(picture("a hare"))));
    assertThat(refused.statusCode()).as(refused.body()).isEqualTo(403);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/v3/compat/responses           | {\"model\":\"sandbox/chat\",\"input\":\"x\"}",
        "/v3/compat/v1beta/interactions | {\"model\":\"sandbox/chat\",\"input\":\"x\"}",
        "/v3/call/plan                  | {\"name\":\"a\",\"input\":\"x\"}",
      })
  void saysWhereNothingIsKept(String path, String body) {
    HttpResponse<String> answer = cached(path, body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(word(answer)).isEqualTo("none");
    assertThat(word(gateway.post(path, body, CACHE, "off"))).isEmpty();
  }
}
