package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.http.FakeUpstream;
import dev.switchboard.json.Json;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Rate limits as callers meet them, on every surface. */
class RateLimitTest {
  private static final String CHAT = "/v3/compat/chat/completions";
  private static final String MESSAGES = "/v3/compat/v1/messages";
  private static final String CHAT_BODY =
      """
      {"model":"mock/gpt-4o","max_tokens":100,"messages":[{"role":"user","content":"Hi"}]}\
      """;

  @TempDir Path folder;
  private final FakeUpstream upstream =
      FakeUpstream.start().otherwise(_ -> Upstreams.answer("hello"));
  private @Nullable RunningGateway running;

  private RunningGateway gateway() {
    return Objects.requireNonNull(running);
  }

  @AfterEach
  void stop() {
    gateway().close();
    upstream.close();
  }

  private void start(String limits) {
    running =
        RunningGateway.start(
            folder, Upstreams.config(upstream.uri("/v1").toString()) + "rate_limits:\n" + limits);
  }

  @Test
  void tellsAnOpenAiCallerHowItStandsOnEveryAnswer() {
    start("  mine: {each: key, requests: 3, tokens: 5000, per: 1h}\n");
    HttpResponse<String> answer = gateway().post(CHAT, CHAT_BODY);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertHeader(answer, "x-ratelimit-limit-requests", "3");
    assertHeader(answer, "x-ratelimit-remaining-requests", "2");
    assertHeader(answer, "x-ratelimit-limit-tokens", "5000");
    // The provider says that it used 1,010.
    assertHeader(answer, "x-ratelimit-remaining-tokens", "3990");
    assertThat(answer.headers().firstValue("x-ratelimit-reset-tokens").orElse(""))
        .matches("(1h0m|59m)\\d+s");
    HttpResponse<String> wrong = gateway().post(CHAT, "{\"model\":1}");
    assertThat(wrong.statusCode()).isEqualTo(400);
    assertHeader(wrong, "x-ratelimit-remaining-requests", "2");
  }

  @Test
  void refusesInOpenAisEnvelopeAndAsksNobody() {
    start("  mine: {requests: 1, per: 1h}\n");
    gateway().post(CHAT, CHAT_BODY);
    HttpResponse<String> refused = gateway().post(CHAT, CHAT_BODY);
    assertThat(refused.statusCode()).isEqualTo(429);
    JsonNode error = Json.parse(refused.body()).path("error");
    assertThat(error.path("code").stringValue()).isEqualTo("rate_limit_exceeded");
    assertThat(error.path("message").stringValue()).contains("rate limit mine", "1 requests");
    assertHeader(refused, "x-opper-error-code", "rate_limited");
    assertHeader(refused, "x-ratelimit-remaining-requests", "0");
    assertThat(refused.headers().firstValueAsLong("retry-after").orElse(0)).isBetween(3590L, 3615L);
    assertThat(upstream.requests()).hasSize(1);
  }

  @Test
  void refusesInAnthropicsEnvelopeWithItsHeaders() {
    start("  mine: {requests: 1, per: 10s}\n");
    String body =
        """
        {"model":"mock/gpt-4o","max_tokens":9,"messages":[{"role":"user","content":"Hi"}]}\
        """;
    HttpResponse<String> answer = gateway().post(MESSAGES, body);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertHeader(answer, "anthropic-ratelimit-requests-remaining", "0");
    HttpResponse<String> refused = gateway().post(MESSAGES, body);
    assertThat(refused.statusCode()).isEqualTo(429);
    assertThat(Json.parse(refused.body()).path("error").path("type").stringValue())
        .isEqualTo("rate_limit_error");
    assertThat(refused.headers().firstValue("anthropic-ratelimit-requests-reset").orElse(""))
        .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");
    assertThat(refused.headers().firstValueAsLong("retry-after").orElse(0)).isBetween(1L, 11L);
  }

