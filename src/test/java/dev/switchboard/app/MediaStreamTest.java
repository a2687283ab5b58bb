package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.json.Json;
import dev.switchboard.wire.Vp8lReader;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Streams, declarations and hostile media of the native API, in front of the sandbox. */
class MediaStreamTest {
  @TempDir static Path folder;
  private static RunningGateway gateway;

  @BeforeAll
  static void start() {
    gateway = RunningGateway.start(folder, "");
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  private static ObjectNode narrated() {
    ObjectNode body = Json.object().put("name", "narrate").put("instructions", "Tell a story");
    body.put("input", "A fox in the snow");
    body.set(
        "output_schema",
        MediaSamples.and(
            MediaSamples.object("text", MediaSamples.text()),
            "audio",
            MediaSamples.media("audio/wav")));
    return body;
  }

  private static List<JsonNode> events(ObjectNode body, String type) {
    HttpResponse<String> answer = gateway.post("/v3/call/stream", Json.text(body));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.body()).endsWith("data: [DONE]\n\n");
    List<JsonNode> found = new ArrayList<>();
    String name = "";
    for (String line : answer.body().lines().toList()) {
      if (line.startsWith("event: ")) {
        name = line.substring(7);
      } else if (line.startsWith("data: {")) {
        JsonNode event = Json.parse(line.substring(6));
        if ((name.isEmpty() ? event.path("type").asString("") : name).equals(type)) {
          found.add(event);
        }
        name = "";
      }
    }
    return found;
  }

  @Test
  void tellsTheTextAsItGrowsAndTheSoundAtTheEnd() {
    StringBuilder draft = new StringBuilder();
    events(narrated(), "content").forEach(e -> draft.append(e.path("delta").stringValue()));
    assertThat(Json.parse(draft.toString()).path("text").stringValue()).isNotBlank();
    JsonNode whole = events(narrated(), "complete").getFirst();
    assertThat(MediaSamples.seconds(whole.path("data").path("audio"))).isPositive();
    assertThat(events(narrated(), "audio_delta")).isEmpty();
  }

  @Test
  void tellsASoundWhileItIsMadeToWhoAsksForIt() {
    ObjectNode body = narrated();
    body.putObject("stream_options").put("media", true);
    ByteArrayOutputStream sound = new ByteArrayOutputStream();
    List<JsonNode> pieces = events(body, "audio_delta");
    pieces.forEach(piece -> sound.writeBytes(MediaSamples.decoded(piece.path("audio"))));
    assertThat(pieces.size()).isGreaterThan(1);
    assertThat(pieces.getFirst().path("path").stringValue()).isEqualTo("/audio");
    JsonNode whole = events(body, "complete").getFirst().path("data").path("audio");
    assertThat(sound.toByteArray()).isEqualTo(MediaSamples.decoded(whole));
  }

  @Test
  void tellsNoPictureAsText() {
    ObjectNode body = narrated();
    body.set("output_schema", MediaSamples.object("image", MediaSamples.media("image/png")));
    assertThat(events(body, "content")).isEmpty();
    JsonNode whole = events(body, "complete").getFirst();
    assertThat(MediaSamples.image(whole.path("data").path("image")).getWidth()).isPositive();
  }

  @Test
  void declaresAFunctionWithMediaAndCallsItByName() {
    ObjectNode body = narrated();
    body.put("name", "storyteller");
    body.remove("input");
    assertThat(gateway.post("/v3/call", Json.text(body)).statusCode()).isEqualTo(200);
    HttpResponse<String> answer =
        gateway.post("/v3/functions/storyteller/call", "{\"input\":\"A hare\"}");
    JsonNode data = Json.parse(answer.body()).path("data");
    assertThat(MediaSamples.seconds(data.path("audio"))).as(answer.body()).isPositive();
  }

  @Test
  void saysTheRealTypeBesideMediaWhereTheSchemaHasAPlaceForIt() {
    ObjectNode body = narrated();
    ObjectNode schema = MediaSamples.object("sound", MediaSamples.media("audio/*"));
    body.set("output_schema", MediaSamples.and(schema, "mime_type", MediaSamples.text()));
    HttpResponse<String> answer = gateway.post("/v3/call", Json.text(body));
    JsonNode data = Json.parse(answer.body()).path("data");
    assertThat(data.path("mime_type").asString("")).as(answer.body()).startsWith("audio/wav");
  }

  @Test
  void keepsNoBytesOfMediaOnRecord() {
    ObjectNode body = Json.object().put("name", "kept").put("instructions", "Answer");
    body.putObject("input")
        .put("image", MediaSamples.base64(MediaSamples.picture("png", 200, 100)));
    body.set("input_schema", MediaSamples.object("image", MediaSamples.media("image/png")));
    body.set("output_schema", MediaSamples.object("audio", MediaSamples.media("audio/wav")));
    HttpResponse<String> answer = gateway.post("/v3/call", Json.text(body));
    JsonNode call = gateway.traceOf(answer).path("spans").get(0);
    assertThat(call.path("input").path("input").path("image").stringValue())
        .matches("\\(image/png, \\d+ characters of base64\\)");
    assertThat(call.path("output").path("audio").stringValue())
        .matches("\\(audio/wav, \\d+ characters of base64\\)");
  }

