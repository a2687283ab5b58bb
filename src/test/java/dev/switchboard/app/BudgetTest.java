package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.http.FakeUpstream;
import dev.switchboard.http.Script;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class BudgetTest {
  private static final String PATH = "/v3/compat/chat/completions";

  /** What the provider's answer costs: 1,000 tokens in at 2.50 USD, 10 out at 10 USD a million. */
  private static final BigDecimal COST = new BigDecimal("0.0026");

  @TempDir Path folder;
  private FakeUpstream upstream;
  private RunningGateway gateway;

  @BeforeEach
  void start() {
    upstream = FakeUpstream.start().otherwise(_ -> Upstreams.answer("hello"));
    gateway = RunningGateway.start(folder, config());
  }

  /** No attempt ends by the clock, however busy the machine is: it is money that is counted. */
  private String config() {
    return Upstreams.config(upstream.uri("/v1").toString())
        .replaceFirst(
            "timeouts: \\{[^}]*}",
            "timeouts: {connect: 60s, first_event: 60s, between_events: 60s, total: 2m}");
  }

  @AfterEach
  void stop() {
    gateway.close();
    upstream.close();
  }

  @Test
  void isNotOverspentByCallersWhoComeAtOnce() throws Exception {
    limit("0.1", "");
    List<Integer> statuses = askAtOnce(512);
    long answered = statuses.stream().filter(status -> status == 200).count();
    assertThat(statuses).containsOnly(200, 402);
    assertThat(upstream.requests()).hasSize((int) answered);
    JsonNode budget = budget();
    assertThat(budget.path("reserved_usd").decimalValue()).isZero();
    assertThat(budget.path("spent_usd").decimalValue())
        .isEqualByComparingTo(COST.multiply(BigDecimal.valueOf(answered)))
        .isLessThanOrEqualTo(new BigDecimal("0.1"));
    JsonNode report = gateway.managed("/ledger/verify");
    assertThat(report.path("agrees").asBoolean()).as("%s", report).isTrue();
    assertThat(report.path("tables").path("cost").decimalValue())
        .isEqualByComparingTo(COST.multiply(BigDecimal.valueOf(upstream.requests().size())));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/v3/call|{\"name\":\"a\",\"input\":\"x\",\"model\":\"mock/unknown\"}",
        "/v3/call/stream|{\"name\":\"a\",\"input\":\"x\",\"model\":\"mock/unknown\"}",
        "/v3/compat/chat/completions|{\"model\":\"mock/unknown\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}",
        "/v3/compat/v1/messages|{\"model\":\"mock/unknown\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}",
        "/v3/compat/v1beta/models/mock%2Funknown:generateContent|{\"contents\":[{\"parts\":[{\"text\":\"x\"}]}]}",
        "/v3/compat/v1beta/models/mock%2Funknown:streamGenerateContent|{\"contents\":[{\"parts\":[{\"text\":\"x\"}]}]}",
        "/v3/compat/v1beta/interactions|{\"model\":\"mock/unknown\",\"input\":\"x\"}",
        "/v3/compat/responses|{\"model\":\"mock/unknown\",\"input\":\"x\"}",
        "/v3/compat/embeddings|{\"model\":\"mock/unknown\",\"input\":\"x\"}",
        "/v3/compat/images/generations|{\"model\":\"mock/unknown\",\"prompt\":\"x\"}",
        "/v3/compat/audio/speech|{\"model\":\"mock/unknown\",\"voice\":\"alloy\",\"input\":\"x\"}",
        "/v3/compat/moderations|{\"model\":\"mock/unknown\",\"input\":\"x\"}"
      })
  void letsNoModelWithoutAPriceSpendOnAnySurface(String path, String body) {
    limit("0.1", "");
    HttpResponse<String> answer = gateway.post(path, body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(402);
    assertThat(upstream.requests()).isEmpty();
  }

  @Test
  void tellsACallerWhatIsLeftBeforeTheProviderIsAsked() {
    limit("0.001", "");
    HttpResponse<String> answer = ask("mock/gpt-4o", false);
    assertThat(answer.statusCode()).isEqualTo(402);
    assertThat(answer.headers().firstValue("x-opper-error-code")).contains("budget_exhausted");
    assertThat(answer.body()).contains("0.001 USD are left of 0.001");
    assertThat(upstream.requests()).isEmpty();
  }

  @Test
  void refusesAModelWithoutAPriceUnlessACeilingIsSet() {
    String id = limit("0.1", "");
    assertThat(ask("mock/nobody-knows-it", false).statusCode()).isEqualTo(402);
    assertThat(upstream.requests()).isEmpty();
    gateway.managed("/budgets/" + id + "/end", "{}");
    limit("0.1", ",\"ceiling_usd\":0.06");
    assertThat(ask("mock/nobody-knows-it", false).statusCode()).isEqualTo(200);
    assertThat(ask("mock/nobody-knows-it", false).statusCode()).isEqualTo(402);
  }

  @Test
  void boundsWorkThatIsSoldByWhatIsKnownBefore() {
    limit("0.01", "");
    String vectors = "{\"data\":[{\"embedding\":[1]}],\"usage\":{\"prompt_tokens\":4}}";
    upstream.enqueue(Script.json(200, vectors));
    HttpResponse<String> embedded =
        gateway.post(
            "/v3/compat/embeddings",
            "{\"model\":\"mock/text-embedding-3-small\",\"input\":\"snow\"}");
    assertThat(embedded.statusCode()).as(embedded.body()).isEqualTo(200);
    assertThat(budget().path("spent_usd").decimalValue()).isEqualByComparingTo("0.00000008");
    HttpResponse<String> dear =
        gateway.post(
            "/v3/compat/audio/speech",
            "{\"model\":\"mock/tts-1\",\"voice\":\"alloy\",\"input\":\""
                + "a".repeat(1_000)
                + "\"}");
    // A thousand characters at 15 USD a million are 0.015 USD.
    assertThat(dear.statusCode()).isEqualTo(402);
    assertThat(upstream.requests()).hasSize(1);
  }

  @Test
  void settlesAStreamThatBreaksOff() {
    limit("0.1", "");
    upstream.enqueue(Script.sse(Upstreams.delta("hel")));
    ask("mock/gpt-4o", true);
    assertThat(budget().path("reserved_usd").decimalValue()).isZero();
    assertThat(budget().path("spent_usd").decimalValue()).isPositive();
  }

  @Test
  void costsNothingWhereTheProviderDidNothing() {
    limit("0.1", "");
    upstream.enqueue(Script.status(503).body(""));
    ask("mock/gpt-4o", false);
    assertThat(budget().path("spent_usd").decimalValue()).isZero();
    assertThat(budget().path("reserved_usd").decimalValue()).isZero();
  }

  @Test
  void isTheSameAfterARestart() {
    limit("0.1", "");
    ask("mock/gpt-4o", false);
    ask("mock/gpt-4o", false);
    BigDecimal before = budget().path("spent_usd").decimalValue();
    gateway.close();
    gateway = gateway.again(folder, config());
    assertThat(before).isEqualByComparingTo(COST.multiply(BigDecimal.TWO));
    assertThat(budget().path("spent_usd").decimalValue()).isEqualByComparingTo(before);
  }

  private List<Integer> askAtOnce(int callers) throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> answers =
          IntStream.range(0, callers)
              .mapToObj(_ -> threads.submit(() -> ask("mock/gpt-4o", false).statusCode()))
              .toList();
      List<Integer> statuses = new java.util.ArrayList<>();
      for (Future<Integer> answer : answers) {
        statuses.add(answer.get());
      }
      return statuses;
    }
  }

  private HttpResponse<String> ask(String model, boolean stream) {
    return gateway.post(
        PATH,
        """
        {"model":"%s","max_tokens":100,"stream":%s,"messages":[{"role":"user","content":"Hi"}]}\
        """
            .formatted(model, stream));
  }

  private String limit(String usd, String more) {
    return gateway
        .managed(
            "/budgets",
            "{\"project\":\"default\",\"period\":\"total\",\"limit_usd\":" + usd + more + "}")
        .path("id")
        .stringValue();
  }

  private JsonNode budget() {
    return gateway.managed("/budgets").path("data").path(0);
  }
}
