package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchboard.http.FakeUpstream;
import dev.switchboard.http.Script;
import dev.switchboard.json.Json;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.WebSocketHandshakeException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What a voice session is held to while it runs, and how each of its ends is told and booked. */
class VoiceDutiesTest {
  /** What the provider's answer costs: 1,000 tokens in at 2.50 USD, 10 out at 10 USD a million. */
  private static final BigDecimal COST = new BigDecimal("0.0026");

  @TempDir Path folder;
  private final HttpClient client = HttpClient.newHttpClient();
  private final FakeUpstream upstream =
      FakeUpstream.start()
          .otherwise(_ ->
              Script.sse(
                  Upstreams.delta("hello"),
                  Upstreams.finish(),
                  Upstreams.usage(),
                  Upstreams.done()));
  private @Nullable RunningGateway running;

  @AfterEach
  void stop() {
    client.shutdownNow();
    if (running != null) {
      running.close();
    }
    upstream.close();
  }

  private RunningGateway gateway(String yaml) {
    RunningGateway started = RunningGateway.start(folder, yaml);
    running = started;
    return started;
  }

  private VoiceCaller started(RunningGateway gateway, String key, ObjectNode config) {
    VoiceCaller caller = VoiceCaller.of(gateway, client, "/v3/realtime", key);
    ObjectNode start = Json.object().put("type", "session.start");
    start.set("config", config);
    caller.send(start);
    caller.until("session.started");
    return caller;
  }

  private VoiceCaller started(RunningGateway gateway, ObjectNode config) {
    return started(gateway, gateway.key(), config);
  }

  private static ObjectNode echo() {
    return Json.object().put("model", "sandbox/echo").put("speed", 4);
  }

  private static ObjectNode written(String model) {
    return Json.object().put("model", model).put("output", "text");
  }

  private static void say(VoiceCaller caller, String words) {
    caller.send(Json.object().put("type", "text.input").put("text", words));
  }

  /** How the next answer ends. */
  private static JsonNode answer(VoiceCaller caller, String words) {
    say(caller, words);
    return caller.until("response.completed").getLast();
  }

  /** The session's calls, itself among them, once its own record is there. */
  private static List<JsonNode> calls(RunningGateway gateway) {
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (System.nanoTime() < end) {
      JsonNode traces = Json.parse(gateway.get("/v3/traces?name=realtime").body()).path("data");
      if (traces.size() == 1) {
        String id = traces.path(0).path("id").asString();
        JsonNode spans =
            Json.parse(gateway.get("/v3/traces/" + id).body()).path("data").path("spans");
        List<JsonNode> calls = new ArrayList<>();
        spans.forEach(span -> {
          if (span.path("type").asString().equals("call")) {
            calls.add(span);
          }
        });
        if (calls.stream().anyMatch(call -> call.path("parent_id").isNull())) {
          return calls;
        }
      }
      LockSupport.parkNanos(20_000_000);
    }
    throw new AssertionError("no record of the session");
  }

  @Test
  void takesOnePlaceAmongTheCallsThatRunWhateverItsTurnsNeed() {
    RunningGateway gateway = gateway("rate_limits:\n  mine: {each: key, concurrent: 1}\n");
    byte[] hello = VoiceCaller.spoken(gateway, "Hello.");
    try (VoiceCaller caller = started(gateway, echo())) {
      caller.say("audio.append", hello, VoiceCaller.silence(600));
      assertThat(caller.until("response.completed").getLast().path("status").asString())
          .isEqualTo("completed");
    }
  }

  @Test
  void leavesNoPlaceTakenByASessionThatChoseAnotherModel() {
    RunningGateway gateway = gateway("rate_limits:\n  mine: {each: key, concurrent: 2}\n");
    for (int i = 0; i < 3; i++) {
      try (VoiceCaller caller = started(gateway, written("sandbox/echo"))) {
        assertThat(answer(caller, "one").path("status").asString()).isEqualTo("completed");
      }
    }
  }

  @Test
  void countsEachAnswerAsARequestAndGoesOnWhenALimitRefusesOne() {
    // The call that makes the sound is one, the session another.
    RunningGateway gateway = gateway("rate_limits:\n  mine: {each: key, requests: 4, per: 1h}\n");
    byte[] hello = VoiceCaller.spoken(gateway, "Hello.");
    try (VoiceCaller caller = started(gateway, echo())) {
      caller.say("audio.append", hello, VoiceCaller.silence(600));
      assertThat(caller.until("response.completed").getLast().path("status").asString())
          .isEqualTo("completed");
      assertThat(answer(caller, "two").path("status").asString()).isEqualTo("completed");
      JsonNode refused = answer(caller, "three");

      assertThat(refused.path("status").asString()).isEqualTo("failed");
      assertThat(refused.at("/error/code").asString()).isEqualTo("rate_limited");
      caller.send(Json.object().put("type", "session.update"));
      caller.until("session.updated");
    }
  }

