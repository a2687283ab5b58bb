package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.http.FakeUpstream;
import dev.switchboard.json.Json;
import dev.switchboard.wire.Vp8lReader;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What cannot be had is refused before a provider is asked, and so before it costs anything. */
class UnpaidRefusalsTest {
  @TempDir static Path folder;
  private static FakeUpstream upstream;
  private static RunningGateway gateway;

  @BeforeAll
  static void start() {
    upstream = FakeUpstream.start();
    gateway = RunningGateway.start(folder, MediaProviders.config(upstream, "openai"));
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

  private static HttpResponse<String> drawn(String type) {
    ObjectNode body = Json.object().put("name", "draw").put("instructions", "Draw");
    body.put("input", "A red ball").put("model", "openai/dall-e-3");
    body.set("output_schema", MediaSamples.object("image", MediaSamples.media(type)));
    return gateway.post("/v3/call", Json.text(body));
  }

  private static HttpResponse<String> embedded(JsonNode input, ObjectNode schema) {
    ObjectNode body = Json.object().put("name", "embed").put("instructions", "Embed");
    body.set("input", input);
    body.set("output_schema", MediaSamples.object("embedding", schema));
    return gateway.post("/v3/call", Json.text(body));
  }

  private static ObjectNode vector() {
    ObjectNode vector = Json.object().put("type", "array");
    vector.putObject("items").put("type", "number");
    return vector;
  }

  private static ObjectNode vectors() {
    ObjectNode vectors = Json.object().put("type", "array");
    vectors.set("items", vector());
    return vectors;
  }

  private static JsonNode input() {
    return Json.parse("{\"texts\":[\"snow\",\"rain\"]}");
  }

  @Test
  void asksAnOlderModelForPngWithoutFieldsThatItDoesNotKnow() {
    HttpResponse<String> answer = drawn("image/png");

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    JsonNode asked = Json.parse(upstream.takeRequest().body());
    assertThat(asked.path("response_format").asString()).isEqualTo("b64_json");
    assertThat(asked.propertyNames())
        .doesNotContain("output_format", "background", "output_compression");
  }

  @Test
  void refusesTheFormsThatAnOlderModelDoesNotMake() {
    HttpResponse<String> answer = drawn("image/jpeg");

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(422);
    assertThat(Json.parse(answer.body()).at("/error/message").asString())
        .contains("jpeg of dall-e-3 (expected: png)");
    assertThat(upstream.requests()).isEmpty();
  }

  @Test
  void refusesABackgroundThatAnOlderModelDoesNotMake() {
    ObjectNode body = Json.object().put("name", "draw").put("instructions", "Draw");
    body.put("input", "A red ball");
    ObjectNode model = body.putObject("model").put("name", "openai/dall-e-3");
    model.putObject("options").put("background", "transparent");
    body.set("output_schema", MediaSamples.object("image", MediaSamples.media("image/png")));
    HttpResponse<String> answer = gateway.post("/v3/call", Json.text(body));

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(422);
    assertThat(answer.body()).contains("background: transparent of dall-e-3 (expected: opaque)");
    assertThat(upstream.requests()).isEmpty();
  }

  @Test
  void leavesOutAFormThatAnOlderModelMakesAnyway() {
    HttpResponse<String> answer =
        gateway.post(
            "/v3/compat/v1beta/models/openai/dall-e-3:predict",
            """
            {"instances":[{"prompt":"A red ball"}],"parameters":{"outputOptions":{"mimeType":"image/png"}}}
            """);

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(Json.parse(upstream.takeRequest().body()).propertyNames())
        .contains("prompt")
        .doesNotContain("output_format", "background", "output_compression");
  }

  @Test
  void makesWebpOfThePngOfAnOlderModel() {
    HttpResponse<String> answer = drawn("image/webp");

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    byte[] webp = MediaSamples.decoded(Json.parse(answer.body()).at("/data/image"));
    assertThat(Vp8lReader.read(webp).width()).isEqualTo(32);
    assertThat(upstream.takeRequest().body()).doesNotContain("webp");
  }

  @Test
  void refusesMoreOrFewerVectorsThanTheSchemaHasRoomFor() {
    HttpResponse<String> few = embedded(input(), vectors().put("minItems", 3));
    HttpResponse<String> many = embedded(input(), vectors().put("maxItems", 1));

    assertThat(few.statusCode()).isEqualTo(400);
    assertThat(few.body()).contains("2 texts of which vectors are made (expected: at least 3)");
    assertThat(many.statusCode()).isEqualTo(400);
    assertThat(many.body()).contains("(expected: at most 1)");
    assertThat(upstream.requests()).isEmpty();
  }

  @Test
  void makesAVectorOfEachObjectOfAnArray() {
    HttpResponse<String> answer =
        embedded(Json.parse("[{\"title\":\"snow\"},{\"title\":\"rain\"}]"), vectors());

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(Json.parse(upstream.takeRequest().body()).path("input").toString())
        .isEqualTo("[\"snow\",\"rain\"]");
  }

  @Test
  void makesOneVectorOfAllTextsThatAreGiven() {
    HttpResponse<String> answer = embedded(input(), vector());

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(Json.parse(upstream.takeRequest().body()).path("input").toString())
        .contains("snow", "rain");
  }
}
