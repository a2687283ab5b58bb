package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.http.FakeUpstream;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests for what vendors do faster, and sell at a price of its own. */
class PriceModeTest {
  private static final String PATIENCE = "retries: 0";
  private static final String PRIORITY = "\"service_tier\":\"priority\",";
  private static final String FAST = "\"speed\":\"fast\",";

  @TempDir static Path folder;
  private static FakeUpstream openai;
  private static FakeUpstream anthropic;
  private static RunningGateway gateway;

  @BeforeAll
  static void start() {
    openai =
        FakeUpstream.start()
            .otherwise(request ->
                request.target().endsWith("/responses")
                    ? Family.RESPONSES.whole("hello")
                    : Upstreams.answer("hello"));
    anthropic = FakeUpstream.start().otherwise(_ -> AnthropicUpstreams.answer("hello"));
    gateway =
        RunningGateway.start(
            folder,
            "providers:\n"
                + Family.OPENAI.provider("a", openai.uri("").toString(), PATIENCE)
                + Family.ANTHROPIC.provider("b", anthropic.uri("").toString(), PATIENCE));
  }

  @AfterAll
  static void stop() {
    gateway.close();
    openai.close();
    anthropic.close();
  }

  private static HttpResponse<String> ask(Ingress ingress, String model, String more) {
    Ingress.Request request = ingress.request(model, "hi", false);
    return gateway.post(request.path(), "{" + more + request.body().substring(1));
  }

  private static BigDecimal cost(Ingress ingress, String model, String more) {
    HttpResponse<String> answer = ask(ingress, model, more);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return new BigDecimal(answer.headers().firstValue("x-opper-cost").orElseThrow());
  }

  @ParameterizedTest
  @CsvSource({
    "OPENAI, a/gpt-5.5, service_tier, priority, 2.5",
    "RESPONSES, a/gpt-5.5, service_tier, priority, 2.5",
    "ANTHROPIC, b/claude-opus-4-7, speed, fast, 6",
    "OPENAI, a/gpt-5.5, service_tier, default, 1",
    // No price of its own.
    "OPENAI, a/gpt-4o, service_tier, priority, 1",
    // It does not reach a provider of another family.
    "OPENAI, b/claude-opus-4-7, service_tier, priority, 1",
  })
  void costAsMuchMore(Ingress ingress, String model, String field, String value, String times) {
    BigDecimal usual = cost(ingress, model, "");
    assertThat(usual).isPositive();
    assertThat(cost(ingress, model, "\"%s\":\"%s\",".formatted(field, value)))
        .isEqualByComparingTo(usual.multiply(new BigDecimal(times)));
  }

  @Test
  void sayInWhichModeTheyWereSold() {
    HttpResponse<String> answer = ask(Ingress.OPENAI, "a/gpt-5.5", PRIORITY);
    assertThat(gateway.traceOf(answer).toString()).contains("in its mode fast");
    assertThat(gateway.traceOf(ask(Ingress.ANTHROPIC, "b/claude-opus-4-7", FAST)).toString())
        .contains("in its mode fast");
  }

  /** 1,000 tokens out cost 0.03 USD, and 0.075 where they are to come fast. */
  @Test
  void setAsideWhatTheyCanCost(@TempDir Path own) {
    String yaml = "providers:\n" + Family.OPENAI.provider("a", openai.uri("").toString(), PATIENCE);
    try (RunningGateway limited = RunningGateway.start(own, yaml)) {
      limited.managed("/budgets", "{\"period\":\"total\",\"limit_usd\":0.06}");
      String body =
          "{%s\"model\":\"a/gpt-5.5\",\"max_completion_tokens\":1000,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
      String path = "/v3/compat/chat/completions";
      assertThat(limited.post(path, body.formatted(PRIORITY)).statusCode()).isEqualTo(402);
      assertThat(limited.post(path, body.formatted("")).statusCode()).isEqualTo(200);
    }
  }
}