  @Test
  void endsWhenItsBudgetIsSpentAndPaysForWhatWasAnswered() {
    RunningGateway gateway = gateway(Upstreams.config(upstream.uri("/v1").toString()));
    gateway.managed(
        "/budgets", "{\"project\":\"default\",\"period\":\"total\",\"limit_usd\":0.008}");
    VoiceCaller caller = started(gateway, written("mock/gpt-4o").put("max_tokens", 100));
    JsonNode first = answer(caller, "one");
    assertThat(first.path("status").asString()).as("%s", first).isEqualTo("completed");
    say(caller, "two");
    say(caller, "three");
    List<JsonNode> rest = caller.until("closed");

    assertThat(VoiceCaller.types(rest)).contains("session.terminating");
    assertThat(rest.getLast().path("code").asInt()).isEqualTo(1008);
    assertThat(rest.getLast().path("reason").asString()).startsWith("budget_exhausted");
    calls(gateway);
    JsonNode budget = gateway.managed("/budgets").path("data").path(0);
    assertThat(budget.path("reserved_usd").decimalValue()).isZero();
    assertThat(budget.path("spent_usd").decimalValue())
        .isEqualByComparingTo(COST.multiply(BigDecimal.valueOf(upstream.requests().size())));
  }

  @Test
  void endsAtTheNextTurnOfAKeyThatWasRevoked() {
    RunningGateway gateway = gateway("");
    JsonNode made = gateway.managed("/keys", "{\"name\":\"second\"}");
    VoiceCaller caller = started(gateway, made.path("key").asString(), written("sandbox/echo"));
    assertThat(answer(caller, "one").path("status").asString()).isEqualTo("completed");
    gateway.managed("/keys/" + made.path("id").asString() + "/revoke", "");
    say(caller, "two");
    List<JsonNode> rest = caller.until("closed");

    assertThat(VoiceCaller.types(rest)).contains("session.terminating");
    assertThat(rest.getLast().path("code").asInt()).isEqualTo(1008);
    assertThat(calls(gateway).stream().filter(c -> c.path("name").asString().equals("realtime")))
        .hasSize(2);
  }

  @Test
  void paysOnceForAnAnswerInWhoseMiddleTheCallerIsCutOff() {
    RunningGateway gateway = gateway(Upstreams.config(upstream.uri("/v1").toString()));
    gateway.managed("/budgets", "{\"project\":\"default\",\"period\":\"total\",\"limit_usd\":1}");
    upstream.enqueue(
        Script.status(200)
            .header("Content-Type", "text/event-stream")
            .chunked()
            .chunk(Upstreams.delta("Hel"))
            .pause(Duration.ofMillis(600))
            .chunk(Upstreams.delta("lo"))
            .pause(Duration.ofMillis(600))
            .chunk(Upstreams.finish())
            .chunk(Upstreams.done())
            .end());
    VoiceCaller caller = started(gateway, written("mock/gpt-4o"));
    say(caller, "one");
    caller.until("text.delta");
    caller.cut();

    List<JsonNode> calls = calls(gateway);
    assertThat(calls).hasSize(2);
    JsonNode budget = gateway.managed("/budgets").path("data").path(0);
    assertThat(budget.path("reserved_usd").decimalValue()).isZero();
    assertThat(budget.path("spent_usd").decimalValue()).isPositive();
    assertThat(upstream.requests()).hasSize(1);
  }

  private static void assertEnds(VoiceCaller caller, String error, int code) {
    List<JsonNode> rest = caller.until("closed");
    assertThat(rest.stream().filter(e -> e.path("type").asString().equals("session.terminating")))
        .as("%s", rest)
        .extracting(e -> e.at("/error/code").asString())
        .containsExactly(error);
    assertThat(rest.getLast().path("code").asInt()).isEqualTo(code);
  }

  @Test
  void endsWhenNothingIsSaidForTooLong() {
    RunningGateway gateway = gateway("realtime: {idle: 300ms}\n");
    assertEnds(started(gateway, written("sandbox/echo")), "session_idle", 1001);
    assertThat(calls(gateway)).hasSize(1);
  }

  @Test
  void endsWhenItHasLastedForItsTime() {
    RunningGateway gateway = gateway("realtime: {longest: 500ms}\n");
    assertEnds(started(gateway, written("sandbox/echo")), "session_expired", 1001);
    assertThat(calls(gateway)).hasSize(1);
  }

  @Test
  void endsAtAMessageThatIsTooLarge() {
    RunningGateway gateway = gateway("realtime: {message: 64KB}\n");
    VoiceCaller caller = started(gateway, written("sandbox/echo"));
    answer(caller, "one");
    try {
      say(caller, "x".repeat(100_000));
    } catch (CompletionException _) {
      // The gateway has hung up in the middle of it, as it may.
    }
    assertThat(caller.until("closed").getLast().path("code").asInt()).isEqualTo(1009);
    assertThat(calls(gateway)).hasSize(2);
  }

  @Test
  void letsInNoMoreSessionsThanMayBeOpen() {
    RunningGateway gateway = gateway("realtime: {sessions: 1}\n");
    try (VoiceCaller _ = started(gateway, written("sandbox/echo"))) {
      assertThatThrownBy(() -> VoiceCaller.of(gateway, client, "/v3/realtime"))
          .cause()
          .isInstanceOfSatisfying(
              WebSocketHandshakeException.class,
              e -> assertThat(e.getResponse().statusCode()).isEqualTo(503));
    }
  }

