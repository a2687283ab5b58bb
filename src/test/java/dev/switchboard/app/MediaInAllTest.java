package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.http.FakeUpstream;
import dev.switchboard.http.Script;
import dev.switchboard.json.Json;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/** How much one call may have fetched, where each medium by itself is small and fast enough. */
class MediaInAllTest {
  @TempDir Path folder;
  private FakeUpstream upstream;
  private FakeUpstream host;
  private RunningGateway gateway;

  @BeforeEach
  void start() {
    upstream = FakeUpstream.start();
    host = FakeUpstream.start();
    gateway = RunningGateway.start(folder, config());
  }

  private String config() {
    return MediaProviders.config(upstream, "gcp")
        + "media: {allow: [127.0.0.1/32], size: 64MB, timeout: 1m}\n";
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
      parts
          .append(parts.isEmpty() ? "" : ",")
          .append("{\"type\":\"image_url\",\"image_url\":{\"url\":\"")
          .append(host.uri(path))
          .append("\"}}");
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
    assertThat(answer.body()).contains("more than 67108864 bytes of media at all addresses");
    assertThat(upstream.requests()).isEmpty();
  }

  @Test
  void countsAmongTheBytesOfAnswersWhereTheNativeApiFetches() {
    gateway.close();
    gateway = gateway.again(folder, config() + "limits: {answers: 1MB}\n");
    byte[] large = noise();
    assertThat(large.length).isGreaterThan(1 << 20);
    host.otherwise(_ -> picture().body(large));
    ObjectNode body = Json.object().put("name", "look").put("instructions", "Say it");
    body.put("model", "gcp/gemini-2.5-flash");
    body.putObject("input").put("image", host.uri("/a").toString());
    body.set("input_schema", MediaSamples.object("image", MediaSamples.media("image/png")));
    HttpResponse<String> answer = gateway.post("/v3/call", Json.text(body));

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
    assertThat(Json.parse(answer.body()).at("/error/code").asString()).isEqualTo("overloaded");
    assertThat(upstream.requests()).isEmpty();
  }

  /** A picture of which no bytes are saved by writing it as PNG. */
  private static byte[] noise() {
    BufferedImage image = new BufferedImage(800, 800, BufferedImage.TYPE_INT_RGB);
    Random random = new Random(1);
    for (int at = 0; at < 640_000; at++) {
      image.setRGB(at % 800, at / 800, random.nextInt(1 << 24));
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
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
    assertThat(answer.body()).contains("those before it took 30 s");
    assertThat(host.requests()).hasSize(1);
    assertThat(upstream.requests()).isEmpty();
  }
}
