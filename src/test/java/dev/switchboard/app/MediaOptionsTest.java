package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.http.FakeUpstream;
import dev.switchboard.http.Script;
import dev.switchboard.json.Json;
import dev.switchboard.wire.Vp8lReader;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What callers say of models reaches the steps that they do, or is told not to. */
class MediaOptionsTest {
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

  private static ObjectNode body(ObjectNode outputSchema) {
    ObjectNode body = Json.object().put("name", "options").put("instructions", "Answer");
    body.put("input", "A red circle in the snow");
    body.set("output_schema", outputSchema);
    return body;
  }

  private static ObjectNode narrated() {
    ObjectNode body =
        body(
            MediaSamples.and(
                MediaSamples.object("summary", MediaSamples.text()),
                "audio",
                MediaSamples.media("audio/wav")));
    body.putObject("input").put("sound", MediaSamples.base64(MediaSamples.silence()));
    body.set("input_schema", MediaSamples.object("sound", MediaSamples.media("audio/wav")));
    return body;
  }

  private static JsonNode call(ObjectNode body) {
    HttpResponse<String> answer = gateway.post("/v3/call", Json.text(body));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return Json.parse(answer.body());
  }

  @Test
  void sendsTheHeadersOfAModelWithEveryKindOfWork() {
    ObjectNode body =
        body(
            MediaSamples.and(
                MediaSamples.and(
                    MediaSamples.object("text", MediaSamples.text()),
                    "audio",
                    MediaSamples.media("audio/wav")),
                "image",
                MediaSamples.media("image/png")));
    for (String model : new String[] {"gpt-4.1", "tts-1", "gpt-image-1"}) {
      body.withArray("model")
          .addObject()
          .put("name", "openai/" + model)
          .putObject("extra_headers")
          .put("x-of", model);
    }
    call(body);
    assertThat(upstream.requests()).hasSize(3);
    upstream
        .requests()
        .forEach(request ->
            assertThat(request.body()).contains(request.headers().first("x-of").orElseThrow()));
  }

  @Test
  void warnsOfOptionsAndModelsWithoutAUse() {
    ObjectNode body = body(MediaSamples.object("image", MediaSamples.media("image/png")));
    ObjectNode model = body.withArray("model").addObject().put("name", "openai/gpt-image-1");
    model.put("colour", "red");
    model.putObject("options").put("voice", "alloy").put("quality", "low").put("steps", 20);
    body.withArray("model").add("openai/tts-1");
    String warnings = call(body).path("meta").path("warnings").toString();
    assertThat(warnings)
        .contains("option voice of model openai/gpt-image-1 was not used")
        .contains("option steps of a model is not known")
        .contains("field colour of a model is not known")
        .contains("model openai/tts-1 was not used")
        .doesNotContain("option quality");
  }

  @Test
  void warnsOfOptionsThatConversationsDoNotHave() {
    ObjectNode body = body(MediaSamples.object("text", MediaSamples.text()));
    body.putObject("model")
        .put("name", "openai/gpt-4.1")
        .putObject("options")
        .put("size", "1024x1024")
        .put("temperature", 0.5);
    String warnings = call(body).path("meta").path("warnings").toString();
    assertThat(warnings).contains("option size of model").doesNotContain("temperature");
  }

  @Test
  void makesWebpOfThePngThatAProviderMakes() {
    ObjectNode body = body(MediaSamples.object("image", MediaSamples.media("image/webp")));
    body.put("model", "gcp/gemini-2.5-flash-image");
    Vp8lReader.Picture picture =
        Vp8lReader.read(MediaSamples.decoded(call(body).path("data").path("image")));
    assertThat(picture.width()).isEqualTo(32);
    assertThat(picture.argb().getFirst()).isEqualTo(java.awt.Color.ORANGE.getRGB());
  }

