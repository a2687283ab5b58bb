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

/** Before the first byte of a stream another target may answer; after it none may. */
class FirstByteTest {
  private static final String BODY =
      "{\"model\":\"both\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
  private static final String BROKEN =
      "data: {\"error\":{\"message\":\"boom\",\"type\":\"server_error\",\"code\":null}}\n\n";

  @TempDir Path folder;
  private FakeUpstream first;
  private FakeUpstream second;
  private RunningGateway gateway;

  @BeforeEach
  void start() {
    first = FakeUpstream.start();
    second = FakeUpstream.start();
    gateway =
        RunningGateway.start(
            folder,
            """
            providers:
              a: {kind: openai, base_url: "%s", api_key: "test-credential-1", retries: 0}
              b: {kind: openai, base_url: "%s", api_key: "test-credential-2", retries: 0}
            models:
              both: {targets: [a/gpt-4o, b/gpt-4o]}
            """
                .formatted(first.uri("/v1"), second.uri("/v1")));
  }

  @AfterEach
  void stop() {
    gateway.close();
    first.close();
    second.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"on", "off"})
  void asksTheNextTargetWhenTheFirstEventIsAnErrorWhateverIsSaidOfRescue(String rescue) {
    first.enqueue(Script.sse(BROKEN));
    second.enqueue(
        Script.sse(
            Upstreams.delta("Hello"), Upstreams.finish(), Upstreams.usage(), Upstreams.done()));
    assertThat(stream("x-switchboard-rescue", rescue))
        .contains("Hello")
        .endsWith(Upstreams.done())
        .doesNotContain("\"error\"");
  }

  @Test
  void asksNobodyElseOnceACallerWhoWantsNoRescueHasHeardSomething() {
    first.enqueue(Script.sse(Upstreams.delta("Hel"), BROKEN));
    assertThat(stream("x-switchboard-rescue", "off"))
        .contains("Hel", "\"error\"")
        .endsWith(Upstreams.done());
    assertThat(second.requests()).isEmpty();
  }

  private String stream(String... headers) {
    HttpResponse<String> answer = gateway.post("/v3/compat/chat/completions", BODY, headers);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return answer.body();
  }
}
