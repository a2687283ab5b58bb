package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.http.FakeUpstream;
import dev.switchboard.http.Script;
import dev.switchboard.json.Json;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/** Copies of the steps of a call. */
class StepCopiesTest {
  @TempDir Path folder;
  private FakeUpstream one;
  private FakeUpstream two;
  private RunningGateway gateway;

  @BeforeEach
  void start() {
    one = FakeUpstream.start().otherwise(MediaProviders::answer);
    two = FakeUpstream.start().otherwise(MediaProviders::answer);
    gateway =
        RunningGateway.start(
            folder,
            MediaProviders.config(one, "openai")
                + """
                  two: {kind: openai, base_url: "%s", api_key: "test-credential-1234", retries: 0}
                models:
                  draw: {targets: [openai/gpt-image-1], shadow: {model: two/gpt-image-1, percent: 100}}
                """
                    .formatted(two.uri("/v1")));
  }

  @AfterEach
  void stop() {
    gateway.close();
    one.close();
    two.close();
  }

  private HttpResponse<String> ask() {
    ObjectNode body = Json.object().put("name", "shown").put("instructions", "Show");
    body.put("input", "A red ball").putArray("model").add("draw").add("openai/tts-1");
    body.set(
        "output_schema",
        MediaSamples.and(
            MediaSamples.object("image", MediaSamples.media("image/png")),
            "audio",
            MediaSamples.media("audio/wav")));
    return gateway.post("/v3/call", Json.text(body));
  }

  private int metric(String name) {
    return gateway
        .send(HttpRequest.newBuilder(gateway.uri("/metrics")))
        .body()
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .map(line -> (int) Double.parseDouble(line.substring(name.length())))
        .findFirst()
        .orElse(-1);
  }

  private static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("thirty seconds were not enough").isLessThan(end);
      Thread.onSpinWait();
    }
  }

  @Test
  void areMadeWhenTheWholeCallIsAnswered() {
    CountDownLatch copied = new CountDownLatch(1);
    AtomicBoolean early = new AtomicBoolean();
    two.otherwise(request -> {
      copied.countDown();
      return MediaProviders.answer(request);
    });
    one.otherwise(request -> {
      if (request.target().endsWith("/audio/speech")) {
        // A copy of the other step would come meanwhile.
        early.set(waited(copied));
      }
      return MediaProviders.answer(request);
    });
    HttpResponse<String> answer = ask();
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(early).isFalse();
    // Both steps have a model that the catalogue does not know: the route.
    await(() -> metric("switchboard_shadows_made_total") == 2);
    assertThat(two.requests()).anyMatch(request -> request.target().contains("/images/"));
  }

  @Test
  void areNotMadeWhenAnotherStepFails() {
    one.otherwise(request ->
        request.target().endsWith("/audio/speech")
            ? Script.json(400, "{\"error\":{\"message\":\"no such voice\"}}")
            : MediaProviders.answer(request));
    assertThat(ask().statusCode()).isNotEqualTo(200);
    assertThat(metric("switchboard_shadows_made_total")).isZero();
    assertThat(two.requests()).isEmpty();
  }

  private static boolean waited(CountDownLatch latch) {
    try {
      return latch.await(500, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }
}
