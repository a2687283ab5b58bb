package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.http.FakeUpstream;
import dev.switchboard.json.Json;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Bodies that go on as they came where the dialect is the provider's, and cannot be read else. */
class UnreadableBodiesTest {
  private static final String PATH = "/v3/compat/chat/completions";
  private static final String BODY =
      "{\"model\":\"%s\",\"temperature\":\"hot\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";

  @TempDir Path folder;
  private FakeUpstream same;
  private FakeUpstream other;
  private RunningGateway gateway;

  @BeforeEach
  void start() {
    same = FakeUpstream.start().otherwise(_ -> Upstreams.answer("same"));
    other = FakeUpstream.start();
    gateway =
        RunningGateway.start(
            folder,
            """
            providers:
              same: {kind: openai, base_url: "%s", api_key: "test-credential-1234", retries: 0}
              other: {kind: anthropic, base_url: "%s", api_key: "test-credential-1234", retries: 0}
            models:
              both: {targets: [same/gpt-4o, other/claude-sonnet-4-5]}
            """
                .formatted(same.uri("/v1"), other.uri("")));
  }

  @AfterEach
  void stop() {
    gateway.close();
    same.close();
    other.close();
  }

  @Test
  void areTheCallersMistakeOnRecordAndCostNothing() throws Exception {
    HttpResponse<String> answer = gateway.post(PATH, BODY.formatted("other/claude-sonnet-4-5"));
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("temperature");
    assertThat(other.requests()).isEmpty();
    JsonNode call = gateway.traceOf(answer).path("spans").path(0);
    assertThat(call.toString()).contains("invalid_request").doesNotContain("mistake");
    assertThat(call.path("meta").path("cost").decimalValue()).isZero();
  }

  @Test
  void goOnToTheTargetThatSpeaksTheirDialectWhateverTheOthersSpeak() {
    HttpResponse<String> answer = gateway.post(PATH, BODY.formatted("both"));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(same.takeRequest().body()).contains("\"hot\"");
  }

  @Test
  void setNothingAsideThatIsNotGivenBack() throws Exception {
    String token = Files.readString(folder.resolve("data/admin-token")).strip();
    manage(token, "POST", "{\"period\":\"day\",\"limit_usd\":5,\"ceiling_usd\":1}");
    assertThat(gateway.post(PATH, BODY.formatted("other/claude-sonnet-4-5")).statusCode())
        .isEqualTo(400);
    JsonNode budget = Json.parse(manage(token, "GET", "").body()).path("data").path(0);
    assertThat(budget.path("spent_usd").decimalValue()).isZero();
    assertThat(budget.path("reserved_usd").decimalValue()).isZero();
  }

  private HttpResponse<String> manage(String token, String method, String body) {
    return gateway.send(
        HttpRequest.newBuilder(gateway.uri("/management/v1/budgets"))
            .header("Authorization", "Bearer " + token)
            .method(method, HttpRequest.BodyPublishers.ofString(body)));
  }
}
