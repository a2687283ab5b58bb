package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.http.FakeUpstream;
import dev.switchboard.http.Script;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How much one call may have fetched, where each medium by itself is small and fast enough. */
class MediaInAllTest {
  private static final String PART = "{\"type\":\"image_url\",\"image_url\":{\"url\":\"%s\"}}";

  @TempDir Path folder;
  private FakeUpstream upstream;
  private FakeUpstream host;
  private RunningGateway gateway;

  @BeforeEach
  void start() {
    upstream = FakeUpstream.start();
    host = FakeUpstream.start();
    gateway =
        RunningGateway.start(
            folder,
            MediaProviders.config(upstream, "gcp")
                + "media: {allow: [127.0.0.1/32], size: 64MB, timeout: 1m}\n");
  }

  @AfterEach
  void stop() {
    gateway.close();
    host.close();
    upstream.close();
  }

  private HttpResponse<String> look(String... paths) {
    StringBuilder parts = new StringBuilder();
    for (String path : paths) {
      parts.append(parts.isEmpty() ? "" : ",").append(PART.formatted(host.uri(path)));
    }
    String body =
        "{\"model\":\"gcp/gemini-2.5-flash\",\"messages\":[{\"role\":\"user\",\"content\":["
            + parts
            + "]}]}";
    return gateway.send(
        HttpRequest.newBuilder(gateway.uri("/v3/compat/chat/completions"))
            .timeout(Duration.ofMinutes(2))
            .header("Authorization", "Bearer " + gateway.key())
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  private static Script picture() {
    return Script.status(200).header("Content-Type", "image/png");
  }

  @Test
  void isNoMoreThanSixtyFourMebibytes() {
    byte[] half = new byte[33 << 20];
    host.otherwise(_ -> picture().body(half));
    HttpResponse<String> answer = look("/a", "/b");

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(413);
    assertThat(answer.body()).contains("in all");
    assertThat(upstream.requests()).isEmpty();
  }

  @Test
  @Tag("slow")
  void beginsWithinThirtySeconds() {
    host.otherwise(request ->
        request.target().equals("/slow")
            ? picture().chunked().chunk("x").pause(Duration.ofSeconds(31)).chunk("y").end()
            : picture().body("x"));
    HttpResponse<String> answer = look("/slow", "/next");

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
    assertThat(answer.body()).contains("those before it took more than 30 s");
    assertThat(host.requests()).hasSize(1);
    assertThat(upstream.requests()).isEmpty();
  }
}
