package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.http.FakeUpstream;
import dev.switchboard.http.Script;
import dev.switchboard.json.Json;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The native API's calls with media, with providers of two families behind them. */
class MediaStepsTest {
  @TempDir static Path folder;
  private static FakeUpstream upstream;
  private static Map<String, RunningGateway> gateways;

  @BeforeAll
  static void start() throws java.io.IOException {
    upstream = FakeUpstream.start();
    gateways =
        Map.of(
            "openai", gateway("openai"), "gcp", gateway("gcp"), "both", gateway("openai", "gcp"));
  }

  private static RunningGateway gateway(String... names) throws java.io.IOException {
    Path own = Files.createDirectory(folder.resolve(String.join("-", names)));
    return RunningGateway.start(own, MediaProviders.config(upstream, names));
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

  private static RunningGateway named(String name) {
    return Objects.requireNonNull(gateways.get(name));
  }

  private static HttpResponse<String> post(String gateway, String path, ObjectNode body) {
    return named(gateway).post(path, Json.text(body));
  }

  private static JsonNode call(String gateway, ObjectNode body) {
    HttpResponse<String> answer = post(gateway, "/v3/call", body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return Json.parse(answer.body());
  }

  private static List<String> models(JsonNode answer) {
    List<String> models = new ArrayList<>();
    answer.path("meta").path("models_used").forEach(model -> models.add(model.stringValue()));
    return models;
  }

  private static List<String> paths() {
    return upstream.requests().stream().map(r -> r.target().replaceFirst("^/v1", "")).toList();
  }

  private static ObjectNode body(String name, ObjectNode outputSchema) {
    ObjectNode body = Json.object().put("name", name).put("instructions", "Answer");
    body.putObject("input").put("text", "A red circle in the snow");
    body.set("input_schema", MediaSamples.object("text", MediaSamples.text()));
    body.set("output_schema", outputSchema);
    return body;
  }

  private static ObjectNode with(ObjectNode body, String type, byte[] bytes) {
    ((ObjectNode) body.get("input")).put("media", MediaSamples.base64(bytes));
    MediaSamples.and((ObjectNode) body.get("input_schema"), "media", MediaSamples.media(type));
    return body;
  }

  private static ObjectNode narrated() {
    return MediaSamples.and(
        MediaSamples.object("summary", MediaSamples.text()),
        "audio_summary",
        MediaSamples.media("audio/wav"));
  }

  static Stream<Arguments> pairs() {
    return MediaCallTest.pairs().stream()
        .flatMap(pair ->
            Stream.of("openai", "gcp", "both")
                .map(gateway -> Arguments.of(gateway, pair.get()[0], pair.get()[1])));
  }

  @ParameterizedTest(name = "{0}: {1} to {2}")
  @MethodSource("pairs")
  void servesEveryPairOfKindsByProviders(String gateway, Object in, Object out) {
    ObjectNode body = MediaCallTest.body(in, out);
    HttpResponse<String> answer = post(gateway, "/v3/call", body);
    JsonNode parsed = Json.parse(answer.body());
    if (MediaCallTest.isRefusedBy(gateway, in, out)) {
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(422);
      assertThat(parsed.path("error").path("code").stringValue()).isEqualTo("unsupported");
      assertThat(parsed.path("error").path("message").stringValue()).contains("expected");
      return;
    }
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    MediaCallTest.requireMedia(parsed.path("data"), body);
  }

  @Test
  void hearsAnswersAndSpeaksInOneModelWhereOneCan() {
    JsonNode answer =
        call("openai", with(body("one", narrated()), "audio/wav", MediaSamples.silence()));
    assertThat(models(answer)).containsExactly("openai/gpt-4o-audio-preview");
    assertThat(answer.path("data").path("summary").stringValue()).isEqualTo("It has snowed.");
    assertThat(MediaSamples.seconds(answer.path("data").path("audio_summary"))).isEqualTo(1.0);
    JsonNode sent = Json.parse(upstream.takeRequest().body());
    assertThat(sent.path("audio").path("format").stringValue()).isEqualTo("wav");
    assertThat(sent.path("messages").toString()).contains("input_audio", "Answer");
  }

  @Test
  void compilesWhatNoSingleModelServesIntoSteps() {
    ObjectNode body = with(body("steps", narrated()), "audio/wav", MediaSamples.silence());
    body.putArray("model")
        .add("openai/gpt-4o-transcribe")
        .add("openai/gpt-4.1")
        .add("openai/tts-1");
    JsonNode answer = call("openai", body);
    assertThat(models(answer))
        .containsExactly("openai/gpt-4o-transcribe", "openai/gpt-4.1", "openai/tts-1");
    assertThat(paths())
        .containsExactly("/audio/transcriptions", "/chat/completions", "/audio/speech");
    assertThat(upstream.requests().get(1).body()).contains("Snow has fallen.");
    assertThat(Json.parse(upstream.requests().get(2).body()).path("input").stringValue())
        .isEqualTo("Snow on the roofs");
    assertThat(answer.path("meta").path("tts_calls").asInt()).isEqualTo(1);
  }

  @Test
  void pricesEveryStepAndPutsThemOnTheTrace() {
    ObjectNode body = body("priced", MediaSamples.object("text", MediaSamples.text()));
    MediaSamples.and(
        (ObjectNode) body.get("output_schema"), "image", MediaSamples.media("image/png"));
    HttpResponse<String> answer = post("openai", "/v3/call", body);
    // 1,000 tokens in at 0.10 and 100 out at 0.40; 50 in at 5 and 1,000 picture tokens at 40.
    assertThat(Json.parse(answer.body()).path("meta").path("cost").decimalValue())
        .isEqualByComparingTo("0.04039");
    JsonNode spans = named("openai").traceOf(answer).path("spans");
    List<String> names = new ArrayList<>();
    spans.forEach(
        span -> names.add(span.path("type").stringValue() + " " + span.path("name").stringValue()));
    assertThat(names)
        .containsExactly(
            "call priced",
            "step write",
            "attempt openai/gpt-4.1-nano",
            "step draw /image",
            "attempt openai/gpt-image-1");
    assertThat(spans.get(2).path("parent_id")).isEqualTo(spans.get(1).path("id"));
    assertThat(spans.get(3).path("meta").path("kind").stringValue()).isEqualTo("image_generation");
  }

  @Test
  void showsThePlanWithoutRunningIt() {
    ObjectNode body = with(body("planned", narrated()), "audio/wav", MediaSamples.silence());
    body.putArray("model").add("openai/whisper-1").add("openai/gpt-4.1").add("openai/tts-1");
    JsonNode plan = Json.parse(post("openai", "/v3/call/plan", body).body());
    List<String> steps = new ArrayList<>();
    plan.path("steps")
        .forEach(step ->
            steps.add(
                step.path("id").stringValue()
                    + " by "
                    + step.path("models").get(0).stringValue()
                    + " after "
                    + step.path("after")));
    assertThat(steps)
        .containsExactly(
            "transcribe /media by openai/whisper-1 after []",
            "write by openai/gpt-4.1 after [\"transcribe /media\"]",
            "speak /audio_summary by openai/tts-1 after [\"write\"]");
    // A second heard at 0.006 USD a minute; 500 characters at 15 USD a million.
    assertThat(plan.path("steps").get(0).path("estimated_cost").decimalValue())
        .isEqualByComparingTo("0.0001");
    assertThat(plan.path("steps").get(2).path("estimated_cost").decimalValue())
        .isEqualByComparingTo("0.0075");
    assertThat(plan.path("estimated_cost").decimalValue()).isPositive();
    assertThat(upstream.requests()).isEmpty();
  }

  @Test
  void namesTheStepThatFailsAndBooksWhatWasPaid() {
    upstream.otherwise(request ->
        request.target().endsWith("/images/generations")
            ? Script.json(400, "{\"error\":{\"message\":\"no such picture\"}}")
            : MediaProviders.answer(request));
    ObjectNode body = body("failing", MediaSamples.object("text", MediaSamples.text()));
    MediaSamples.and(
        (ObjectNode) body.get("output_schema"), "image", MediaSamples.media("image/png"));
    HttpResponse<String> answer = post("openai", "/v3/call", body);
    assertThat(answer.statusCode()).isGreaterThanOrEqualTo(400);
    assertThat(answer.body()).contains("step draw /image: ");
    JsonNode traces = Json.parse(named("openai").get("/v3/traces?name=failing").body());
    JsonNode trace = traces.path("data").get(0);
    String id = trace.path("id").asString(trace.path("trace_id").asString(""));
    JsonNode whole = Json.parse(named("openai").get("/v3/traces/" + id).body()).path("data");
    JsonNode spans = whole.path("spans");
    assertThat(spans.get(0).path("status").stringValue()).isEqualTo("failed");
    assertThat(spans.get(1).path("status").stringValue()).isEqualTo("completed");
    assertThat(spans.get(2).path("meta").path("cost").decimalValue()).isPositive();
    assertThat(spans.get(3).path("status").stringValue()).isEqualTo("failed");
  }

  @Test
  void makesWhatIsIndependentAtTheSameTime() {
    java.util.concurrent.CyclicBarrier both = new java.util.concurrent.CyclicBarrier(2);
    upstream.otherwise(request -> {
      try {
        both.await(20, java.util.concurrent.TimeUnit.SECONDS);
      } catch (Exception e) {
        return Script.json(500, "{}");
      }
      return MediaProviders.answer(request);
    });
    ObjectNode body =
        body(
            "together",
            MediaSamples.and(
                MediaSamples.object("image", MediaSamples.media("image/png")),
                "audio",
                MediaSamples.media("audio/wav")));
    JsonNode data = call("openai", body).path("data");
    assertThat(MediaSamples.image(data.path("image")).getWidth()).isEqualTo(32);
    assertThat(MediaSamples.seconds(data.path("audio"))).isEqualTo(1.0);
  }

  @Test
  void takesTheNextModelWhenTheFirstOneFails() {
    upstream.otherwise(request ->
        request.target().endsWith("/images/generations")
            ? Script.json(500, "{\"error\":{\"message\":\"broken\"}}")
            : MediaProviders.answer(request));
    ObjectNode body =
        body("fallback", MediaSamples.object("image", MediaSamples.media("image/png")));
    body.putArray("model").add("openai/gpt-image-1").add("gcp/gemini-2.5-flash-image");
    assertThat(models(call("both", body))).containsExactly("gcp/gemini-2.5-flash-image");
  }

  @Test
  void asksForTheSizeAndTheFormThatAreWanted() {
    ObjectNode body = body("sized", MediaSamples.object("image", MediaSamples.media("image/jpeg")));
    ObjectNode model = body.putObject("model").put("name", "openai/gpt-image-1");
    model.putObject("options").put("size", "1536x1024").put("quality", "low");
    JsonNode data = call("openai", body).path("data");
    assertThat(data.path("image").stringValue()).startsWith("/9j/");
    JsonNode sent = Json.parse(upstream.takeRequest().body());
    assertThat(sent.path("size").stringValue()).isEqualTo("1536x1024");
    assertThat(sent.path("output_format").stringValue()).isEqualTo("jpeg");
    assertThat(sent.path("quality").stringValue()).isEqualTo("low");
  }

  @Test
  void makesAVectorOfEachTextInOneRequest() {
    ObjectNode vector = Json.object().put("type", "array").put("minItems", 16).put("maxItems", 16);
    vector.putObject("items").put("type", "number");
    ObjectNode list = Json.object().put("type", "array");
    list.set("items", vector);
    ObjectNode body = body("many", MediaSamples.object("embeddings", list));
    body.putObject("input").putArray("texts").add("one").add("two").add("three");
    body.remove("input_schema");
    JsonNode data = call("openai", body).path("data").path("embeddings");
    assertThat(data.size()).isEqualTo(3);
    assertThat(data.get(2).get(2).doubleValue()).isEqualTo(1.0);
    assertThat(upstream.requests()).hasSize(1);
  }

  @Test
  void drawsAPictureForEachElementThatTheTextStepWrites() {
    ObjectNode slide =
        MediaSamples.and(
            MediaSamples.object("title", MediaSamples.text()),
            "image",
            MediaSamples.media("image/png"));
    ObjectNode slides = Json.object().put("type", "array");
    slides.set("items", slide);
    JsonNode answer = call("openai", body("slides", MediaSamples.object("slides", slides)));
    JsonNode made = answer.path("data").path("slides");
    assertThat(made.size()).isEqualTo(2);
    assertThat(MediaSamples.image(made.get(1).path("image")).getWidth()).isEqualTo(32);
  }
}
