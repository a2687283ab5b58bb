package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.http.FakeUpstream;
import dev.switchboard.json.Json;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** A gateway whose providers are the gateway itself, in every dialect that it speaks. */
class GatewayRingTest {
  private static final String KEY = "sk-ring-0123456789abcdef0123456789";
  private static final String HOPS = "x-switchboard-hops";
  private static final String CHAT =
      "{\"model\":\"$\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";

  /** A call, and where its dialect's error says its kind. */
  record Way(String name, String path, String body, String pointer, String word) {
    Way streaming() {
      boolean saysInPath = path.contains(":generateContent");
      return new Way(
          name + " stream",
          path.replace(":generateContent", ":streamGenerateContent?alt=sse")
              .replace("/v3/call", "/v3/call/stream"),
          saysInPath || path.equals("/v3/call") ? body : "{\"stream\":true," + body.substring(1),
          pointer,
          word);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private static final List<Way> CONVERSATIONS =
      List.of(
          new Way(
              "native",
              "/v3/call",
              "{\"name\":\"a\",\"input\":\"Hi\",\"model\":\"$\"}",
              "/error/code",
              "loop_detected"),
          new Way("chat", "/v3/compat/chat/completions", CHAT, "/error/code", "loop_detected"),
          new Way(
              "responses",
              "/v3/compat/responses",
              "{\"model\":\"$\",\"input\":\"Hi\"}",
              "/error/code",
              "loop_detected"),
          new Way(
              "messages",
              "/v3/compat/v1/messages",
              "{\"max_tokens\":9," + CHAT.substring(1),
              "/error/details/error_code",
              "loop_detected"),
          new Way(
              "generateContent",
              "/v3/compat/v1beta/models/$:generateContent",
              "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"Hi\"}]}]}",
              "/error/details/0/reason",
              "LOOP_DETECTED"));

  private static final List<Way> WORK =
      List.of(
          new Way(
              "embeddings",
              "/v3/compat/embeddings",
              "{\"model\":\"$\",\"input\":\"Hi\"}",
              "/error/code",
              "loop_detected"),
          new Way(
              "speech",
              "/v3/compat/audio/speech",
              "{\"model\":\"$\",\"input\":\"Hi\",\"voice\":\"alloy\"}",
              "/error/code",
              "loop_detected"),
          new Way(
              "images",
              "/v3/compat/images/generations",
              "{\"model\":\"$\",\"prompt\":\"Hi\"}",
              "/error/code",
              "loop_detected"));

  @TempDir static Path folder;
  private static FakeUpstream upstream;
  private static RunningGateway gateway;

  @BeforeAll
  static void start() throws Exception {
    upstream = FakeUpstream.start();
    gateway = RunningGateway.start(folder, "", false, Map.of("SWITCHBOARD_INITIAL_KEY", KEY));
    String self = gateway.uri("/v3/compat").toString();
    String yaml =
        provider("chat", "openai", self, "responses: false")
            + provider("responses", "openai", self, "responses: true")
            + provider("messages", "anthropic", self, "retries: 2")
            + provider("gemini", "gcp", self + "/v1beta", "retries: 2")
            + provider("counted", "openai", self, "headers: {x-switchboard-hops: \"0\"}")
            + provider("last", "vllm", upstream.uri("/v1").toString(), "retries: 2");
    StringBuilder models = new StringBuilder("models:\n  last: last/last\n");
    for (String name : List.of("chat", "responses", "messages", "gemini", "counted")) {
      models.append("  ring-%s: %s/ring-%s\n".formatted(name, name, name));
    }
    models.append("  ring-realtime: chat/ring-realtime\n  ring-live: gemini/ring-live\n");
    write("providers:\n" + yaml + models);
    await();
  }

  private static String provider(String name, String kind, String url, String more) {
    return """
      %s: {kind: %s, base_url: "%s", api_key: "%s", %s,
        timeouts: {connect: 1s, first_event: 5s, between_events: 5s, total: 5s}}
    """
        .formatted(name, kind, url, KEY, more);
  }

  private static void write(String yaml) throws IOException {
    Path draft = Files.writeString(folder.resolve("draft"), yaml);
    Files.move(draft, folder.resolve("switchboard.yaml"), StandardCopyOption.REPLACE_EXISTING);
  }

  private static void await() throws InterruptedException {
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!gateway.get("/v3/compat/models").body().contains("ring-chat")) {
      assertThat(System.nanoTime()).as("the configuration is taken").isLessThan(deadline);
      Thread.sleep(20);
    }
  }

