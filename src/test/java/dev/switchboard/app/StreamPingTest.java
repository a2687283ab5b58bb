package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.http.FakeUpstream;
import dev.switchboard.http.Script;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Providers that think for long, and callers who must hear that somebody is there. */
class StreamPingTest {
  private static final String CHAT =
      "{\"model\":\"mock/m\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]%s}";
  private static final String CONTENTS = "{\"contents\":[{\"parts\":[{\"text\":\"hi\"}]}]}";
  private static final String COMMENT = ": ping\n\n";

  @TempDir Path folder;
  private FakeUpstream upstream;
  private FakeUpstream second;
  private RunningGateway gateway;

  @BeforeEach
  void start() {
    upstream = FakeUpstream.start();
    second = FakeUpstream.start();
    String provider =
        "  %s: {kind: openai, base_url: \"%s\", api_key: test-credential-1, retries: 0,"
            + " timeouts: {connect: 20s, first_event: 20s, between_events: 20s, total: 60s}}\n";
    gateway =
        RunningGateway.start(
            folder,
            "server: {stream_ping: 100ms}\nproviders:\n"
                + provider.formatted("mock", upstream.uri("/v1"))
                + provider.formatted("spare", second.uri("/v1"))
                + "models: {both: {targets: [mock/m, spare/m]}}\n");
  }

  @AfterEach
  void stop() {
    gateway.close();
    upstream.close();
    second.close();
  }

  static Stream<Arguments> surfaces() {
    String input = "{\"model\":\"mock/m\",\"input\":\"hi\",\"stream\":true}";
    return Stream.of(
        Arguments.of("/v3/compat/chat/completions", CHAT.formatted(""), COMMENT),
        Arguments.of("/v3/compat/responses", input, COMMENT),
        Arguments.of(
            "/v3/compat/v1/messages",
            CHAT.formatted(",\"max_tokens\":9"),
            "event: ping\ndata: {\"type\": \"ping\"}\n\n"),
        Arguments.of("/v3/compat/v1beta/interactions", input, COMMENT),
        Arguments.of(
            "/v3/compat/v1beta/models/mock/m:streamGenerateContent?alt=sse", CONTENTS, "\n\n\n"),
        Arguments.of("/v3/compat/v1beta/models/mock/m:streamGenerateContent", CONTENTS, "}\n\n"),
        Arguments.of(
            "/v3/call/stream",
            "{\"name\":\"f\",\"instructions\":\"x\",\"input\":\"hi\",\"model\":\"mock/m\"}",
            COMMENT));
  }

  @ParameterizedTest
  @MethodSource("surfaces")
  void hearsAPingInItsOwnDialect(String path, String body, String ping)
      throws IOException, InterruptedException {
    upstream.enqueue(
        Script.status(200)
            .header("Content-Type", "text/event-stream")
            .chunked()
            .chunk(Upstreams.delta("Hel"))
            .hang());
    StringBuilder heard = new StringBuilder();
    try (InputStream in = open(path, body).body()) {
      // A slow machine may ping between the events that the first of the provider becomes.
      while (heard.indexOf("Hel") < 0 || heard.indexOf(ping, heard.indexOf("Hel")) < 0) {
        int next = in.read();
        assertThat(next).as(heard.toString()).isNotNegative();
        heard.append((char) next);
      }
    }
    assertThat(heard).contains("Hel").endsWith(ping);
  }

  private HttpResponse<InputStream> open(String path, String body)
      throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(gateway.uri(path))
                .header("Authorization", "Bearer " + gateway.key())
                .timeout(Duration.ofSeconds(20))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build(),
            HttpResponse.BodyHandlers.ofInputStream());
  }

  /** A provider that has said 200 and a comment, and then fails before its first event. */
  private static Script lateFailure() {
    return Script.status(200)
        .header("Content-Type", "text/event-stream")
        .chunked()
        .chunk(": still here\n\n")
        .pause(Duration.ofMillis(400))
        .cut();
  }

  @Test
  void hearsNothingWhileAnotherTargetMayStillAnswer() {
    upstream.enqueue(lateFailure());
    second.enqueue(
        Script.sse(
            Upstreams.delta("hello") + Upstreams.finish() + Upstreams.usage() + Upstreams.done()));
    HttpResponse<String> answer =
        gateway.post("/v3/compat/chat/completions", CHAT.formatted("").replace("mock/m", "both"));
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("x-opper-served-provider")).contains("spare");
    assertThat(answer.body()).startsWith("data: {").doesNotContain(": ping");
  }

  @Test
  void getsAnHonestStatusForAFailureBeforeTheFirstEvent() {
    upstream.enqueue(lateFailure());
    HttpResponse<String> answer = gateway.post("/v3/compat/chat/completions", CHAT.formatted(""));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(502);
  }
}