  @Test
  void transcribesWhatTheSandboxSpoke() {
    ObjectNode speech = narrated();
    speech.put("input", "The snow lies deep.");
    speech.set("output_schema", MediaSamples.media("audio/wav"));
    String sound =
        Json.parse(gateway.post("/v3/call", Json.text(speech)).body()).path("data").stringValue();
    ObjectNode body = Json.object().put("name", "hear").put("instructions", "");
    body.put("input", "data:audio/wav;base64," + sound);
    body.set("input_schema", MediaSamples.media("audio/*"));
    HttpResponse<String> answer = gateway.post("/v3/call", Json.text(body));
    assertThat(Json.parse(answer.body()).path("data").asString(""))
        .as(answer.body())
        .isEqualTo("The snow lies deep.");
  }

  @Test
  void drawsThePictureOfTheAskedSize() {
    ObjectNode body = narrated();
    body.putObject("input").put("description", "a blue ring").put("size", "320x200");
    body.set("output_schema", MediaSamples.object("image", MediaSamples.media("image/jpeg")));
    JsonNode data = Json.parse(gateway.post("/v3/call", Json.text(body)).body()).path("data");
    assertThat(MediaSamples.image(data.path("image")).getWidth()).isEqualTo(320);
    assertThat(MediaSamples.image(data.path("image")).getHeight()).isEqualTo(200);
  }

  @Test
  void drawsWebpThatLosesNothing() {
    ObjectNode body = narrated();
    body.set("output_schema", MediaSamples.object("image", MediaSamples.media("image/webp")));
    body.putObject("input").put("description", "a blue ring").put("size", "96x64");
    HttpResponse<String> answer = gateway.post("/v3/call", Json.text(body));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    byte[] webp = MediaSamples.decoded(Json.parse(answer.body()).path("data").path("image"));
    Vp8lReader.Picture picture = Vp8lReader.read(webp);
    assertThat(picture.width()).isEqualTo(96);
    assertThat(picture.height()).isEqualTo(64);
    assertThat(picture.argb().stream().distinct().count()).isGreaterThan(10);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "https://127.0.0.1:1/a.png                 | 400 | not a public address",
        "https://169.254.169.254/latest/meta-data/ | 400 | not a public address",
        "http://example.com/a.png                  | 400 | scheme",
        "https://user:pw@example.com/a.png         | 400 | without credentials",
        "aGVsbG8gd29ybGQ=                          | 422 | image/png was declared",
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAA=  | 422 | cut off",
      })
  void refusesHostileMediaByWhatIsWrongWithThem(String value, int status, String why) {
    ObjectNode body = Json.object().put("name", "look").put("instructions", "Describe");
    body.putObject("input").put("image", value);
    body.set("input_schema", MediaSamples.object("image", MediaSamples.media("image/png")));
    HttpResponse<String> answer = gateway.post("/v3/call", Json.text(body));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.body()).contains("/input/image").contains(why);
  }

  @Test
  void refusesFiftyMegabytes() {
    ObjectNode body = Json.object().put("name", "look").put("instructions", "Describe");
    body.putObject("input").put("image", "A".repeat(50 << 20));
    body.set("input_schema", MediaSamples.object("image", MediaSamples.media("image/png")));
    HttpResponse<String> answer = gateway.post("/v3/call", Json.text(body));
    assertThat(answer.statusCode()).isEqualTo(413);
    assertThat(Json.parse(answer.body()).path("error").path("code").stringValue())
        .isEqualTo("request_too_large");
  }

  @Test
  void answersSchemasWhoseReferencesMultiplyWithinABound() {
    ObjectNode schema = Json.object().put("type", "object");
    ObjectNode definitions = schema.putObject("$defs");
    for (int i = 0; i < 40; i++) {
      ObjectNode level = definitions.putObject("l" + i).put("type", "object");
      ObjectNode properties = level.putObject("properties");
      properties.putObject("a").put("$ref", "#/$defs/l" + (i + 1));
      properties.putObject("b").put("$ref", "#/$defs/l" + (i + 1));
    }
    definitions.set("l40", MediaSamples.media("image/png"));
    schema.putObject("properties").putObject("a").put("$ref", "#/$defs/l0");
    ObjectNode body = narrated();
    body.set("output_schema", schema);
    HttpResponse<String> answer = gateway.post("/v3/call", Json.text(body));
    assertThat(answer.statusCode()).as(answer.body()).isLessThan(500);
  }
}
