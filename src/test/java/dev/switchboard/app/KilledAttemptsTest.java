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
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * A gateway that is killed in the middle of its attempts: what is on record is held against what
 * the provider itself has received, call by call and to the cent.
 *
 * <p>Every call brings a trace id of its own and says it in what it asks, so that it can be found
 * at both ends.
 */
class KilledAttemptsTest {
  private static final int CALLERS = 8;

  /** Of {@code tts-1}, in USD; what is spoken is as long as a trace id. */
  private static final BigDecimal SPEECH = new BigDecimal("0.000015").multiply(new BigDecimal(32));

  /** Of {@code gpt-4o}: 1,000 tokens in and 10 out. */
  private static final BigDecimal CHAT = new BigDecimal("0.0026");

  private static final Pattern MARK = Pattern.compile("[0-9a-f]{32}");

  @TempDir Path folder;
  private final AtomicLong marks = new AtomicLong();
  private final Set<String> answered = ConcurrentHashMap.newKeySet();
  private final HttpClient client = HttpClient.newHttpClient();

  @Test
  void leavesOneRecordOfEachRequestThatTheProviderReceived() throws Exception {
    killed(2);
  }

  @Tag("slow")
  @Test
  void leavesThemThroughTwentyKills() throws Exception {
    killed(20);
  }

  private void killed(int times) throws Exception {
    Random random = new Random(times);
    try (FakeUpstream upstream = FakeUpstream.start().otherwise(KilledAttemptsTest::answer)) {
      Files.writeString(
          folder.resolve("switchboard.yaml"), Upstreams.config(upstream.uri("/v1").toString()));
      String key = "";
      for (int i = 0; i < times; i++) {
        try (GatewayProcess gateway = serve()) {
          if (i == 0) {
            key = gateway.key();
            manage(gateway, "/budgets", "{\"period\":\"total\",\"limit_usd\":1000}");
          }
          load(gateway, key, Duration.ofMillis(300 + random.nextInt(400)));
        }
      }
      try (GatewayProcess last = serve()) {
        compare(last, key, upstream);
        Map<String, String> there = Map.of("SWITCHBOARD_URL", last.url());
        try (GatewayProcess books = GatewayProcess.start(folder, there, "ledger", "verify")) {
          assertThat(books.exitCode()).as(books.err()).isZero();
          assertThat(books.out())
              .contains("the most that interrupted calls may have cost", "the books agree");
        }
      }
    } finally {
      client.shutdownNow();
    }
  }

  private void compare(GatewayProcess gateway, String key, FakeUpstream upstream) throws Exception {
    Map<String, Integer> received = received(upstream);
    assertThat(received.values()).as("each call asks once").containsOnly(1);
    JsonNode report = manage(gateway, "/ledger/verify", null);
    assertThat(report.path("agrees").asBoolean()).as("%s", report).isTrue();
    assertThat(report.path("journal").path("not_applied").asInt()).isZero();
    Map<String, JsonNode> traces = traces(gateway, key);

    assertThat(traces.keySet()).containsAll(received.keySet());
    Set<String> interrupted =
        traces.entrySet().stream()
            .filter(trace -> trace.getValue().path("status").asString().equals("interrupted"))
            .map(Map.Entry::getKey)
            .collect(Collectors.toSet());
    Set<String> notReceived = new HashSet<>(traces.keySet());
    notReceived.removeAll(received.keySet());
    assertThat(interrupted).as("what the provider did not receive").containsAll(notReceived);
    assertThat(interrupted).doesNotContainAnyElementsOf(answered).isNotEmpty();
    // The end comes seldom between the intent and the request.
    assertThat(notReceived.size()).isLessThanOrEqualTo(interrupted.size() / 2 + 1);
    traces.values().forEach(trace -> assertThat(trace.path("span_count").asInt()).isEqualTo(2));
    assertThat(report.path("tables").path("interrupted").path("attempts").asInt())
        .isEqualTo(interrupted.size());
    compareMoney(gateway, report, interrupted, traces);
  }

  private void compareMoney(
      GatewayProcess gateway,
      JsonNode report,
      Set<String> interrupted,
      Map<String, JsonNode> traces)
      throws Exception {
    BigDecimal known = BigDecimal.ZERO;
    BigDecimal fixed = BigDecimal.ZERO;
    BigDecimal atMost = BigDecimal.ZERO;
    for (Map.Entry<String, JsonNode> trace : traces.entrySet()) {
      boolean spoken = trace.getValue().path("name").asString().contains("speech");
      BigDecimal price = spoken ? SPEECH : CHAT;
      if (!interrupted.contains(trace.getKey())) {
        known = known.add(price);
        assertThat(trace.getValue().path("cost").decimalValue()).isEqualByComparingTo(price);
        continue;
      }
      assertThat(trace.getValue().path("cost").isNull()).isTrue();
      BigDecimal most = atMost(gateway, trace.getKey());
      atMost = atMost.add(most);
      if (spoken) {
        // What is sold by the character costs what was set aside.
        assertThat(most).isEqualByComparingTo(price);
      } else {
        assertThat(most).isGreaterThan(price);
      }
      fixed = fixed.add(spoken ? price : most);
    }
    JsonNode tables = report.path("tables");
    assertThat(tables.path("cost").decimalValue()).isEqualByComparingTo(known);
    assertThat(tables.path("interrupted").path("at_most").decimalValue())
        .isEqualByComparingTo(atMost)
        .isEqualByComparingTo(fixed);
    JsonNode budget = manage(gateway, "/budgets", null).path("data").path(0);
    assertThat(budget.path("spent_usd").decimalValue()).isEqualByComparingTo(known.add(atMost));
    assertThat(budget.path("reserved_usd").decimalValue()).isZero();
  }

