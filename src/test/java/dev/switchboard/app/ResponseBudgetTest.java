package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.http.FakeUpstream;
import dev.switchboard.http.Script;
import dev.switchboard.json.Json;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a budget sets aside for a response of gpt-5: 1.25 USD for a million tokens in, of which it
 * takes 272,000, and 10 USD for a million out, of which it gives 128,000.
 */
class ResponseBudgetTest {
  private static final BigDecimal LONGEST = new BigDecimal("1.28");
  private static final String PATH = "/v3/compat/responses";
  private static final String HI = "\"input\":\"Hi\"";

  @TempDir Path folder;
  private FakeUpstream upstream;
  private RunningGateway gateway;

  @BeforeEach
  void start() {
    upstream = FakeUpstream.start();
    gateway = RunningGateway.start(folder, ResponseUpstreams.config(upstream));
    gateway.managed("/budgets", "{\"project\":\"default\",\"period\":\"day\",\"limit_usd\":100}");
  }

  @AfterEach
  void stop() {
    upstream.closeConnections();
    gateway.close();
    upstream.close();
  }

  private HttpResponse<String> ask(String fields) {
    return gateway.post(PATH, "{\"model\":\"mock/gpt-5\"," + fields + "}");
  }

  /** What is set aside while the provider is silent. */
  private BigDecimal setAside(String fields) {
    upstream.enqueue(Script.silence());
    HttpResponse<String> queued = ask("\"background\":true," + fields);
    assertThat(queued.statusCode()).as(queued.body()).isEqualTo(200);
    var _ = upstream.takeRequest();
    String reserved =
        gateway.managed("/budgets").path("data").path(0).path("reserved_usd").toString();
    gateway.post(PATH + "/" + Json.parse(queued.body()).path("id").asString() + "/cancel", "");
    return new BigDecimal(reserved);
  }

  @Test
  void isWhatTheHistoryCanBeAndTheLongestAnswer() {
    upstream.enqueue(ResponseUpstreams.whole("mock/gpt-5", "hello"));
    HttpResponse<String> first = ask(HI);
    var _ = upstream.takeRequest();
    String id = Json.parse(first.body()).path("id").asString();
    // The history is kept here and goes with the call: a few thousand bytes, not a full context.
    BigDecimal most = setAside("\"previous_response_id\":\"" + id + "\"," + HI);
    assertThat(most).isBetween(LONGEST, LONGEST.add(new BigDecimal("0.01")));
  }

  @Test
  void isNoMoreThanTheAnswerThatTheCallerLets() {
    assertThat(setAside("\"max_output_tokens\":100," + HI)).isLessThan(new BigDecimal("0.01"));
  }

  @Test
  void isNoMoreThanTheInputThatTheModelTakes() {
    String picture =
        "\"input\":[{\"role\":\"user\",\"content\":[{\"type\":\"input_image\","
            + "\"image_url\":\"https://example.com/a.png\",\"detail\":\"auto\"}]}]";
    assertThat(setAside(picture)).isEqualByComparingTo(LONGEST.add(new BigDecimal("0.34")));
  }
}
