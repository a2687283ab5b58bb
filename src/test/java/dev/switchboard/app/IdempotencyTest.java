package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.http.FakeUpstream;
import dev.switchboard.http.Script;
import dev.switchboard.json.Json;
import dev.switchboard.store.PostgresServer;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests that come again under the caller's own key. */
class IdempotencyTest {
  private static final String CHAT = "/v3/compat/chat/completions";
  private static final String KEY = "Idempotency-Key";
  private static final String BODY =
      """
      {"model":"mock/gpt-4o","messages":[{"role":"user","content":"Hi"}]}\
      """;
  private static final String STREAM =
      """
      {"model":"mock/gpt-4o","stream":true,"messages":[{"role":"user","content":"Hi"}]}\
      """;

  @TempDir Path folder;
  private final FakeUpstream upstream =
      FakeUpstream.start().otherwise(_ -> Upstreams.answer("hello"));
  private @Nullable RunningGateway running;

  @BeforeEach
  void start() {
    running = RunningGateway.start(folder, config());
  }

  @AfterEach
  void stop() {
    gateway().close();
    upstream.close();
  }

  private RunningGateway gateway() {
    return Objects.requireNonNull(running);
  }

  private String config() {
    return Upstreams.config(upstream.uri("/v1").toString());
  }

  private static Script events() {
    return Script.sse(
        Upstreams.delta("hel")
            + Upstreams.delta("lo")
            + Upstreams.finish()
            + Upstreams.usage()
            + Upstreams.done());
  }

  @Test
  void givesTheSameAnswerAgainWithoutAskingTheProvider() {
    HttpResponse<String> first = gateway().post(CHAT, BODY, KEY, "a");
    HttpResponse<String> again = gateway().post(CHAT, BODY, KEY, "a");
    assertThat(first.statusCode()).isEqualTo(200);
    assertThat(first.headers().firstValue("idempotent-replayed")).isEmpty();
    assertThat(again.statusCode()).isEqualTo(200);
    assertThat(again.headers().firstValue("idempotent-replayed")).contains("true");
    assertThat(again.body()).isEqualTo(first.body());
    assertThat(again.headers().firstValue("x-opper-trace-id"))
        .isEqualTo(first.headers().firstValue("x-opper-trace-id"));
    assertThat(upstream.requests()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/v3/call|{\"name\":\"a\",\"input\":\"x\",\"model\":\"mock/gpt-4o\"}",
        "/v3/compat/v1/messages|{\"model\":\"mock/gpt-4o\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}",
        "/v3/compat/v1beta/models/mock%2Fgpt-4o:generateContent|{\"contents\":[{\"parts\":[{\"text\":\"x\"}]}]}",
        "/v3/compat/responses|{\"model\":\"mock/gpt-4o\",\"input\":\"x\"}"
      })
  void isTheSameOnEverySurface(String path, String body) {
    HttpResponse<String> first = gateway().post(path, body, KEY, "a");
    assertThat(first.statusCode()).as(first.body()).isEqualTo(200);
    HttpResponse<String> again = gateway().post(path, body, KEY, "a");
    assertThat(again.body()).isEqualTo(first.body());
    assertThat(again.headers().firstValue("idempotent-replayed")).contains("true");
    assertThat(upstream.requests()).hasSize(1);
    HttpResponse<String> other = gateway().post(path, body.replace("x", "y") + " ", KEY, "a");
    assertThat(other.statusCode()).isEqualTo(409);
    assertThat(other.headers().firstValue("x-opper-error-code")).contains("conflict");
    assertThat(Json.parse(other.body()).path("error").isMissingNode()).isFalse();
  }

  @Test
  void givesAStreamAgainAsAStream() {
    upstream.enqueue(events());
    HttpResponse<String> first = gateway().post(CHAT, STREAM, KEY, "a");
    HttpResponse<String> again = gateway().post(CHAT, STREAM, KEY, "a");
    assertThat(first.body()).contains("hel", "[DONE]");
    assertThat(again.body()).isEqualTo(first.body());
    assertThat(again.headers().firstValue("content-type"))
        .isEqualTo(first.headers().firstValue("content-type"));
    assertThat(again.headers().firstValue("transfer-encoding")).contains("chunked");
    assertThat(upstream.requests()).hasSize(1);
  }

  @Test
  void keepsNeitherAFailureNorAStreamThatBrokeOff() {
    upstream.enqueue(Script.status(500).body("{}"));
    assertThat(gateway().post(CHAT, BODY, KEY, "a").statusCode()).isEqualTo(502);
    assertThat(gateway().post(CHAT, BODY, KEY, "a").statusCode()).isEqualTo(200);
    upstream.enqueue(Script.sse(Upstreams.delta("hel")));
    upstream.enqueue(events());
    assertThat(gateway().post(CHAT, STREAM, KEY, "b").body()).contains("error");
    HttpResponse<String> again = gateway().post(CHAT, STREAM, KEY, "b");
    assertThat(again.body()).contains("[DONE]").doesNotContain("\"error\"");
    assertThat(again.headers().firstValue("idempotent-replayed")).isEmpty();
  }

  @Test
  void asksTheProviderOnceForTwinsThatComeAtOnce() throws Exception {
    upstream.otherwise(_ -> events());
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<HttpResponse<String>>> twins = new ArrayList<>();
      for (int i = 0; i < 24; i++) {
        twins.add(threads.submit(() -> gateway().post(CHAT, STREAM, KEY, "twin")));
      }
      String body = twins.getFirst().get().body();
      assertThat(body).contains("[DONE]");
      for (Future<HttpResponse<String>> twin : twins) {
        assertThat(twin.get().body()).isEqualTo(body);
      }
    }
    assertThat(upstream.requests()).hasSize(1);
  }