  private BigDecimal atMost(GatewayProcess gateway, String trace) throws Exception {
    JsonNode spans = manage(gateway, "/traces/" + trace, null).path("spans");
    JsonNode attempt = spans.path(1);
    assertThat(attempt.path("error").asString()).as("%s", spans).isEqualTo("interrupted");
    assertThat(attempt.path("meta").path("cost").isNull()).isTrue();
    assertThat(attempt.path("meta").path("usage").path("source").asString()).isEqualTo("unknown");
    return attempt.path("meta").path("cost_at_most").decimalValue();
  }

  /** Calls until it is killed. */
  private void load(GatewayProcess gateway, String key, Duration time) {
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int caller = 0; caller < CALLERS; caller++) {
        int kind = caller % 3;
        var _ = callers.submit(() -> callOnAndOn(URI.create(gateway.url()), key, kind));
      }
      long before = answered.size();
      long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
      while (answered.size() < before + CALLERS && System.nanoTime() < deadline) {
        LockSupport.parkNanos(1_000_000);
      }
      LockSupport.parkNanos(time.toNanos());
      gateway.close();
    }
  }

  private @Nullable Void callOnAndOn(URI gateway, String key, int kind)
      throws InterruptedException {
    try {
      while (true) {
        String mark =
            HexFormat.of().toHexDigits(7L) + HexFormat.of().toHexDigits(marks.incrementAndGet());
        String path = kind == 0 ? "/v3/compat/audio/speech" : "/v3/compat/chat/completions";
        String body =
            kind == 0
                ? "{\"model\":\"mock/tts-1\",\"voice\":\"alloy\",\"input\":\"" + mark + "\"}"
                : "{\"model\":\"mock/gpt-4o\",\"max_tokens\":50,\"stream\":"
                    + (kind == 1)
                    + ",\"messages\":[{\"role\":\"user\",\"content\":\""
                    + mark
                    + "\"}]}";
        HttpResponse<String> answer =
            client.send(
                HttpRequest.newBuilder(gateway.resolve(path))
                    .timeout(Duration.ofSeconds(20))
                    .header("Authorization", "Bearer " + key)
                    .header("traceparent", "00-" + mark + "-00000000000000ff-01")
                    .POST(HttpRequest.BodyPublishers.ofString(body))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        answered.add(mark);
      }
    } catch (IOException e) {
      return null;
    }
  }

  private static Script answer(FakeUpstream.Received request) {
    Duration pause = Duration.ofMillis(15);
    if (request.target().endsWith("/audio/speech")) {
      return Script.status(200)
          .header("Content-Type", "audio/mpeg")
          .chunked()
          .chunk("sound")
          .pause(pause)
          .chunk("sound")
          .end();
    }
    return request.body().contains("\"stream\":true")
        ? Script.sse(
            pause,
            List.of(
                Upstreams.delta("hello"), Upstreams.finish(), Upstreams.usage(), Upstreams.done()))
        : Upstreams.answer("hello");
  }

  private static Map<String, Integer> received(FakeUpstream upstream) {
    Map<String, Integer> received = new HashMap<>();
    for (FakeUpstream.Received request : upstream.requests()) {
      Matcher mark = MARK.matcher(request.body());
      assertThat(mark.find()).as(request.body()).isTrue();
      received.merge(mark.group(), 1, Integer::sum);
    }
    return received;
  }

  private Map<String, JsonNode> traces(GatewayProcess gateway, String key) throws Exception {
    Map<String, JsonNode> traces = new HashMap<>();
    String cursor = "";
    do {
      JsonNode page = ask(gateway, "/v3/traces?limit=1000&cursor=" + cursor, key, null);
      for (JsonNode trace : page.path("data")) {
        assertThat(traces.put(trace.path("id").asString(), trace)).isNull();
      }
      cursor = page.path("next_cursor").asString("");
    } while (!cursor.isEmpty());
    return traces;
  }

  private JsonNode manage(GatewayProcess gateway, String path, @Nullable String body)
      throws Exception {
    String admin = Files.readString(folder.resolve("data/admin-token")).strip();
    return ask(gateway, "/management/v1" + path, admin, body);
  }

  private JsonNode ask(GatewayProcess gateway, String path, String token, @Nullable String body)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(gateway.url() + path))
            .timeout(Duration.ofSeconds(20))
            .header("Authorization", "Bearer " + token);
    if (body != null) {
      request.POST(HttpRequest.BodyPublishers.ofString(body));
    }
    return Json.parse(client.send(request.build(), HttpResponse.BodyHandlers.ofString()).body());
  }

  private GatewayProcess serve() {
    return GatewayProcess.serve(
        folder,
        "--config",
        folder.resolve("switchboard.yaml").toString(),
        "--data",
        folder.resolve("data").toString());
  }
}
