package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.http.FakeUpstream;
import dev.switchboard.http.Script;
import java.math.BigDecimal;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Two targets at work on one call: when the second is asked, who serves, what the other costs. */
class HedgeTest extends TwoProviders {
  private static final String BODY =
      "{\"model\":\"%s\",\"stream\":%s,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";

  @Override
  String more() {
    return """
    models:
      quick: {hedge: p90, targets: [one/gpt-4o, two/gpt-4o]}
      third: {hedge: p90, targets: [one/gpt-4o, two/gpt-4o, one/gpt-4o-mini]}
      plain: {targets: [one/gpt-4o, two/gpt-4o]}
    """;
  }

  @BeforeEach
  void answerInStreamsToo() {
    one.otherwise(HedgeTest::one);
    two.otherwise(request -> answer(request, "two"));
  }

  private static Script one(FakeUpstream.Received request) {
    return answer(request, "one");
  }

  private static Script answer(FakeUpstream.Received request, String text) {
    return request.body().contains("\"stream\":true")
        ? Script.sse(Upstreams.delta(text), Upstreams.finish(), Upstreams.usage(), Upstreams.done())
        : Upstreams.answer(text);
  }

  private HttpResponse<String> ask(String model, boolean stream, String... headers) {
    return gateway.post(PATH, BODY.formatted(model, stream), headers);
  }

  /** The first target shows how long it takes. */
  private void learn(boolean stream) {
    for (int i = 0; i < 20; i++) {
      assertThat(ask("plain", stream).statusCode()).isEqualTo(200);
    }
    one.forgetRequests();
    two.forgetRequests();
  }

  private static BigDecimal cost(JsonNode span) {
    return new BigDecimal(span.path("meta").path("cost").toString());
  }

  private static String route(HttpResponse<String> answer) {
    return answer.headers().firstValue("x-switchboard-route").orElse("");
  }

