package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.switchboard.json.Json;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The native API's calls with media, where no credential is configured. */
class MediaCallTest {
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

  private static JsonNode call(String body) {
    HttpResponse<String> answer = gateway.post("/v3/call", body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return Json.parse(answer.body());
  }

  private static String spoken(String text) {
    ObjectNode body = Json.object().put("name", "speak").put("instructions", "");
    body.put("input", text);
    body.set("output_schema", MediaSamples.object("audio", MediaSamples.media("audio/wav")));
    return call(Json.text(body)).path("data").path("audio").stringValue();
  }

  private static List<String> models(JsonNode answer) {
    List<String> models = new ArrayList<>();
    answer.path("meta").path("models_used").forEach(model -> models.add(model.stringValue()));
    return models;
  }

  @Test
  void drawsThePictureOfTheSeed() {
    JsonNode answer =
        call(
            """
            {"name":"generate-image","instructions":"Generate an image based on the description",
             "input":{"description":"A serene mountain landscape at sunset"},
             "input_schema":{"type":"object","properties":{"description":{"type":"string"}},
               "required":["description"]},
             "output_schema":{"type":"object","properties":{"image":{"type":"string",
               "contentMediaType":"image/png","contentEncoding":"base64"}},"required":["image"]}}\
            """);
    assertThat(MediaSamples.image(answer.path("data").path("image")).getWidth()).isEqualTo(1_024);
    assertThat(models(answer)).containsExactly("sandbox/image");
    JsonNode meta = answer.path("meta");
    assertThat(meta.path("image_gen_calls").asInt()).isEqualTo(1);
    assertThat(meta.path("llm_calls").asInt()).isZero();
    assertThat(meta.path("warnings").toString()).contains("built-in sandbox");
  }

  @Test
  void summarisesAndNarratesTheSoundOfTheSeed() {
    String sound = spoken("This is a test of audio processing.");
    JsonNode answer =
        call(
            """
            {"name":"audio-summarize","instructions":"Listen to the audio and provide a text summary",
             "input":{"audio":"%s"},
             "input_schema":{"type":"object","properties":{"audio":{"type":"string",
               "contentMediaType":"audio/wav","contentEncoding":"base64"}},"required":["audio"]},
             "output_schema":{"type":"object","properties":{"summary":{"type":"string"},
               "audio_summary":{"type":"string","contentMediaType":"audio/wav",
               "contentEncoding":"base64"}},"required":["summary","audio_summary"]}}\
            """
                .formatted(sound));
    assertThat(answer.path("data").path("summary").stringValue()).isNotBlank();
    assertThat(MediaSamples.seconds(answer.path("data").path("audio_summary"))).isGreaterThan(1);
    assertThat(models(answer))
        .containsExactly("sandbox/transcribe", "sandbox/chat", "sandbox/speech");
    assertThat(answer.path("meta").path("tts_calls").asInt()).isEqualTo(1);
    assertThat(answer.path("meta").path("llm_calls").asInt()).isEqualTo(2);
  }

  @Test
  void embedsTheTextOfTheSeed() {
    JsonNode answer =
        call(
            """
            {"name":"embed-text","instructions":"Generate an embedding vector for the input text",
             "input":{"text":"The benefits of using an AI gateway"},
             "input_schema":{"type":"object","properties":{"text":{"type":"string"}},
               "required":["text"]},
             "output_schema":{"type":"object","properties":{"embedding":{"type":"array",
               "items":{"type":"number"},"description":"The embedding vector"}},
               "required":["embedding"]}}\
            """);
    JsonNode vector = answer.path("data").path("embedding");
    assertThat(vector.size()).isEqualTo(1_536);
    double square = 0;
    for (JsonNode number : vector) {
      square += number.doubleValue() * number.doubleValue();
    }
    assertThat(square).isCloseTo(1, within(1e-4));
    assertThat(models(answer)).containsExactly("sandbox/embed");
    assertThat(answer.path("meta").path("usage").path("input_tokens").asInt()).isPositive();
  }

  @Test
  void answersTheSeedsCallsWithoutMedia() {
    JsonNode structured =
        call(
            """
            {"name":"analyze-sentiment","instructions":"Analyze the sentiment of the given text",
             "input":{"text":"The product launch exceeded all expectations!"},
             "input_schema":{"type":"object","properties":{"text":{"type":"string"}},
               "required":["text"]},
             "output_schema":{"type":"object","properties":{"sentiment":{"type":"string"},
               "confidence":{"type":"number"},"reasoning":{"type":"string"}},
               "required":["sentiment","confidence","reasoning"]}}\
            """);
    assertThat(structured.path("data").path("confidence").isNumber()).isTrue();
    JsonNode chat =
        call(
            """
            {"name":"chat","instructions":"You are a helpful assistant","input":{"messages":[
               {"role":"user","content":"What is the best way to handle retries?"},
               {"role":"assistant","content":"Exponential backoff is a common approach."},
               {"role":"user","content":"Can you show me a simple example?"}]},
             "output_schema":{"type":"object","properties":{"reply":{"type":"string"},
               "topic":{"type":"string"}},"required":["reply","topic"]}}\
            """);
    assertThat(chat.path("data").path("reply").stringValue()).isNotBlank();
    JsonNode tools =
        call(
            """
            {"name":"agent-round","instructions":"Use the available tools to help the user",
             "input":{"message":"What is the weather in Stockholm?","tools":[{"name":"get_weather",
               "description":"Get current weather for a location","parameters":{"type":"object",
               "properties":{"location":{"type":"string"}},"required":["location"]}}]},
             "output_schema":{"type":"object","properties":{"message":{"type":"string"},
               "tool_call":{"type":"object","properties":{"name":{"type":"string"},
               "arguments":{"type":"object"}},"required":["name","arguments"]}}}}\
            """);
    JsonNode called = tools.path("data").path("tool_call");
    assertThat(called.path("name").stringValue()).isEqualTo("get_weather");
    assertThat(called.path("arguments").path("location").stringValue()).isEqualTo("Stockholm");
  }

  /** What an input holds beside its text; null for nothing. */
  record In(String name, String type, String base64) {
    @Override
    public String toString() {
      return name;
    }
  }

  record Out(String name, ObjectNode schema) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Arguments> pairs() {
    List<In> inputs =
        List.of(
            new In("text", "", ""),
            new In(
                "picture", "image/png", MediaSamples.base64(MediaSamples.picture("png", 64, 48))),
            new In(
                "photo", "image/jpeg", MediaSamples.base64(MediaSamples.picture("jpeg", 64, 48))),
            new In("document", "application/pdf", MediaSamples.base64(MediaSamples.pdf())),
            new In("sound", "audio/wav", MediaSamples.base64(MediaSamples.silence())),
            new In("video", "video/mp4", MediaSamples.base64(MediaSamples.video())));
    ObjectNode vector = Json.object().put("type", "array").put("minItems", 64).put("maxItems", 64);
    vector.putObject("items").put("type", "number");
    List<Out> outputs =
        List.of(
            new Out("text", MediaSamples.object("text", MediaSamples.text())),
            new Out("number", MediaSamples.object("count", Json.object().put("type", "integer"))),
            new Out("png", MediaSamples.object("image", MediaSamples.media("image/png"))),
            new Out("jpeg", MediaSamples.object("image", MediaSamples.media("image/jpeg"))),
            new Out("wav", MediaSamples.object("audio", MediaSamples.media("audio/wav"))),
            new Out("pcm", MediaSamples.object("pcm", MediaSamples.media("audio/pcm"))),
            new Out("embedding", MediaSamples.object("embedding", vector)),
            new Out(
                "all",
                MediaSamples.and(
                    MediaSamples.and(
                        MediaSamples.and(
                            MediaSamples.object("text", MediaSamples.text()),
                            "image",
                            MediaSamples.media("image/png")),
                        "audio",
                        MediaSamples.media("audio/wav")),
                    "embedding",
                    vector)));
    List<Arguments> pairs = new ArrayList<>();
    inputs.forEach(in -> outputs.forEach(out -> pairs.add(Arguments.of(in, out))));
    return pairs;
  }

  @ParameterizedTest(name = "{0} to {1}")
  @MethodSource("pairs")
  void servesEveryPairOfKinds(In in, Out out) {
    ObjectNode body = body(in, out);
    requireMedia(call(Json.text(body)).path("data"), body);
  }

  /** A call with that input and that output. */
  static ObjectNode body(Object input, Object output) {
    In in = (In) input;
    ObjectNode body = Json.object().put("name", "pair").put("instructions", "Answer");
    ObjectNode given = body.putObject("input").put("text", "A red circle in the snow");
    ObjectNode schema = MediaSamples.object("text", MediaSamples.text());
    if (!in.type().isEmpty()) {
      given.put("media", in.base64());
      MediaSamples.and(schema, "media", MediaSamples.media(in.type()));
    }
    body.set("input_schema", schema);
    body.set("output_schema", ((Out) output).schema());
    return body;
  }

  /** Whether providers of that name have no way to do it: Google's models draw PNG alone. */
  static boolean isRefusedBy(String gateway, Object input, Object output) {
    return gateway.equals("gcp") && ((Out) output).name().equals("jpeg");
  }

  /** Requires everything that was asked for, and that the platform can decode it. */
  static void requireMedia(JsonNode data, ObjectNode body) {
    if (data.has("image")) {
      assertThat(MediaSamples.image(data.path("image")).getWidth()).isPositive();
    }
    if (data.has("audio")) {
      assertThat(MediaSamples.seconds(data.path("audio"))).isPositive();
    }
    if (data.has("pcm")) {
      assertThat(MediaSamples.decoded(data.path("pcm")).length).isGreaterThan(4_800);
    }
    if (data.has("embedding")) {
      assertThat(data.path("embedding").size()).isEqualTo(64);
    }
    for (JsonNode name : body.path("output_schema").path("required")) {
      assertThat(data.has(name.stringValue())).as(name.stringValue()).isTrue();
    }
  }
}
