package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.http.FakeUpstream;
import dev.switchboard.http.Script;
import dev.switchboard.json.Json;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What becomes of a call's steps when one of them fails, and in which order models are told. */
class MediaStepEndsTest {
  @TempDir static Path folder;
  private static FakeUpstream upstream;
  private static RunningGateway gateway;

  @BeforeAll
  static void start() {
    upstream = FakeUpstream.start();
    gateway =
        RunningGateway.start(
            folder,
            MediaProviders.config(upstream, "openai", "gcp").replace("retries: 0", "retries: 2"));
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

  private static ObjectNode shown(String name) {
    ObjectNode body = Json.object().put("name", name).put("instructions", "Answer");
    body.putObject("input").put("text", "A red circle in the snow");
    body.set(
        "output_schema",
        MediaSamples.and(
            MediaSamples.and(
                MediaSamples.object("text", MediaSamples.text()),
                "audio",
                MediaSamples.media("audio/wav")),
            "image",
            MediaSamples.media("image/png")));
    return body;
  }

  private static JsonNode spans(String name) {
    // On a busy machine a record becomes rows later than the gateway waits for it.
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    JsonNode traces = traces(name);
    while (traces.isEmpty() && System.nanoTime() < deadline) {
      traces = traces(name);
    }
    String id = traces.path(0).path("id").stringValue();
    return Json.parse(gateway.get("/v3/traces/" + id).body()).path("data").path("spans");
  }

  private static JsonNode traces(String name) {
    return Json.parse(gateway.get("/v3/traces?name=" + name).body()).path("data");
  }

  private static JsonNode span(String name, String of) {
    for (JsonNode span : spans(name)) {
      if (span.path("name").stringValue().equals(of)) {
        return span;
      }
    }
    throw new AssertionError("no span " + of + " in " + spans(name));
  }

  /** Waits until somebody else was asked, so that both are under way. */
  private static Script after(CountDownLatch asked, Script answer) {
    try {
      return asked.await(20, TimeUnit.SECONDS) ? answer : Script.closes();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Script.closes();
    }
  }

  /** The picture's step fails while that of the speech is under way. */
  private static void refusePicturesOnceSpeechIsAsked(Script speech) {
    CountDownLatch asked = new CountDownLatch(1);
    Script refusal = Script.json(400, "{\"error\":{\"message\":\"no such picture\"}}");
    upstream.otherwise(request -> {
      if (request.target().endsWith("/audio/speech")) {
        asked.countDown();
        return speech;
      }
      return request.target().contains("/images/")
          ? after(asked, refusal)
          : MediaProviders.answer(request);
    });
  }

  @Test
  void givesTheOtherStepsUpWhenOneFails() {
    refusePicturesOnceSpeechIsAsked(Script.silence());
    HttpResponse<String> answer = gateway.post("/v3/call", Json.text(shown("given-up")));
    assertThat(answer.body()).contains("step draw /image: ");
    assertThat(upstream.awaitDeparture(Duration.ofSeconds(20))).isPresent();
    JsonNode spoken = span("given-up", "speak /audio");
    assertThat(spoken.path("status").stringValue()).isEqualTo("failed");
    assertThat(spans("given-up").toString())
        .contains("given up because another step of the call had failed")
        .doesNotContain("the caller left");
    assertThat(span("given-up", "write").path("status").stringValue()).isEqualTo("completed");
    assertThat(span("given-up", "openai/gpt-4.1-nano").path("meta").path("cost").decimalValue())
        .isPositive();
  }

  @Test
  void repeatsNothingAfterAnotherStepFailed() {
    // It would be repeated, but so much later that the other step has failed by then.
    refusePicturesOnceSpeechIsAsked(Script.status(503).header("Retry-After", "40").body("{}"));
    ObjectNode body = shown("not-again");
    body.putArray("model").add("openai/gpt-4.1").add("openai/tts-1").add("openai/gpt-image-1");
    long before = System.nanoTime();
    HttpResponse<String> answer = gateway.post("/v3/call", Json.text(body));
    assertThat(answer.body()).contains("step draw /image: ");
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(40));
    assertThat(spoken()).isEqualTo(1);
  }

  @Test
  void asksNoOtherModelAfterAnotherStepFailed() {
    refusePicturesOnceSpeechIsAsked(Script.silence());
    ObjectNode body = shown("no-other");
    body.putArray("model")
        .add("openai/gpt-4.1")
        .add("openai/tts-1")
        .add("gcp/gemini-2.5-flash-preview-tts")
        .add("openai/gpt-image-1");
    HttpResponse<String> answer = gateway.post("/v3/call", Json.text(body));
    assertThat(answer.body()).contains("step draw /image: ");
    assertThat(upstream.awaitDeparture(Duration.ofSeconds(20))).isPresent();
    assertThat(spoken()).isEqualTo(1);
  }

  private static long spoken() {
    return upstream.requests().stream()
        .filter(r -> r.target().contains("speech") || r.target().contains("-tts"))
        .count();
  }

  @Test
  void tellsModelsInTheOrderOfTheirSteps() {
    CountDownLatch drawn = new CountDownLatch(1);
    upstream.otherwise(request -> {
      if (request.target().contains("/images/")) {
        drawn.countDown();
      }
      // Speech, which stands first in the schema, ends last.
      return request.target().endsWith("/audio/speech")
          ? after(drawn, MediaProviders.answer(request))
          : MediaProviders.answer(request);
    });
    JsonNode answer = Json.parse(gateway.post("/v3/call", Json.text(shown("order"))).body());
    List<String> models = new ArrayList<>();
    answer.path("meta").path("models_used").forEach(model -> models.add(model.stringValue()));
    assertThat(models)
        .containsExactly("openai/gpt-4.1-nano", "openai/gpt-4o-mini-tts", "openai/gpt-image-1");
  }
}