  @AfterAll
  static void stop() {
    gateway.close();
    upstream.close();
  }

  static Stream<Arguments> conversations() {
    List<Arguments> all = new ArrayList<>();
    for (Way way : CONVERSATIONS) {
      for (String ring : List.of("chat", "responses", "messages", "gemini")) {
        all.add(Arguments.of(way, "ring-" + ring));
        all.add(Arguments.of(way.streaming(), "ring-" + ring));
      }
    }
    WORK.forEach(way -> all.add(Arguments.of(way, "ring-chat")));
    all.add(Arguments.of(CONVERSATIONS.get(1), "ring-counted"));
    return all.stream();
  }

  @ParameterizedTest
  @MethodSource("conversations")
  void answersOneErrorAfterFiveAttempts(Way way, String model) {
    long before = attempts();
    long start = System.nanoTime();
    HttpResponse<String> answer = ask(way, model);
    Duration took = Duration.ofNanos(System.nanoTime() - start);

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(508);
    JsonNode body = Json.parse(answer.body());
    assertThat(body.at(way.pointer()).asString()).as(answer.body()).isEqualTo(way.word());
    assertThat(answer.body()).contains("base_url");
    assertThat(answer.headers().firstValue("x-should-retry")).contains("false");
    assertThat(took).isLessThan(Duration.ofSeconds(1));
    assertThat(attempts() - before).isEqualTo(5);
  }

  @Test
  void endsAVoiceSessionWithOneError() {
    List<JsonNode> heard = heard("/v3/compat/realtime?model=ring-realtime", null);
    assertThat(VoiceCaller.types(heard)).as(heard.toString()).containsExactly("error", "closed");
    assertThat(heard.getFirst().at("/error/code").asString()).isEqualTo("loop_detected");
  }

  @Test
  void closesALiveSessionOnce() {
    List<JsonNode> heard =
        heard(
            "/v3/compat/ws/google.ai.generativelanguage.v1beta.GenerativeService.BidiGenerateContent",
            "{\"setup\":{\"model\":\"models/ring-live\"}}");
    assertThat(VoiceCaller.types(heard)).as(heard.toString()).containsExactly("closed");
    assertThat(heard.getFirst().path("reason").asString()).contains("base_url");
  }

  /** What a caller of a voice session that goes round in a ring is told. */
  private static List<JsonNode> heard(String path, @Nullable String first) {
    long before = attempts();
    HttpClient client = HttpClient.newHttpClient();
    try {
      VoiceCaller caller = VoiceCaller.of(gateway, client, path);
      if (first != null) {
        caller.sendText(first);
      }
      List<JsonNode> heard = caller.until("closed");
      assertThat(attemptsSince(before)).as(heard.toString()).isEqualTo(5);
      return heard;
    } finally {
      client.shutdownNow();
    }
  }

  @Test
  void tellsAProviderHowManyGatewaysACallHasGoneThrough() {
    upstream.forget();
    upstream.otherwise(_ -> Upstreams.answer("Hello."));
    assertThat(gateway.post("/v3/compat/chat/completions", CHAT.replace("$", "last")).statusCode())
        .isEqualTo(200);
    assertThat(
            gateway
                .post("/v3/compat/chat/completions", CHAT.replace("$", "last"), HOPS, "4")
                .statusCode())
        .isEqualTo(200);
    assertThat(upstream.requests().stream().map(r -> r.headers().first(HOPS).orElse("none")))
        .containsExactly("1", "5");
  }

  @ParameterizedTest
  @ValueSource(strings = {"many", "-1", "1, 2", "", "1.5", "99999999999"})
  void refusesACountThatIsNone(String hops) {
    HttpResponse<String> answer =
        gateway.post("/v3/compat/chat/completions", CHAT.replace("$", "last"), HOPS, hops);
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("header x-switchboard-hops: " + hops);
  }

  private static HttpResponse<String> ask(Way way, String model) {
    return gateway.post(way.path().replace("$", model), way.body().replace("$", model));
  }

  /**
   * The same since then; a session's attempts are counted just after its caller has heard the end.
   */
  private static long attemptsSince(long before) {
    long until = System.nanoTime() + 5_000_000_000L;
    while (attempts() - before < 5 && System.nanoTime() < until) {
      LockSupport.parkNanos(10_000_000);
    }
    return attempts() - before;
  }

  /** How often providers were asked so far. */
  private static long attempts() {
    return gateway
        .get("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith("switchboard_attempt_duration_seconds_count"))
        .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }
}
