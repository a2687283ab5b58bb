package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.http.FakeUpstream;
import dev.switchboard.http.Script;
import dev.switchboard.json.Json;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A voice session in whose middle the process is killed. */
@Tag("slow")
class VoiceKilledTest {
  private static final BigDecimal COST = new BigDecimal("0.0026");

  @TempDir Path folder;
  private final HttpClient client = HttpClient.newHttpClient();

  private JsonNode ask(URI address, String token, @Nullable String body)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address)
            .timeout(Duration.ofSeconds(20))
            .header("Authorization", "Bearer " + token);
    if (body != null) {
      request.POST(HttpRequest.BodyPublishers.ofString(body));
    }
    return Json.parse(client.send(request.build(), HttpResponse.BodyHandlers.ofString()).body());
  }

  private static void say(VoiceCaller caller, String words) {
    caller.send(Json.object().put("type", "text.input").put("text", words));
  }

  private GatewayProcess serve() {
    return GatewayProcess.serve(
        folder,
        "--config",
        folder.resolve("switchboard.yaml").toString(),
        "--data",
        folder.resolve("data").toString());
  }

  @Test
  void leavesOneRecordOfEachTurnThatWasFinishedAndTheBudgetInOrder() throws Exception {
    try (FakeUpstream upstream =
        FakeUpstream.start()
            .otherwise(_ ->
                Script.sse(
                    Upstreams.delta("hello"),
                    Upstreams.finish(),
                    Upstreams.usage(),
                    Upstreams.done()))) {
      Files.writeString(
          folder.resolve("switchboard.yaml"), Upstreams.config(upstream.uri("/v1").toString()));
      String key;
      try (GatewayProcess gateway = serve()) {
        key = gateway.key();
        String admin = Files.readString(folder.resolve("data/admin-token")).strip();
        ask(
            URI.create(gateway.url() + "/management/v1/budgets"),
            admin,
            "{\"project\":\"default\",\"period\":\"total\",\"limit_usd\":1}");
        twoTurnsAndAHalf(gateway, key, upstream);
      }
      try (GatewayProcess again = serve()) {
        List<String> calls = finished(again, key);
        String admin = Files.readString(folder.resolve("data/admin-token")).strip();
        JsonNode budget =
            ask(URI.create(again.url() + "/management/v1/budgets"), admin, null)
                .path("data")
                .path(0);

        JsonNode interrupted =
            ask(URI.create(again.url() + "/management/v1/ledger/verify"), admin, null)
                .path("tables")
                .path("interrupted");
        assertThat(calls).hasSize(2);
        assertThat(interrupted.path("attempts").asInt()).isOne();
        assertThat(interrupted.path("at_most").decimalValue()).isGreaterThan(COST);
        assertThat(budget.path("reserved_usd").decimalValue()).isZero();
        assertThat(budget.path("spent_usd").decimalValue())
            .isEqualByComparingTo(
                COST.multiply(BigDecimal.TWO).add(interrupted.path("at_most").decimalValue()));
      }
    } finally {
      client.shutdownNow();
    }
  }

  /** Returns, with the process killed, in the middle of the third. */
  private void twoTurnsAndAHalf(GatewayProcess gateway, String key, FakeUpstream upstream) {
    VoiceCaller caller = VoiceCaller.at(gateway.url(), client, "/v3/realtime", key);
    ObjectNode start = Json.object().put("type", "session.start");
    start.putObject("config").put("model", "mock/gpt-4o").put("output", "text");
    caller.send(start);
    for (String words : List.of("one", "two")) {
      say(caller, words);
      JsonNode done = caller.until("response.completed").getLast();
      assertThat(done.path("status").asString()).as("%s", done).isEqualTo("completed");
    }
    upstream.enqueue(
        Script.status(200)
            .header("Content-Type", "text/event-stream")
            .chunked()
            .chunk(Upstreams.delta("Hel"))
            .pause(Duration.ofMillis(600))
            .chunk(Upstreams.delta("lo"))
            .pause(Duration.ofMillis(600))
            .end());
    say(caller, "three");
    caller.until("text.delta");
    gateway.close();
  }

  /** The ids of the calls that are on record as answered, as soon as there are two. */
  private List<String> finished(GatewayProcess gateway, String key) throws Exception {
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (true) {
      JsonNode traces =
          ask(URI.create(gateway.url() + "/v3/traces?limit=10"), key, null).path("data");
      if (traces.size() == 1) {
        JsonNode trace =
            ask(
                    URI.create(
                        gateway.url() + "/v3/traces/" + traces.path(0).path("id").asString()),
                    key,
                    null)
                .path("data");
        List<String> calls =
            StreamSupport.stream(trace.path("spans").spliterator(), false)
                .filter(span -> span.path("type").asString().equals("call"))
                .filter(span -> span.path("status").asString().equals("completed"))
                .map(span -> span.path("id").asString())
                .toList();
        if (calls.size() >= 2) {
          return calls;
        }
      }
      assertThat(System.nanoTime()).as("%s", traces).isLessThan(end);
      LockSupport.parkNanos(50_000_000);
    }
  }
}
