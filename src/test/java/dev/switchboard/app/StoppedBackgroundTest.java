package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.http.FakeUpstream;
import dev.switchboard.http.Script;
import dev.switchboard.json.Json;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Answers in the background that are still under way when a gateway stops. */
class StoppedBackgroundTest {
  private static final String WHY = "the gateway has stopped before the end of the answer";
  private static final String RESPONSES = "/v3/compat/responses";
  private static final String INTERACTIONS = "/v3/compat/v1beta/interactions";
  private static final Pattern ID = Pattern.compile("\"id\":\"((?:resp|int)_\\w+)\"");
  private static final Duration GRACE = Duration.ofSeconds(15);

  @TempDir Path folder;
  private final FakeUpstream upstream = FakeUpstream.start();

  private static String body(String model, boolean stream) {
    return "{\"model\":\"%s\",\"background\":true,\"stream\":%s,\"input\":\"hi\"}"
        .formatted(model, stream);
  }

  private static String id(String answer) {
    Matcher matcher = ID.matcher(answer);
    assertThat(matcher.find()).as("an id in %s", answer).isTrue();
    return matcher.group(1);
  }

  private static JsonNode newestTrace(RunningGateway gateway) {
    String id = Json.parse(gateway.get("/v3/traces?limit=5").body()).at("/data/0/id").asString("");
    return Json.parse(gateway.get("/v3/traces/" + id).body()).path("data");
  }

  private static void assertStopped(RunningGateway gateway, String path) {
    JsonNode kept = Json.parse(gateway.get(path).body());
    assertThat(kept.path("status").asString("")).isEqualTo("failed");
    JsonNode error = kept.has("errors") ? kept.at("/errors/0") : kept.path("error");
    assertThat(error.path("message").asString("")).contains(WHY);
    assertThat(newestTrace(gateway).toString())
        .contains("\"status\":\"failed\"", "overloaded: " + WHY)
        .doesNotContain("caller");
    assertThat(gateway.managed("/ledger/verify").path("agrees").asBoolean()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "plain/m, " + RESPONSES,
    "mock/gpt-5, " + RESPONSES,
    "plain/m, " + INTERACTIONS,
  })
  void failAsThoseThatSomebodyWaitsFor(String model, String path) {
    try (upstream) {
      upstream.otherwise(_ -> Script.silence());
      String config = ResponseUpstreams.config(upstream);
      RunningGateway gateway = RunningGateway.start(folder, config);
      String id = id(gateway.post(path, body(model, false)).body());
      assertThat(upstream.takeRequest()).isNotNull();
      gateway.close(Duration.ZERO);
      try (RunningGateway again = gateway.again(folder, config)) {
        assertStopped(again, path + "/" + id);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain/m", "mock/gpt-5"})
  void tellWhoFollowsThemSo(String model) throws Exception {
    try (upstream) {
      Family family = model.startsWith("plain") ? Family.OPENAI : Family.RESPONSES;
      upstream.otherwise(_ -> family.begun("Half").hang());
      String config = ResponseUpstreams.config(upstream);
      RunningGateway gateway = RunningGateway.start(folder, config);
      try (RawCall follower = RawCall.post(gateway, RESPONSES, body(model, true))) {
        String begun = follower.until("Half");
        gateway.close(Duration.ZERO);
        assertThat(follower.rest()).contains("response.failed", WHY).endsWith("\r\n0\r\n\r\n");
        try (RunningGateway again = gateway.again(folder, config)) {
          assertStopped(again, RESPONSES + "/" + id(begun));
        }
      }
    }
  }

  @Test
  void haveTheirTimeToFinishAsThoseThatSomebodyWaitsFor() {
    try (upstream) {
      upstream.enqueue(
          Script.status(200)
              .header("Content-Type", "application/json")
              .chunked()
              .pause(Duration.ofMillis(300))
              .chunk(Family.OPENAI.wholeBody("hello"))
              .end());
      String config = ResponseUpstreams.config(upstream);
      RunningGateway gateway = RunningGateway.start(folder, config);
      String id = id(gateway.post(RESPONSES, body("plain/m", false)).body());
      assertThat(upstream.takeRequest()).isNotNull();
      gateway.close(GRACE);
      try (RunningGateway again = gateway.again(folder, config)) {
        JsonNode kept = Json.parse(again.get(RESPONSES + "/" + id).body());
        assertThat(kept.at("/output/0/content/0/text").asString("")).isEqualTo("hello");
        assertThat(newestTrace(again).path("status").asString("")).isEqualTo("completed");
      }
    }
  }
}
