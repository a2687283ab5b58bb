package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.http.FakeUpstream;
import dev.switchboard.http.Script;
import dev.switchboard.json.Json;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What a provider that lies, breaks or never ends does to the books and to the gateway. */
class HostileProviderTest {
  private static final String PATH = "/v3/compat/chat/completions";
  private static final String BODY =
      "{\"model\":\"mock/gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":\"How are you today?\"}]}";
  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";

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

  @Test
  void anAttemptOfWhichNothingCameInTimeIsNotBookedAsFree() {
    upstream.enqueue(Script.silence());
    assertInputIsEstimated(ask(BODY));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<html>Sign in</html>",
        "{\"choices\":[]}",
        "{\"choices\":[{\"message\":{\"content\":5},\"finish_reason\":\"stop\"}]}"
      })
  void anAnswerThatCannotBeReadIsNotBookedAsFree(String nonsense) {
    upstream.enqueue(Script.json(200, nonsense));
    assertInputIsEstimated(ask(BODY));
  }

  @Test
  void whatOnlyTheProviderCanReadIsAnsweredAndItsUncountedUsageUnknown() {
    upstream.enqueue(
        Script.json(
            200,
            "{\"id\":\"c\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"m\",\"choices\":"
                + "[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"Hi\"},"
                + "\"finish_reason\":\"stop\"}]}"));
    HttpResponse<String> answer = gateway.post(PATH, BODY.replace("user", "wizard"));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    JsonNode call = gateway.traceOf(answer).at("/spans/0");
    assertThat(call.at("/meta/usage/source").asString()).as("%s", call).isEqualTo("unknown");
    assertThat(call.at("/meta/cost").isNull()).isTrue();
  }

  @Test
  void aStreamOfWhatOnlyTheProviderCanReadBreaksOffWithAnError() {
    upstream.enqueue(Script.sse(Upstreams.delta("Hel")));
    HttpResponse<String> answer =
        gateway.post(
            PATH, BODY.replace("user", "wizard").replace("{\"model", "{\"stream\":true,\"model"));
    assertThat(answer.body()).contains("provider_failed").endsWith("data: [DONE]\n\n");
  }

  @Test
  void aProviderThatRefusesIsBookedAsFree() {
    upstream.enqueue(Script.json(500, "{\"error\":{\"message\":\"oops\"}}"));
    JsonNode call = ask(BODY);
    assertThat(call.at("/meta/usage/input_tokens").asInt()).isZero();
    assertThat(call.at("/meta/cost").asInt(-1)).isZero();
  }

  @Test
  void aStreamThatNeverEndsIsEndedWithAnErrorBeforeItFillsTheMemory() {
    Script script = Script.status(200).header("Content-Type", "text/event-stream").chunked();
    String megabyte = Upstreams.delta("x".repeat(1 << 20));
    for (int i = 0; i < 70; i++) {
      script = script.chunk(megabyte);
    }
    upstream.enqueue(script.chunk(Upstreams.finish()).chunk(Upstreams.done()).end());
    HttpResponse<String> answer =
        gateway.post(PATH, BODY.replace("{\"model", "{\"stream\":true,\"model"));
    assertThat(answer.body().substring(answer.body().length() - 200))
        .contains("mock: its answer is larger than any can be")
        .endsWith("data: [DONE]\n\n");
  }

  private JsonNode ask(String body) {
    gateway.post(PATH, body, "x-opper-trace-id", TRACE);
    return Json.parse(gateway.get("/v3/traces/" + TRACE).body()).at("/data/spans/0");
  }

  private static void assertInputIsEstimated(JsonNode call) {
    assertThat(call.at("/status").asString()).isEqualTo("failed");
    assertThat(call.at("/meta/usage/source").asString()).as("%s", call).isEqualTo("estimated");
    assertThat(call.at("/meta/usage/input_tokens").asInt()).isBetween(3, 12);
    assertThat(call.at("/meta/cost").decimalValue()).isPositive();
  }
}
