package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.http.FakeUpstream;
import dev.switchboard.json.Json;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Whose call the simulator looks at, and what its headers would say. */
class SimulatedCallerTest {
  private static final String PATH = "/v3/compat/chat/completions";

  @TempDir static Path folder;
  private static FakeUpstream upstream;
  private static RunningGateway gateway;

  @BeforeAll
  static void start() {
    upstream = FakeUpstream.start().otherwise(_ -> Upstreams.answer("hello"));
    gateway =
        RunningGateway.start(
            folder,
            """
            providers:
              one: {kind: openai, base_url: "%s", api_key: "test-credential-1234", retries: 0, region: eu-west-1}
              two: {kind: openai, base_url: "%s", api_key: "test-credential-1234", retries: 0, region: us}
            rate_limits:
              rare: {tag: team=red, requests: 1, per: 1h}
              short: {tag: team=blue, tokens: 100, per: 1h}
            models:
              mine: {targets: [{model: two/gpt-4o, when: {project: default}}, one/gpt-4o]}
            """
                .formatted(upstream.uri("/v1"), upstream.uri("/v1")));
  }

  @AfterAll
  static void stop() {
    gateway.close();
    upstream.close();
  }

  private static JsonNode simulated(String question) {
    HttpResponse<String> answer = gateway.manage("POST", "/routes/simulate", question);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return Json.parse(answer.body());
  }

  private static String first(JsonNode answer) {
    return answer.path("plan").path(0).path("target").asString("");
  }

  private static String body(String text) {
    ObjectNode body = Json.object().put("model", "one/gpt-4o");
    body.putArray("messages").addObject().put("role", "user").put("content", text);
    return Json.text(body);
  }

  private static JsonNode asked(String text, String team) {
    return simulated(
        "{\"dialect\":\"openai\",\"body\":%s,\"tags\":{\"team\":\"%s\"}}"
            .formatted(body(text), team));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"model\":\"gpt-4o\"}                                      | one/gpt-4o",
        "{\"model\":\"gpt-4o\",\"region\":\"us\"}                    | two/gpt-4o",
        "{\"model\":[\"one/gpt-4o\",\"two/gpt-4o-mini\"]}            | one/gpt-4o",
        "{\"model\":[\"one/gpt-4o\",\"two/gpt-4o-mini\"],\"prefer\":\"cheap\"} | two/gpt-4o-mini",
        "{\"model\":\"mine\"}                                        | one/gpt-4o",
        "{\"model\":\"mine\",\"project\":\"default\"}                | two/gpt-4o"
      })
  void saysWhereTheCallWouldGo(String question, String target) {
    assertThat(first(simulated(question))).isEqualTo(target);
  }

  @Test
  void looksAtTheProjectOfTheKey() {
    JsonNode keys = Json.parse(gateway.manage("GET", "/keys", "").body()).path("data");
    String key = keys.path(0).path("id").asString("");
    assertThat(first(simulated("{\"model\":\"mine\",\"key\":\"" + key + "\"}")))
        .isEqualTo("two/gpt-4o");
  }

  @Test
  void saysWhichLimitOfCallsWouldRefuse() {
    assertThat(asked("hi", "red").path("served").asBoolean(false)).isTrue();
    assertThat(gateway.post(PATH, body("hi"), "x-opper-tags", "team=red").statusCode())
        .isEqualTo(200);
    JsonNode refused = asked("hi", "red");
    assertThat(refused.path("failure").path("status").asInt(0)).isEqualTo(429);
    assertThat(refused.path("reason").asString("")).contains("rare");
    assertThat(refused.path("plan").path(0).path("outcome").asString("")).isEqualTo("not_reached");
  }

  @Test
  void saysWhichLimitOfTokensWouldRefuse() {
    String large = "word ".repeat(600);
    JsonNode refused = asked(large, "blue");
    assertThat(refused.path("reason").asString("")).contains("short");
    assertThat(refused.path("plan").path(0).path("outcome").asString("")).isEqualTo("refused");
    assertThat(gateway.post(PATH, body(large), "x-opper-tags", "team=blue").statusCode())
        .isEqualTo(refused.path("failure").path("status").asInt(0))
        .isEqualTo(429);
    assertThat(asked(large, "green").path("served").asBoolean(false)).isTrue();
  }
}
