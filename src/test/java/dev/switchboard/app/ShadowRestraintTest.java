package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.http.Script;
import dev.switchboard.json.Json;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** Calls that are drawn for a copy of which none is sent, and what leaves no record of it. */
class ShadowRestraintTest extends TwoProviders {
  private static final String BODY =
      "{\"model\":\"%s\",\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]%s}";

  @Override
  String second() {
    return "retries: 0, concurrency: {calls: 2}";
  }

  @Override
  String more() {
    return """
      claude: {kind: anthropic, base_url: "%s", api_key: "test-credential-1234", retries: 0}
    rate_limits:
      rare: {model: "two/gpt-4o", requests: 1, per: 1h}
    models:
      all: {targets: [one/gpt-4o], shadow: {model: two/gpt-4o-mini, percent: 100}}
      limited: {targets: [one/gpt-4o], shadow: {model: two/gpt-4o, percent: 100}}
      other: {targets: [one/gpt-4o], shadow: {model: claude/claude-sonnet-4-5, percent: 100}}
    """
        .formatted(two.uri(""));
  }

  private void ask(String model, String text, String more, String... headers) {
    HttpResponse<String> answer = gateway.post(PATH, BODY.formatted(model, text, more), headers);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.body()).contains("\"one\"");
  }

  private void await(String metric, int value) {
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (metric("switchboard_shadows_" + metric) != value) {
      assertThat(System.nanoTime()).as("thirty seconds were not enough").isLessThan(end);
      LockSupport.parkNanos(10_000_000);
    }
  }

  private int recorded() {
    return Json.parse(gateway.get("/v3/traces?limit=50").body()).path("data").size();
  }

  @Test
  void noneIsSentWhereHalfOfThePlacesAreTaken() {
    two.enqueue(Script.silence());
    CompletableFuture<HttpResponse<String>> hanging =
        CompletableFuture.supplyAsync(
            () -> gateway.post(PATH, BODY.formatted("two/gpt-4o-mini", "wait", "")));
    var _ = two.takeRequest();
    ask("all", "hi", "");
    await("dropped_total", 1);
    assertThat(two.requests()).hasSize(1);
    two.closeConnections();
    hanging.join();
    ask("all", "hi", "");
    await("made_total", 1);
  }

  @Test
  void noneIsSentWhereALimitOfItsModelIsReached() {
    ask("limited", "hi", "");
    await("made_total", 1);
    ask("limited", "hi", "");
    await("dropped_total", 1);
    assertThat(two.requests()).hasSize(1);
    assertThat(recorded()).isEqualTo(3);
  }

  @Test
  void noneIsSentToAModelThatIsLeftAlone() {
    two.otherwise(_ -> Script.status(429).header("Retry-After", "600").body("{}"));
    ask("all", "hi", "");
    await("made_total", 1);
    ask("all", "hi", "");
    await("dropped_total", 1);
    assertThat(two.requests()).hasSize(1);
    assertThat(recorded()).isEqualTo(3);
  }

  @Test
  void noneIsSentThatTheDialectOfItsModelCannotCarry() {
    ask("other", "hi", ",\"logprobs\":true");
    await("dropped_total", 1);
    assertThat(two.requests()).isEmpty();
    assertThat(recorded()).isEqualTo(1);
  }

  @Test
  void noneIsSentOfAnAnswerThatWasKept() {
    ask("all", "hi", "", "x-switchboard-cache", "10m");
    await("made_total", 1);
    ask("all", "hi", "", "x-switchboard-cache", "10m");
    ask("all", "another", "", "x-switchboard-cache", "10m");
    await("made_total", 2);
    assertThat(one.requests()).hasSize(2);
    assertThat(two.requests()).hasSize(2);
  }
}
