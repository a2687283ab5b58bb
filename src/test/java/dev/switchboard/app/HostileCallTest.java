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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What callers send who want to be surprised, or to surprise. */
class HostileCallTest {
  private static final String CHAT = "/v3/compat/chat/completions";
  private static final String HELLO =
      "{\"model\":\"%s\",\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}";

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

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "br", "identity, gzip"})
  void aBodyThatClaimsToBePackedIsRefusedByName(String coding) {
    HttpResponse<String> answer =
        gateway.post(CHAT, HELLO.formatted("sandbox/echo"), "Content-Encoding", coding);
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("header Content-Encoding: " + coding + " (expected: none");
  }

  @Test
  void anAbsurdModelNameIsNotHandedBackWhole() {
    HttpResponse<String> answer = gateway.post(CHAT, HELLO.formatted("z".repeat(100_000)));
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("a name of 100000 characters").hasSizeLessThan(400);
  }

  @Test
  void anAbsurdFunctionNameIsNotHandedBackWhole() {
    HttpResponse<String> answer =
        gateway.post("/v3/call", "{\"name\":\"%s\",\"input\":1}".formatted("z".repeat(100_000)));
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("/name: zzz").hasSizeLessThan(600);
  }

  @Test
  void aTagOfAMegabyteIsRefused() {
    HttpResponse<String> answer =
        gateway.post(
            "/v3/call",
            "{\"name\":\"f\",\"instructions\":\"x\",\"input\":\"y\",\"tags\":{\"team\":\"%s\"}}"
                .formatted("z".repeat(1_000_000)));
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("tag team: ").contains("at most 256").hasSizeLessThan(400);
  }

  @Test
  void outputThatAProviderDoesNotCountIsEstimatedNotFree() {
    upstream.enqueue(
        Script.json(
            200,
            "{\"id\":\"c\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"m\",\"choices\":"
                + "[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"Hello to you\"},"
                + "\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":10}}"));
    HttpResponse<String> answer = gateway.post(CHAT, HELLO.formatted("mock/gpt-4o"));
    JsonNode usage = gateway.traceOf(answer).at("/spans/0/meta/usage");
    assertThat(usage.path("source").asString()).as("%s", usage).isEqualTo("estimated");
    assertThat(usage.path("output_tokens").asInt()).isPositive();
  }
}
