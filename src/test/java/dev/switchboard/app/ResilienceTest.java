package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.http.FakeUpstream;
import dev.switchboard.http.Script;
import dev.switchboard.json.Json;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What callers share: the health of targets, bars, budgets of repetitions, places. */
class ResilienceTest {
  private static final String PATH = "/v3/compat/chat/completions";
  private static final String BODY =
      "{\"model\":\"%s\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";

  @TempDir Path folder;
  private FakeUpstream primary;
  private FakeUpstream backup;
  private RunningGateway gateway;

  @BeforeEach
  void start() {
    primary = FakeUpstream.start();
    backup = FakeUpstream.start().otherwise(_ -> Upstreams.answer("backup"));
    gateway = RunningGateway.start(folder, config(1, "900ms", ""));
  }

  @AfterEach
  void stop() {
    gateway.close();
    primary.close();
    backup.close();
  }

  private String config(int retries, String firstEvent, String more) {
    return """
    resilience: {deadline: 20s, patience: 3s, circuit: {failures: 3, cooldown: 600ms, longest: 600ms}}
    providers:
      primary: {kind: openai, base_url: "%s", api_key: "test-credential-1234", retries: %d,
                timeouts: {connect: 1s, first_event: %s, between_events: 900ms, total: 5s}%s}
      backup: {kind: openai, base_url: "%s", api_key: "test-credential-1234", retries: 0}
    models:
      safe: {targets: [primary/gpt-4o, backup/gpt-4o-mini]}
      alone: {targets: [primary/gpt-4o]}
      narrow: {targets: [primary/gpt-4, backup/gpt-4, backup/gpt-4.1]}
      lenient: {content_filter: next, targets: [primary/gpt-4o, backup/gpt-4o-mini]}
    """
        .formatted(primary.uri("/v1"), retries, firstEvent, more, backup.uri("/v1"));
  }

  private void restart(String config) throws IOException {
    gateway.close();
    gateway = RunningGateway.start(Files.createDirectories(folder.resolve("again")), config);
  }

  private HttpResponse<String> ask(String model) {
    return gateway.post(PATH, BODY.formatted(model));
  }

  private static Script limited(String seconds) {
    return Script.status(429)
        .header("Content-Type", "application/json")
        .header("Retry-After", seconds)
        .body("{\"error\":{\"message\":\"slow down\"}}");
  }

  private static Script failing() {
    return Script.json(500, "{\"error\":{\"message\":\"oops\"}}");
  }

  private static String said(HttpResponse<String> answer) {
    return answer.headers().firstValue("x-switchboard-route").orElse("");
  }