  @Test
  void givesAnAnswerAgainAfterARestart() {
    String first = gateway().post(CHAT, BODY, KEY, "a").body();
    gateway().close();
    running = gateway().again(folder, config());
    HttpResponse<String> again = gateway().post(CHAT, BODY, KEY, "a");
    assertThat(again.body()).isEqualTo(first);
    assertThat(upstream.requests()).hasSize(1);
  }

  @Test
  void asksAnewForAnotherCallersKeyOfTheSameText() {
    gateway().post(CHAT, BODY, KEY, "a");
    String other = gateway().managed("/keys", "{\"name\":\"other\"}").path("key").stringValue();
    HttpResponse<String> answer =
        gateway()
            .send(
                java.net.http.HttpRequest.newBuilder(gateway().uri(CHAT))
                    .header("Authorization", "Bearer " + other)
                    .header(KEY, "a")
                    .POST(java.net.http.HttpRequest.BodyPublishers.ofString(BODY)));
    assertThat(answer.headers().firstValue("idempotent-replayed")).isEmpty();
    assertThat(upstream.requests()).hasSize(2);
  }

  @Test
  void refusesAKeyThatIsNoneAndACallerWithoutOne() {
    HttpResponse<String> huge = gateway().post(CHAT, BODY, KEY, "x".repeat(256));
    assertThat(huge.statusCode()).isEqualTo(400);
    assertThat(huge.body()).contains("Idempotency-Key: 256 characters");
    HttpResponse<String> nobody =
        gateway()
            .send(
                java.net.http.HttpRequest.newBuilder(gateway().uri(CHAT))
                    .header(KEY, "a")
                    .POST(java.net.http.HttpRequest.BodyPublishers.ofString(BODY)));
    assertThat(nobody.statusCode()).isEqualTo(401);
    assertThat(upstream.requests()).isEmpty();
  }

  @Test
  void goesOnWhenItsCallerLeavesAndGivesTheAnswerToTheNext() throws Exception {
    upstream.otherwise(_ -> events());
    try (RawCall _ = RawCall.post(gateway(), CHAT, STREAM, KEY, "gone")) {
      upstream.takeRequest();
    }
    HttpResponse<String> again = gateway().post(CHAT, STREAM, KEY, "gone");
    assertThat(again.body()).contains("[DONE]");
    assertThat(again.headers().firstValue("idempotent-replayed")).contains("true");
    assertThat(upstream.requests()).hasSize(1);
  }

  @Test
  void givesTheAnswerOfAnotherProcessOnTheSameDatabase() throws Exception {
    String yaml = config() + "database: \"" + PostgresServer.shared().newSchema() + "\"\n";
    Map<String, String> environment =
        Map.of(
            "SWITCHBOARD_KEY_PEPPER",
            "ab".repeat(32),
            "SWITCHBOARD_INITIAL_KEY",
            "sb-shared-0123456789abcdef0123456789abcdef");
    Path one = Files.createDirectories(folder.resolve("one"));
    Path two = Files.createDirectories(folder.resolve("two"));
    try (RunningGateway first = RunningGateway.start(one, yaml, false, environment);
        RunningGateway second = RunningGateway.start(two, yaml, false, environment);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<String>> twins = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        RunningGateway to = i % 2 == 0 ? first : second;
        twins.add(threads.submit(() -> to.post(CHAT, BODY, KEY, "twin").body()));
      }
      String body = twins.getFirst().get();
      assertThat(body).contains("hello");
      for (Future<String> twin : twins) {
        assertThat(twin.get()).isEqualTo(body);
      }
    }
    assertThat(upstream.requests()).hasSize(1);
  }
}