  private List<JsonNode> spans(HttpResponse<String> answer, String type) {
    List<JsonNode> found = new ArrayList<>();
    for (JsonNode span : gateway.traceOf(answer).path("spans")) {
      if (span.path("type").asString("").equals(type)) {
        found.add(span);
      }
    }
    return found;
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void letTheSecondServeWhenTheFirstIsSilentAndGiveTheFirstUp(boolean stream) {
    learn(stream);
    one.otherwise(_ -> Script.silence());
    HttpResponse<String> answer = ask("quick", stream);
    assertThat(answer.body()).contains("two");
    assertThat(route(answer)).isEqualTo("one/gpt-4o given_up; two/gpt-4o served");
    assertThat(answer.headers().firstValue("x-opper-served-provider")).contains("two");
    assertThat(one.awaitDeparture(Duration.ofSeconds(10))).isPresent();
    List<JsonNode> attempts = spans(answer, "attempt");
    assertThat(attempts).hasSize(2);
    for (JsonNode attempt : attempts) {
      assertThat(attempt.path("meta").path("cost").asDouble(0)).isPositive();
    }
    assertThat(cost(gateway.traceOf(answer).path("spans").path(0)))
        .isEqualByComparingTo(
            attempts.stream().map(HedgeTest::cost).reduce(BigDecimal.ZERO, BigDecimal::add));
    assertThat(attempts.stream().map(attempt -> attempt.path("error").asString("")))
        .containsExactlyInAnyOrder("", "given_up");
    assertThat(gateway.send(HttpRequest.newBuilder(gateway.uri("/metrics"))).body())
        .contains(
            "switchboard_attempt_duration_seconds_count{outcome=\"given_up\",provider=\"one\"} 1")
        .doesNotContain("caller_gone");
    JsonNode step = spans(answer, "step").getFirst();
    assertThat(step.path("name").asString("")).isEqualTo("hedge");
    assertThat(step.path("status").asString("")).isEqualTo("completed");
    assertThat(metric("switchboard_hedges_made_total")).isEqualTo(1);
    assertThat(metric("switchboard_hedges_won_total")).isEqualTo(1);
  }

  @Test
  void letTheFirstServeWhenItBeginsFirstAndGiveTheSecondUp() {
    learn(false);
    one.otherwise(request -> {
      // It answers once the second has been asked.
      var _ = two.takeRequest();
      return one(request);
    });
    two.otherwise(_ -> Script.silence());
    HttpResponse<String> answer = ask("quick", false);
    assertThat(answer.body()).contains("one");
    assertThat(route(answer)).isEqualTo("one/gpt-4o served");
    assertThat(two.awaitDeparture(Duration.ofSeconds(10))).isPresent();
    assertThat(spans(answer, "attempt")).hasSize(2);
    assertThat(spans(answer, "step").getFirst().path("status").asString("")).isEqualTo("failed");
    assertThat(metric("switchboard_hedges_made_total")).isEqualTo(1);
    assertThat(metric("switchboard_hedges_won_total")).isZero();
  }

  @Test
  void askNobodyElseBeforeItIsKnownHowLongTheFirstTakes() {
    one.otherwise(request -> delayed(request, Duration.ofMillis(300)));
    assertThat(ask("quick", false).body()).contains("one");
    assertThat(two.requests()).isEmpty();
    assertThat(metric("switchboard_hedges_made_total")).isZero();
  }

  private static Script delayed(FakeUpstream.Received request, Duration time) {
    Script quick = one(request);
    List<Script.Step> steps = new ArrayList<>(new Script(List.of()).pause(time).steps());
    steps.addAll(quick.steps());
    return new Script(steps);
  }

  @Test
  void askNobodyElseForCallsThatMustBeMadeOnce() {
    learn(false);
    one.otherwise(request -> delayed(request, Duration.ofMillis(400)));
    assertThat(ask("quick", false, "idempotency-key", "k1").body()).contains("one");
    String tool =
        BODY.formatted("quick", false)
            .replace(
                "\"stream\"",
                "\"tools\":[{\"type\":\"custom\",\"custom\":{\"name\":\"x\"}}],\"stream\"");
    assertThat(gateway.post(PATH, tool).body()).contains("one");
    assertThat(ask("plain", false).body()).contains("one");
    assertThat(two.requests()).isEmpty();
  }

  @Test
  void goOnWithTheThirdWhenBothFail() {
    learn(false);
    one.otherwise(request -> {
      if (request.body().contains("gpt-4o-mini")) {
        return one(request);
      }
      var _ = two.takeRequest();
      return Script.json(500, "{\"error\":{\"message\":\"oops\"}}");
    });
    two.otherwise(_ -> Script.json(503, "{\"error\":{\"message\":\"oops\"}}"));
    HttpResponse<String> answer = ask("third", false);
    assertThat(answer.body()).contains("one");
    assertThat(route(answer)).contains("one/gpt-4o-mini served");
    assertThat(two.requests()).hasSize(1);
    assertThat(one.requests()).hasSize(2);
  }

  @Test
  void areNotMadeWhereATargetGrantsNoRepetitions() {
    gateway.close();
    gateway = gateway.again(folder, config() + "resilience: {retry_percent: 0}\n");
    learn(false);
    one.otherwise(request -> delayed(request, Duration.ofMillis(400)));
    assertThat(ask("quick", false).body()).contains("one");
    assertThat(two.requests()).isEmpty();
  }

  @Test
  void leaveNothingSetAside() {
    learn(false);
    JsonNode made = gateway.managed("/budgets", "{\"period\":\"day\",\"limit_usd\":5}");
    BigDecimal before = usd(made, "spent_usd");
    one.otherwise(_ -> Script.silence());
    HttpResponse<String> answer = ask("quick", false);
    assertThat(answer.body()).contains("two");
    JsonNode budget = gateway.managed("/budgets").path("data").path(0);
    assertThat(usd(budget, "reserved_usd")).isZero();
    assertThat(usd(budget, "spent_usd").subtract(before))
        .isEqualByComparingTo(cost(gateway.traceOf(answer).path("spans").path(0)));
  }

  private static BigDecimal usd(JsonNode budget, String name) {
    return new BigDecimal(budget.path(name).toString());
  }
}
