package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.json.Json;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/** Routes with conditions, where a native call is planned or given again and not made. */
class PlannedRoutesTest {
  private static final String CACHE = "x-switchboard-cache";
  private static final String[] RED = {"x-opper-tags", "team=red"};

  @TempDir static Path folder;
  private static RunningGateway gateway;

  @BeforeAll
  static void start() {
    gateway =
        RunningGateway.start(
            folder,
            """
            models:
              team: {targets: [{model: sandbox/echo, when: {tags: {team: red}}}, sandbox/chat]}
              long: {targets: [{model: sandbox/echo, when: {input_tokens: {min: 500}}}, sandbox/chat]}
              painter: {targets: [{model: sandbox/image, when: {tags: {team: red}}}]}
            """);
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  private static String conversation(String model, String input) {
    return Json.text(Json.object().put("name", "a").put("input", input).put("model", model));
  }

  private static String picture(boolean tagged) {
    ObjectNode body = Json.object().put("name", "b").put("input", "a fox").put("model", "painter");
    body.set("output_schema", MediaSamples.object("image", MediaSamples.media("image/png")));
    if (tagged) {
      body.putObject("tags").put("team", "red");
    }
    return Json.text(body);
  }

  private static List<String> planned(String body, String... headers) {
    HttpResponse<String> answer = gateway.post("/v3/call/plan", body, headers);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    List<String> models = new ArrayList<>();
    Json.parse(answer.body())
        .path("steps")
        .path(0)
        .path("models")
        .forEach(model -> models.add(model.stringValue()));
    return models;
  }

  @Test
  void areJudgedByTheCallThatIsPlanned() {
    assertThat(planned(conversation("team", "x"), RED)).startsWith("sandbox/echo");
    assertThat(planned(conversation("team", "x"))).containsExactly("sandbox/chat");
    assertThat(planned(conversation("long", "word ".repeat(600)))).startsWith("sandbox/echo");
    assertThat(planned(conversation("long", "word"))).containsExactly("sandbox/chat");
  }

  @Test
  void areJudgedByTheTagsOfACallWithMedia() {
    assertThat(planned(picture(true))).containsExactly("sandbox/image");
    HttpResponse<String> untagged = gateway.post("/v3/call/plan", picture(false));
    assertThat(untagged.statusCode()).as(untagged.body()).isEqualTo(503);
    assertThat(untagged.body()).contains("none of its targets is for this call");
  }

  @Test
  void giveACallWithMediaAgainUnderTheTagsThatItHas() {
    for (String word : List.of("miss", "hit")) {
      HttpResponse<String> answer = gateway.post("/v3/call", picture(true), CACHE, "10m");
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      assertThat(answer.headers().firstValue(CACHE)).contains(word);
    }
  }
}
