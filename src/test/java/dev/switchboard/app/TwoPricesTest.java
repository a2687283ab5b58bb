package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.http.FakeUpstream;
import dev.switchboard.http.Script;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What a provider says it charges, and what our price list makes of the same usage. */
class TwoPricesTest {
  @TempDir Path folder;
  private FakeUpstream upstream;
  private RunningGateway gateway;

  @BeforeEach
  void start() {
    upstream = FakeUpstream.start();
    gateway = RunningGateway.start(folder, Upstreams.config(upstream.uri("/v1").toString()));
  }

  @AfterEach
  void stop() {
    gateway.close();
    upstream.close();
  }

  private JsonNode attempt(Script answer, boolean stream) {
    upstream.enqueue(answer);
    HttpResponse<String> told =
        gateway.post(
            "/v3/compat/chat/completions",
            "{\"model\":\"mock/gpt-4o\",\"stream\":%s,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}"
                .formatted(stream));
    assertThat(told.statusCode()).as(told.body()).isEqualTo(200);
    return gateway
        .traceOf(told)
        .path("spans")
        .valueStream()
        .filter(span -> span.path("type").asString("").equals("attempt"))
        .findFirst()
        .orElseThrow()
        .path("meta");
  }

  @Test
  void bothStandOnTheTraceOfAnAnswerThatSaysItsCost() {
    String answer =
        """
        {"id":"1","object":"chat.completion","created":1790000000,"model":"gpt-4o","choices":[{"index":0,
        "message":{"role":"assistant","content":"hello"},"finish_reason":"stop"}],
        "usage":{"prompt_tokens":1000,"completion_tokens":10,"total_tokens":1010,"cost":0.00123}}\
        """;
    assertPrices(attempt(Script.json(200, answer), false));
  }

  @Test
  void bothStandOnTheTraceOfAStreamThatSaysItsCost() {
    String usage =
        Upstreams.usage().replace("\"total_tokens\"", "\"cost\":0.00123,\"total_tokens\"");
    assertPrices(
        attempt(
            Script.sse(Upstreams.delta("hello"), Upstreams.finish(), usage, Upstreams.done()),
            true));
  }

  private static void assertPrices(JsonNode meta) {
    assertThat(meta.path("cost").decimalValue()).isEqualByComparingTo("0.00123");
    assertThat(meta.path("price_source").stringValue()).isEqualTo("reported by the provider");
    assertThat(meta.path("reported_cost").decimalValue()).isEqualByComparingTo("0.00123");
    // 1,000 tokens at 2.50 USD and 10 at 10 USD a million.
    assertThat(meta.path("listed_cost").decimalValue()).isEqualByComparingTo("0.0026");
    assertThat(meta.path("listed_price_source").stringValue())
        .matches("models\\.dev 20\\d\\d-\\d\\d-\\d\\d");
  }

  @Test
  void ourPriceStandsAloneWhereTheProviderSaysNothing() {
    JsonNode meta = attempt(Upstreams.answer("hello"), false);
    assertThat(meta.path("reported_cost").isNull()).isTrue();
    assertThat(meta.path("cost").decimalValue()).isEqualByComparingTo("0.0026");
    assertThat(meta.path("listed_cost").decimalValue()).isEqualByComparingTo("0.0026");
    assertThat(meta.path("price_source").stringValue())
        .matches("models\\.dev 20\\d\\d-\\d\\d-\\d\\d");
    assertThat(meta.path("listed_price_source")).isEqualTo(meta.path("price_source"));
  }
}
