package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.http.FakeUpstream;
import dev.switchboard.http.Script;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Answers that are taped to be given again count among the answers held for all callers. */
class TapedAnswersTest {
  private static final String CHAT = "/v3/compat/chat/completions";
  private static final String KEY = "Idempotency-Key";
  private static final Pattern HELD =
      Pattern.compile("(?m)^switchboard_answers_held_bytes(?:\\{[^}]*})? ([0-9.Ee+]+)$");
  private static final String LARGE = "x".repeat(600_000);

  @TempDir Path folder;
  private final FakeUpstream upstream = FakeUpstream.start();
  private RunningGateway gateway;

  @BeforeEach
  void start() {
    gateway =
        RunningGateway.start(
            folder,
            Upstreams.config(upstream.uri("/v1").toString()).replace("700ms", "20s")
                + "limits: {answers: 1MB}\n");
  }

  @AfterEach
  void stop() {
    gateway.close();
    upstream.close();
  }

  private HttpResponse<String> ask(String key, boolean stream) {
    return gateway.post(
        CHAT,
        "{\"model\":\"mock/gpt-4o\",\"stream\":%s,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}"
            .formatted(stream),
        KEY,
        key);
  }

  private double held() {
    Matcher matcher = HELD.matcher(gateway.get("/metrics").body());
    assertThat(matcher.find()).isTrue();
    return Double.parseDouble(matcher.group(1));
  }

  private void awaitNothingHeld() {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (held() > 0) {
      assertThat(System.nanoTime()).as("bytes held for nobody").isLessThan(deadline);
      Thread.onSpinWait();
    }
  }

  @Test
  void anAnswerForWhichThereIsNoRoomIsGivenOnceAndARepeatIsToldSo() {
    upstream.otherwise(_ -> Upstreams.answer(LARGE));
    HttpResponse<String> first = ask("a", false);
    assertThat(first.statusCode()).as(first.body()).isEqualTo(200);
    assertThat(first.body()).contains(LARGE);
    HttpResponse<String> again = ask("a", false);
    assertThat(again.statusCode()).isEqualTo(409);
    assertThat(again.body()).contains("there was no room for it");
    assertThat(upstream.requests()).hasSize(1);
    awaitNothingHeld();
  }

  @Test
  void anAnswerThatFitsIsKeptAndItsRoomGivenBack() {
    upstream.otherwise(_ -> Upstreams.answer("x".repeat(200_000)));
    String first = ask("a", false).body();
    HttpResponse<String> again = ask("a", false);
    assertThat(again.body()).isEqualTo(first);
    assertThat(again.headers().firstValue("idempotent-replayed")).contains("true");
    awaitNothingHeld();
  }

  @Test
  void manyStreamsThatAreTapedAtOnceHoldNoMoreThanTheBound() throws Exception {
    int callers = 12;
    String piece = Upstreams.delta("y".repeat(60_000));
    CountDownLatch asked = new CountDownLatch(callers);
    upstream.otherwise(_ -> {
      asked.countDown();
      return Script.sse(
          piece, piece, piece, Upstreams.finish(), Upstreams.usage(), Upstreams.done());
    });
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<HttpResponse<String>>> answers = new ArrayList<>();
      for (int i = 0; i < callers; i++) {
        String key = "k" + i;
        answers.add(threads.submit(() -> ask(key, true)));
      }
      asked.await();
      double most = 0;
      while (answers.stream().anyMatch(answer -> !answer.isDone())) {
        most = Math.max(most, held());
      }
      assertThat(most).isLessThanOrEqualTo(1 << 20);
      for (Future<HttpResponse<String>> answer : answers) {
        assertThat(answer.get().statusCode()).isIn(200, 503);
      }
    }
    awaitNothingHeld();
  }
}