  @Test
  void leavesATargetAloneForAllCallersUntilItsRetryAfter() {
    primary.otherwise(_ -> limited("3600"));
    for (int i = 0; i < 4; i++) {
      HttpResponse<String> answer = ask("safe");
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).contains("backup");
    }
    assertThat(primary.requests()).hasSize(1);
    HttpResponse<String> answer = ask("safe");
    assertThat(said(answer))
        .matches("primary/gpt-4o barred 3[56]\\d\\ds; backup/gpt-4o-mini served");
    JsonNode candidates = gateway.traceOf(answer).at("/spans/0/meta/decision/candidates");
    assertThat(candidates.toString()).contains("barred 3").contains("planned");
  }

  @Test
  void tellsTheCallerWhenAllTargetsAreBarredWithoutAsking() {
    primary.otherwise(_ -> limited("3600"));
    ask("alone");
    HttpResponse<String> answer = ask("alone");
    assertThat(answer.statusCode()).isEqualTo(429);
    assertThat(Long.parseLong(answer.headers().firstValue("retry-after").orElseThrow()))
        .isBetween(3_500L, 3_600L);
    assertThat(primary.requests()).hasSize(1);
  }

  @Test
  void waitsForAShortRetryAfterWhenThereIsNowhereElseToGo() {
    primary.enqueue(limited("2"), Upstreams.answer("late"));
    assertThat(ask("alone").body()).contains("late");
    List<FakeUpstream.Received> asked = primary.requests();
    assertThat(Duration.ofNanos(asked.get(1).nanoTime() - asked.get(0).nanoTime()))
        .isBetween(Duration.ofSeconds(2), Duration.ofSeconds(4));
  }

  @Test
  void opensTheCircuitOfAFailingTargetAndClosesItWhenItWorksAgain() throws Exception {
    primary.otherwise(_ -> failing());
    for (int i = 0; i < 10; i++) {
      assertThat(ask("safe").statusCode()).isEqualTo(200);
    }
    int asked = primary.requests().size();
    assertThat(asked).isEqualTo(3);
    assertThat(said(ask("safe"))).startsWith("primary/gpt-4o circuit_open ");

    HttpResponse<String> refused = ask("alone");
    assertThat(refused.statusCode()).isEqualTo(503);
    assertThat(refused.headers().firstValue("retry-after")).contains("1");
    assertThat(refused.body()).contains("3 failures in a row");
    assertThat(primary.requests()).hasSize(asked);

    primary.otherwise(_ -> Upstreams.answer("again"));
    Thread.sleep(700);
    assertThat(ask("safe").body()).contains("again");
    assertThat(said(ask("safe"))).isEqualTo("primary/gpt-4o served");
  }

  @Test
  void showsTheHealthOfTargetsToOperators() throws Exception {
    primary.otherwise(_ -> failing());
    ask("safe");
    ask("safe");
    JsonNode targets = Json.parse(gateway.manage("GET", "/targets", "").body()).path("data");
    assertThat(targets).hasSize(2);
    assertThat(targets.get(1).path("state").asString()).isEqualTo("open");
    JsonNode plan =
        Json.parse(gateway.manage("POST", "/route/explain", "{\"model\":\"safe\"}").body())
            .path("plan");
    assertThat(plan.at("/0/health/reason").asString()).contains("failures in a row");
    assertThat(plan.at("/1/health/state").asString()).isEqualTo("closed");
    String metrics = gateway.send(HttpRequest.newBuilder(gateway.uri("/metrics"))).body();
    assertThat(metrics)
        .contains("switchboard_circuits_open 1.0")
        .contains("switchboard_circuit_openings_total 1.0");
  }

  @Test
  void asksOnlyALargerContextAfterARequestWasTooLong() {
    primary.otherwise(_ ->
        Script.json(
            400, "{\"error\":{\"message\":\"too long\",\"code\":\"context_length_exceeded\"}}"));
    HttpResponse<String> answer = ask("narrow");
    assertThat(answer.body()).contains("backup");
    assertThat(said(answer))
        .isEqualTo(
            "primary/gpt-4 context_length_exceeded; backup/gpt-4 context_not_larger 0s;"
                    .replace(" 0s", "")
                + " backup/gpt-4.1 served");
    assertThat(primary.requests()).hasSize(1);
    assertThat(backup.requests()).hasSize(1);
    HttpResponse<String> alone = ask("alone");
    assertThat(alone.statusCode()).isEqualTo(400);
    assertThat(alone.body()).contains("context_length_exceeded");
  }

  @Test
  void asksAnotherTargetAfterAContentRefusalOnlyWhereTheRouteSaysSo() {
    primary.otherwise(
        _ -> Script.json(400, "{\"error\":{\"message\":\"no\",\"code\":\"content_filter\"}}"));
    assertThat(ask("safe").statusCode()).isEqualTo(400);
    assertThat(backup.requests()).isEmpty();
    assertThat(ask("lenient").body()).contains("backup");
  }

  @Test
  void endsTheWholeCallAtItsDeadline() throws Exception {
    restart(config(5, "4s", "").replace("deadline: 20s", "deadline: 1500ms"));
    primary.otherwise(_ -> Script.silence());
    long start = System.nanoTime();
    HttpResponse<String> answer = ask("safe");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(504);
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isBetween(Duration.ofMillis(1_400), Duration.ofMillis(3_500));
    assertThat(primary.requests()).hasSize(1);
    assertThat(backup.requests()).isEmpty();
  }

  @Test
  void asksNobodyInThePlaceOfATargetWhoseCallerLeft() throws Exception {
    primary.otherwise(_ -> Script.silence());
    try (RawCall _ = RawCall.post(gateway, PATH, BODY.formatted("safe"))) {
      primary.takeRequest();
    }
    assertThat(primary.awaitDeparture(Duration.ofSeconds(5))).isPresent();
    ask("backup/gpt-4o-mini");
    assertThat(backup.requests()).hasSize(1);
    assertThat(primary.requests()).hasSize(1);
  }

  @Test
  @Tag("slow")
  void asksASilentTargetOnceForEachOfManyCallersAndThenNoMore() throws Exception {
    int callers = 512;
    restart(config(2, "3s", ""));
    primary.otherwise(_ -> Script.silence());
    assertAllServed(callers);
    int asked = primary.requests().size();
    assertThat(asked).isLessThanOrEqualTo(callers);
    assertAllServed(32);
    assertThat(primary.requests().size() - asked).as("later").isLessThanOrEqualTo(1);
  }

  @Test
  @Tag("slow")
  void boundsTheAttemptsAtASilentTargetByItsPlaces() throws Exception {
    restart(config(2, "900ms", ", concurrency: {calls: 16, queue: 1000, wait: 20s}"));
    primary.otherwise(_ -> Script.silence());
    assertAllServed(512);
    assertThat(primary.requests().size()).isLessThanOrEqualTo(32);
  }

  private void assertAllServed(int callers) throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<HttpResponse<String>>> answers = new ArrayList<>();
      for (int i = 0; i < callers; i++) {
        answers.add(threads.submit(() -> ask("safe")));
      }
      for (Future<HttpResponse<String>> answer : answers) {
        assertThat(answer.get().body()).contains("backup");
      }
    }
  }

  @Test
  void showsTheWaitForAPlaceOnTheSpan() throws Exception {
    restart(config(0, "4s", ", concurrency: {calls: 1, queue: 5, wait: 5s}"));
    Script slow =
        new Script(
            java.util.stream.Stream.concat(
                    java.util.stream.Stream.of(new Script.Pause(Duration.ofMillis(400))),
                    Upstreams.answer("slow").steps().stream())
                .toList());
    primary.otherwise(_ -> slow);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<HttpResponse<String>> one = threads.submit(() -> ask("alone"));
      primary.takeRequest();
      HttpResponse<String> two = ask("alone");
      assertThat(one.get().statusCode()).isEqualTo(200);
      assertThat(two.statusCode()).isEqualTo(200);
      assertThat(gateway.traceOf(two).toString()).contains("queued_ms");
    }
  }
}
