package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.http.FakeUpstream;
import dev.switchboard.json.Json;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Every kind of input with every kind of output, one and several of each, by the sandbox, by models
 * that do as much as they can alone, and in steps.
 */
class MediaTableTest {
  private static final int SIZE = 16;

  @TempDir static Path folder;
  private static FakeUpstream upstream;
  private static Map<String, RunningGateway> gateways;

  @BeforeAll
  static void start() throws IOException {
    upstream = FakeUpstream.start();
    String providers = MediaProviders.config(upstream, "openai", "gcp");
    gateways =
        Map.of(
            "sandbox",
            RunningGateway.start(Files.createDirectory(folder.resolve("sandbox")), ""),
            "providers",
            RunningGateway.start(Files.createDirectory(folder.resolve("providers")), providers));
  }

  @AfterAll
  static void stop() {
    gateways.values().forEach(RunningGateway::close);
    upstream.close();
  }

  @BeforeEach
  void answerAll() {
    upstream.forget();
    upstream.otherwise(MediaProviders::answer);
  }

  /** Who does it, by the models that are named. */
  enum How {
    SANDBOX,
    SINGLE,
    STEPS;

    private List<String> models() {
      return switch (this) {
        case SANDBOX -> List.of();
        case SINGLE ->
            List.of(
                "gcp/gemini-2.5-flash",
                "openai/gpt-4o-audio-preview",
                "openai/gpt-4o-transcribe",
                "openai/gpt-image-1",
                "openai/text-embedding-3-small");
        case STEPS ->
            List.of(
                "openai/gpt-4.1-nano",
                "openai/whisper-1",
                "openai/tts-1",
                "openai/gpt-image-1",
                "openai/text-embedding-3-small");
      };
    }
  }

  /** A kind of thing; the type is that of media, empty for text and vectors. */
  enum Kind {
    TEXT(""),
    IMAGE("image/png"),
    AUDIO("audio/wav"),
    DOCUMENT("application/pdf"),
    VIDEO("video/mp4"),
    VECTOR("");

    private final String type;

    Kind(String type) {
      this.type = type;
    }

    private ObjectNode schema() {
      if (this != VECTOR) {
        return type.isEmpty() ? MediaSamples.text() : MediaSamples.media(type);
      }
      ObjectNode vector =
          Json.object().put("type", "array").put("minItems", SIZE).put("maxItems", SIZE);
      vector.putObject("items").put("type", "number");
      return vector;
    }

    private JsonNode sample() {
      return switch (this) {
        case TEXT -> Json.tree("A red circle in the snow");
        case IMAGE -> Json.tree(MediaSamples.base64(MediaSamples.picture("png", 64, 48)));
        case AUDIO -> Json.tree(MediaSamples.base64(MediaSamples.silence()));
        case DOCUMENT -> Json.tree(MediaSamples.base64(MediaSamples.pdf()));
        case VIDEO -> Json.tree(MediaSamples.base64(MediaSamples.video()));
        case VECTOR -> {
          ArrayNode vector = Json.array();
          for (int i = 0; i < SIZE; i++) {
            vector.add(i / 16.0);
          }
          yield vector;
        }
      };
    }

    /** Nobody makes these. */
    private boolean isMade() {
      return this != DOCUMENT && this != VIDEO;
    }

    private void requireOne(JsonNode made) {
      switch (this) {
        case TEXT -> assertThat(made.stringValue()).isNotBlank();
        case IMAGE -> assertThat(MediaSamples.image(made).getWidth()).isPositive();
        case AUDIO -> assertThat(MediaSamples.seconds(made)).isPositive();
        case VECTOR -> assertThat(made.size()).isEqualTo(SIZE);
        case DOCUMENT, VIDEO -> throw new AssertionError("nobody makes " + this);
      }
    }
  }

  static List<Arguments> table() {
    List<Arguments> table = new ArrayList<>();
    for (How how : How.values()) {
      for (Kind in : Kind.values()) {
        for (Kind out : Kind.values()) {
          for (boolean many : new boolean[] {false, true}) {
            table.add(Arguments.of(how, many, in, out));
          }
        }
      }
    }
    return table;
  }

  private static ObjectNode object(String name, Kind kind, boolean many) {
    ObjectNode schema = kind.schema();
    if (many) {
      ObjectNode list = Json.object().put("type", "array").put("minItems", 2);
      list.set("items", schema);
      schema = list;
    }
    return MediaSamples.object(name, schema);
  }

  private static ObjectNode body(How how, boolean many, Kind in, Kind out) {
    ObjectNode body = Json.object().put("name", "table").put("instructions", "Show the snow");
    JsonNode sample = in.sample();
    JsonNode given = many ? Json.array().add(sample).add(sample.deepCopy()) : sample;
    body.putObject("input").set("given", given);
    body.set("input_schema", object("given", in, many));
    String name = out == Kind.VECTOR ? "embedding" : "answer";
    body.set("output_schema", object(name, out, many));
    how.models().forEach(model -> body.withArray("model").add(model));
    return body;
  }

  @ParameterizedTest(name = "{0}, several {1}: {2} to {3}")
  @MethodSource("table")
  void isServedOrRefusedAsDocumented(How how, boolean many, Kind in, Kind out) {
    String gateway = how == How.SANDBOX ? "sandbox" : "providers";
    HttpResponse<String> answer =
        Objects.requireNonNull(gateways.get(gateway))
            .post("/v3/call", Json.text(body(how, many, in, out)));
    JsonNode parsed = Json.parse(answer.body());
    if (!out.isMade()) {
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(422);
      assertThat(parsed.path("error").path("code").stringValue()).isEqualTo("unsupported");
      assertThat(parsed.path("error").path("message").stringValue())
          .contains("/output_schema/answer", out.type, "expected: image/png");
      assertThat(upstream.requests()).isEmpty();
      return;
    }
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    JsonNode data = parsed.path("data").path(out == Kind.VECTOR ? "embedding" : "answer");
    if (many) {
      assertThat(data.size()).isGreaterThanOrEqualTo(2);
      data.forEach(out::requireOne);
    } else {
      out.requireOne(data);
    }
    for (JsonNode model : parsed.path("meta").path("models_used")) {
      assertThat(model.stringValue().startsWith("sandbox/")).isEqualTo(how == How.SANDBOX);
    }
  }
}