  @Test
  void refusesSoundAndWordsForWhichAllSessionsTogetherHaveNoRoom() {
    RunningGateway gateway = gateway("realtime: {held: 100KB}\n");
    ObjectNode config = written("sandbox/echo");
    config.putObject("turn_detection").put("type", "none");
    try (VoiceCaller first = started(gateway, config);
        VoiceCaller second = started(gateway, config)) {
      first.say("audio.append", VoiceCaller.silence(1_600));
      first.send(Json.object().put("type", "session.update"));
      first.until("session.updated");
      second.say("audio.append", VoiceCaller.silence(1_000));
      JsonNode refused = second.until("error").getLast();
      assertThat(refused.at("/error/code").asString()).isEqualTo("overloaded");
      second.send(Json.object().put("type", "audio.clear"));
      second.send(Json.object().put("type", "session.update"));
      second.until("session.updated");
      say(second, "x".repeat(60_000));
      JsonNode words = second.until("error").getLast();
      assertThat(words.at("/error/code").asString()).isEqualTo("overloaded");
      first.send(Json.object().put("type", "audio.clear"));
      first.send(Json.object().put("type", "session.update"));
      first.until("session.updated");
      assertThat(answer(second, "x".repeat(30_000)).path("status").asString())
          .isEqualTo("completed");
    }
    awaitMetric(gateway, "switchboard_voice_held_bytes 0");
  }

  private static void awaitMetric(RunningGateway gateway, String line) {
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!gateway.get("/metrics").body().lines().anyMatch(l -> l.startsWith(line))) {
      assertThat(System.nanoTime()).as(line).isLessThan(end);
      LockSupport.parkNanos(20_000_000);
    }
  }

  @Test
  void endsInTimeForACallerWhoTakesNothing() throws IOException {
    RunningGateway gateway = gateway("realtime: {longest: 2s}\n");
    try (Socket socket = new Socket()) {
      socket.setReceiveBufferSize(4_096);
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), gateway.port()));
      DeafCaller.begin(socket, gateway.key(), "sandbox/echo", "So it goes on and on. ".repeat(400));

      assertThat(calls(gateway)).hasSizeGreaterThanOrEqualTo(2);
      awaitMetric(gateway, "switchboard_voice_sessions_open 0");
      awaitMetric(gateway, "switchboard_voice_held_bytes 0");
    }
  }

  @Test
  void endsAtOnceWhenTheGatewayStopsAndNothingIsBeingSaid() {
    RunningGateway gateway = gateway("");
    VoiceCaller caller = started(gateway, written("sandbox/echo"));
    answer(caller, "one");
    long begun = System.nanoTime();
    gateway.close();
    running = null;

    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));
    assertEnds(caller, "gateway_stopping", 1001);
  }

  @Test
  void endsBeforeItIsBegunWhenTheGatewayStopsOrNobodyBeginsIt() {
    RunningGateway gateway = gateway("realtime: {idle: 300ms}\n");
    VoiceCaller silent = VoiceCaller.of(gateway, client, "/v3/realtime");
    JsonNode closed = silent.next();
    assertThat(closed.path("code").asInt()).isEqualTo(1001);
    assertThat(closed.path("reason").asString()).startsWith("session_idle");

    VoiceCaller caller = VoiceCaller.of(gateway, client, "/v3/realtime");
    long begun = System.nanoTime();
    gateway.close();
    running = null;
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(15));
    assertThat(caller.next().path("code").asInt()).isEqualTo(1001);
  }

  @Test
  void finishesTheAnswerUnderWayWhenTheGatewayStopsAndRecordsItOnce() {
    String yaml =
        "providers:\n  mock: {kind: openai, base_url: \"%s\", api_key: \"test-credential-1234\"}\n"
            .formatted(upstream.uri("/v1"));
    RunningGateway gateway = gateway(yaml);
    upstream.enqueue(
        Script.status(200)
            .header("Content-Type", "text/event-stream")
            .chunked()
            .chunk(Upstreams.delta("Hel"))
            .pause(Duration.ofSeconds(2))
            .chunk(Upstreams.delta("lo"))
            .chunk(Upstreams.finish())
            .chunk(Upstreams.usage())
            .chunk(Upstreams.done())
            .end());
    VoiceCaller caller = started(gateway, written("mock/gpt-4o"));
    say(caller, "one");
    caller.until("text.delta");
    gateway.close();
    List<JsonNode> rest = caller.until("closed");
    running = gateway.again(folder, yaml);

    assertThat(VoiceCaller.types(rest)).contains("session.ending", "session.terminating");
    assertThat(
            rest.stream()
                .filter(e -> e.path("type").asString().equals("response.completed"))
                .map(e -> e.path("status").asString()))
        .containsExactly("completed");
    assertThat(rest.getLast().path("code").asInt()).isEqualTo(1001);
    assertThat(calls(running)).hasSize(2);
  }
}
