package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchboard.json.Json;
import java.net.http.HttpClient;
import java.net.http.WebSocketHandshakeException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What a voice session leaves behind, however it ends. */
class RealtimeBooksTest {
  @TempDir Path folder;
  private final HttpClient client = HttpClient.newHttpClient();
  private RunningGateway gateway;

  @BeforeEach
  void start() {
    gateway = RunningGateway.start(folder, "");
  }

  @AfterEach
  void stop() {
    client.shutdownNow();
    gateway.close();
  }

  private VoiceCaller started(ObjectNode config) {
    VoiceCaller caller = VoiceCaller.of(gateway, client, "/v3/realtime");
    ObjectNode start = Json.object().put("type", "session.start");
    start.set("config", config);
    caller.send(start);
    caller.until("session.started");
    return caller;
  }

  private static ObjectNode echo() {
    return Json.object().put("model", "sandbox/echo").put("output", "text");
  }

  private static ObjectNode text(String words) {
    return Json.object().put("type", "text.input").put("text", words);
  }

  /** The names of what is recorded, when so many are the session's or a turn's. */
  private List<String> recorded(int calls) {
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (true) {
      JsonNode traces = Json.parse(gateway.get("/v3/traces?limit=10").body()).path("data");
      List<String> names = new ArrayList<>();
      for (JsonNode trace : traces) {
        String id = trace.path("id").asString();
        JsonNode spans =
            Json.parse(gateway.get("/v3/traces/" + id).body()).path("data").path("spans");
        spans.forEach(span -> names.add(span.path("name").asString()));
      }
      if (names.stream().filter("realtime"::equals).count() >= calls
          || System.nanoTime() > deadline) {
        return names;
      }
      Thread.onSpinWait();
    }
  }

  @Test
  void recordsEachTurnOnceWhenTheCallerHangsUp() {
    try (VoiceCaller caller = started(echo())) {
      caller.send(text("one"));
      caller.until("response.completed");
      caller.send(text("two"));
      caller.until("response.completed");
    }

    // Two turns and the session, of which each is a call.
    assertThat(recorded(3).stream().filter("realtime"::equals)).hasSize(3);
  }

  @Test
  void recordsTheTurnOfACallerWhoIsCutOff() {
    VoiceCaller caller = started(echo());
    caller.send(text("one"));
    caller.until("response.completed");
    caller.cut();

    assertThat(recorded(2).stream().filter("realtime"::equals)).hasSize(2);
  }

  @Test
  void endsAFloodOfEvents() {
    VoiceCaller caller = started(echo());
    try {
      for (int i = 0; i < 20_000; i++) {
        caller.send(Json.object().put("type", "audio.clear"));
      }
    } catch (CompletionException _) {
      // The gateway has hung up, as it should.
    }
    JsonNode last = caller.until("session.terminating").getLast();
    JsonNode closed = caller.next();

    assertThat(last.at("/error/code").asString()).isEqualTo("rate_limited");
    assertThat(closed.path("code").asInt()).isEqualTo(1008);
  }

  @Test
  void refusesACallerWhoseBudgetIsSpentBeforeTheSessionBegins() {
    gateway.managed("/budgets", "{\"project\":\"default\",\"period\":\"total\",\"limit_usd\":0}");

    assertThatThrownBy(() -> VoiceCaller.of(gateway, client, "/v3/realtime"))
        .isInstanceOf(CompletionException.class)
        .cause()
        .isInstanceOfSatisfying(
            WebSocketHandshakeException.class,
            e -> assertThat(e.getResponse().statusCode()).isEqualTo(402));
  }
}