  @Test
  void refusesOnTheNativeApiAndInGeminisDialect() {
    start("  mine: {requests: 0}\n");
    HttpResponse<String> called =
        gateway().post("/v3/call", "{\"name\":\"a\",\"input\":\"x\",\"model\":\"mock/gpt-4o\"}");
    assertThat(called.statusCode()).isEqualTo(429);
    JsonNode error = Json.parse(called.body()).path("error");
    assertThat(error.path("code").stringValue()).isEqualTo("rate_limited");
    assertThat(error.path("details").path("limit").stringValue()).isEqualTo("mine requests");
    assertHeader(called, "x-should-retry", "false");
    HttpResponse<String> generated =
        gateway()
            .post(
                "/v3/compat/v1beta/models/mock%2Fgpt-4o:generateContent",
                "{\"contents\":[{\"parts\":[{\"text\":\"x\"}]}]}");
    assertThat(generated.statusCode()).isEqualTo(429);
    assertThat(Json.parse(generated.body()).path("error").path("status").stringValue())
        .isEqualTo("RESOURCE_EXHAUSTED");
  }

  @Test
  void holdsForEmbeddingsTooAndForAnotherNameOfTheModel() {
    start("  gpu: {model: \"mock/*\", requests: 1}\nmodels: {alias: mock/gpt-4o}\n");
    assertThat(gateway().post(CHAT, CHAT_BODY.replace("mock/gpt-4o", "alias")).statusCode())
        .isEqualTo(200);
    HttpResponse<String> embedded =
        gateway().post("/v3/compat/embeddings", "{\"model\":\"mock/e\",\"input\":\"x\"}");
    assertThat(embedded.statusCode()).isEqualTo(429);
    assertThat(embedded.body()).contains("rate limit gpu");
    assertThat(
            gateway()
                .traceOf(
                    gateway()
                        .post(
                            "/v3/call",
                            "{\"name\":\"a\",\"input\":\"x\",\"model\":\"sandbox/chat\"}")))
        .isNotNull();
    assertThat(upstream.requests()).hasSize(1);
  }

  @Test
  void isMadeListedAndEndedByTheManagementApi() {
    start("  loose: {project: default, requests: 1000}\n");
    JsonNode made = gateway().managed("/rate-limits", "{\"project\":\"default\",\"requests\":0}");
    assertThat(gateway().post(CHAT, CHAT_BODY).statusCode()).isEqualTo(429);
    assertThat(gateway().managed("/rate-limits").path("data"))
        .extracting(limit -> limit.path("id").stringValue())
        .containsExactly("loose", made.path("id").stringValue());
    gateway().managed("/rate-limits/" + made.path("id").stringValue() + "/end", "{}");
    HttpResponse<String> answer = gateway().post(CHAT, CHAT_BODY);
    assertThat(answer.statusCode()).isEqualTo(200);
    gateway().close();
    running = gateway().again(folder, Upstreams.config(upstream.uri("/v1").toString()));
    assertThat(gateway().managed("/rate-limits").path("data")).isEmpty();
  }

  @Test
  void keepsOneMadeThroughARestart() {
    start("  loose: {requests: 1000}\n");
    gateway()
        .managed("/rate-limits", "{\"tag\":{\"team\":\"red\"},\"each\":\"key\",\"concurrent\":0}");
    gateway().close();
    running = gateway().again(folder, Upstreams.config(upstream.uri("/v1").toString()));
    assertThat(gateway().post(CHAT, CHAT_BODY).statusCode()).isEqualTo(200);
    assertThat(gateway().post(CHAT, CHAT_BODY, "x-opper-tags", "team=red").statusCode())
        .isEqualTo(429);
  }

  @Test
  @Tag("slow")
  void letsNominalThroughWithinOnePercentInARealMinuteAtTenTimesTheLimit() throws Exception {
    start("  mine: {requests: 300, per: 1m}\n");
    gateway().post(CHAT, CHAT_BODY);
    AtomicInteger passed = new AtomicInteger();
    long start = System.nanoTime();
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      for (int i = 0; i < 3_000; i++) {
        long due = start + i * 20_000_000L;
        while (System.nanoTime() < due) {
          java.util.concurrent.locks.LockSupport.parkNanos(due - System.nanoTime());
        }
        var _ =
            threads.submit(() -> {
              if (gateway().post(CHAT, CHAT_BODY).statusCode() == 200) {
                passed.incrementAndGet();
              }
            });
      }
    }
    assertThat(passed.get()).isBetween(296, 303);
  }

  private static void assertHeader(HttpResponse<String> answer, String name, String value) {
    assertThat(answer.headers().firstValue(name)).as(name).contains(value);
  }
}