  @Test
  void givesOptionsToAModelThatHearsAndSpeaks() {
    ObjectNode body = narrated();
    body.putObject("model")
        .put("name", "openai/gpt-4o-audio-preview")
        .putObject("options")
        .put("voice", "verse")
        .put("temperature", 0.25);
    assertThat(call(body).path("meta").path("warnings").toString()).doesNotContain("not used");
    JsonNode sent = Json.parse(upstream.takeRequest().body());
    assertThat(sent.path("temperature").doubleValue()).isEqualTo(0.25);
    assertThat(sent.path("audio").path("voice").stringValue()).isEqualTo("verse");
  }

  @ParameterizedTest
  @ValueSource(strings = {"openai/gpt-4o-mini-tts", "gcp/gemini-2.5-flash-preview-tts"})
  void hasAModelThatOnlySpeaksSpeakWhatIsGiven(String model) {
    ObjectNode body = body(MediaSamples.object("audio", MediaSamples.media("audio/wav")));
    JsonNode answer = call(body.put("model", model));
    assertThat(MediaSamples.seconds(answer.path("data").path("audio"))).isEqualTo(1.0);
    assertThat(answer.path("meta").path("tts_calls").asInt()).isEqualTo(1);
    assertThat(upstream.takeRequest().target()).doesNotContain("chat");
  }

  private static String spoken(String delta) {
    return "data: {\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":" + delta + "}]}\n\n";
  }

  @Test
  void streamsTheWordsOfAModelThatHearsAndSpeaksAsTheyCome() {
    byte[] wav = MediaSamples.silence();
    String first = Base64.getEncoder().encodeToString(Arrays.copyOfRange(wav, 44, 20_044));
    String rest = Base64.getEncoder().encodeToString(Arrays.copyOfRange(wav, 20_044, wav.length));
    upstream.otherwise(_ ->
        Script.sse(
            spoken("{\"role\":\"assistant\",\"audio\":{\"id\":\"a\",\"transcript\":\"It has \"}}"),
            spoken("{\"audio\":{\"data\":\"" + first + "\"}}"),
            spoken("{\"audio\":{\"transcript\":\"\\\"snowed\\\".\"}}"),
            spoken("{\"audio\":{\"data\":\"" + rest + "\"}}"),
            "data: {\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{},"
                + "\"finish_reason\":\"stop\"}]}\n\n",
            "data: {\"id\":\"c\",\"choices\":[],\"usage\":{\"prompt_tokens\":10,"
                + "\"completion_tokens\":20}}\n\n",
            "data: [DONE]\n\n"));
    ObjectNode body = narrated();
    body.put("model", "openai/gpt-4o-audio-preview");
    body.putObject("stream_options").put("media", true).put("fields", true);
    String stream = gateway.post("/v3/call/stream", Json.text(body)).body();
    JsonNode sent = Json.parse(upstream.takeRequest().body());
    assertThat(sent.path("audio").path("format").stringValue()).isEqualTo("pcm16");
    assertThat(sent.path("stream").booleanValue()).isTrue();
    StringBuilder draft = new StringBuilder();
    StringBuilder field = new StringBuilder();
    int sounds = 0;
    JsonNode whole = Json.object();
    for (String line : stream.lines().filter(l -> l.startsWith("data: {")).toList()) {
      JsonNode event = Json.parse(line.substring(6));
      switch (event.path("type").asString("")) {
        case "content" -> draft.append(event.path("delta").stringValue());
        case "field_delta" -> field.append(event.path("delta").stringValue());
        case "audio_delta" -> sounds++;
        case "" -> whole = event;
        default -> {}
      }
    }
    assertThat(Json.parse(draft.toString()).path("summary").stringValue())
        .as(stream)
        .isEqualTo("It has \"snowed\".");
    assertThat(field.toString()).isEqualTo("It has \"snowed\".");
    assertThat(sounds).isEqualTo(2);
    assertThat(whole.path("data").path("summary").stringValue()).isEqualTo("It has \"snowed\".");
    assertThat(MediaSamples.decoded(whole.path("data").path("audio"))).isEqualTo(wav);
    assertThat(stream).endsWith("data: [DONE]\n\n");
  }
}
