package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.http.FakeUpstream;
import dev.switchboard.http.Script;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers that each are within their bound, and together beyond the heap. */
class LargeAnswersTest {
  private static final int AT_ONCE = 8;
  private static final int CHARACTERS = 22 << 20;

  @TempDir Path folder;

  private static String chat(String model, boolean stream) {
    return "{\"model\":\"%s\",\"stream\":%s,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}"
        .formatted(model, stream);
  }

  private static Script whole(int characters) {
    return Script.json(
        200,
        "{\"id\":\"c\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"m\",\"choices\":"
            + "[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\""
            + "x".repeat(characters)
            + "\"},\"finish_reason\":\"stop\"}],"
            + "\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":9}}");
  }

  private static Script streamed(int characters) {
    Script script = Script.status(200).header("Content-Type", "text/event-stream").chunked();
    String piece = Upstreams.delta("x".repeat(1 << 20));
    for (int sent = 0; sent < characters; sent += 1 << 20) {
      script = script.chunk(piece);
    }
    return script.chunk(Upstreams.finish()).chunk(Upstreams.done()).end();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void doNotExhaustTheHeapTogether(boolean stream) throws IOException, InterruptedException {
    Script large = stream ? streamed(CHARACTERS) : whole(CHARACTERS);
    try (FakeUpstream upstream = FakeUpstream.start()) {
      upstream.otherwise(_ -> large);
      Path config = folder.resolve("switchboard.yaml");
      Files.writeString(
          config,
          // Time enough for a collector at work: it is memory that is to refuse an answer here.
          Upstreams.config(upstream.uri("/v1").toString())
              .replace("700ms", "30s")
              .replace("total: 5s", "total: 60s"));
      try (GatewayProcess gateway =
              GatewayProcess.serve(
                  folder,
                  "--data",
                  folder.resolve("data").toString(),
                  "--config",
                  config.toString());
          HttpClient client = HttpClient.newHttpClient()) {
        HttpRequest ask = request(gateway, chat("mock/gpt-4o", stream));
        List<CompletableFuture<HttpResponse<byte[]>>> asked =
            Stream.generate(() -> client.sendAsync(ask, HttpResponse.BodyHandlers.ofByteArray()))
                .limit(AT_ONCE)
                .toList();
        HttpResponse<String> normal =
            client.send(
                request(gateway, chat("sandbox/chat", false)),
                HttpResponse.BodyHandlers.ofString());
        List<String> others = new ArrayList<>();
        int answered = 0;
        int refused = 0;
        for (CompletableFuture<HttpResponse<byte[]>> one : asked) {
          HttpResponse<byte[]> answer = one.join();
          boolean whole = answer.statusCode() == 200 && answer.body().length > CHARACTERS;
          String end =
              new String(
                  answer.body(),
                  Math.max(0, answer.body().length - 400),
                  Math.min(400, answer.body().length),
                  java.nio.charset.StandardCharsets.ISO_8859_1);
          answered += whole ? 1 : 0;
          boolean full = end.contains("as many bytes of answers as it may");
          refused += full ? 1 : 0;
          if (!whole && !full) {
            others.add(end);
          }
        }
        assertThat(normal.statusCode()).isEqualTo(200);
        assertThat(answered + refused).as(others.toString()).isEqualTo(AT_ONCE);
        HttpResponse<byte[]> alone = client.send(ask, HttpResponse.BodyHandlers.ofByteArray());
        assertThat(alone.statusCode()).isEqualTo(200);
        assertThat(alone.body()).hasSizeGreaterThan(CHARACTERS);
        assertThat(gateway.err()).doesNotContain("OutOfMemoryError").doesNotContain("memory");
      }
    }
  }

  @Test
  void giveTheirRoomBack() {
    try (FakeUpstream upstream = FakeUpstream.start();
        RunningGateway gateway =
            RunningGateway.start(
                folder,
                "limits: {answers: 1MB}\n" + Upstreams.config(upstream.uri("/v1").toString()))) {
      upstream.enqueue(whole(700_000));
      upstream.enqueue(whole(700_000));
      upstream.enqueue(streamed(2 << 20));
      upstream.enqueue(whole(2 << 20));
      upstream.enqueue(streamed(1));

      String path = "/v3/compat/chat/completions";
      assertThat(gateway.post(path, chat("mock/gpt-4o", false)).statusCode()).isEqualTo(200);
      assertThat(gateway.post(path, chat("mock/gpt-4o", false)).statusCode()).isEqualTo(200);
      assertThat(gateway.post(path, chat("mock/gpt-4o", true)).body())
          .contains("as many bytes of answers as it may (1048576)");
      HttpResponse<String> refused = gateway.post(path, chat("mock/gpt-4o", false));
      assertThat(refused.statusCode()).isEqualTo(503);
      assertThat(refused.headers().firstValue("retry-after")).contains("1");
      assertThat(gateway.get("/metrics").body()).contains("switchboard_answers_held_bytes 0.0\n");
    }
  }

  private static HttpRequest request(GatewayProcess gateway, String body) {
    return HttpRequest.newBuilder(URI.create(gateway.url() + "/v3/compat/chat/completions"))
        .header("authorization", "Bearer " + gateway.key())
        .header("content-type", "application/json")
        .timeout(Duration.ofSeconds(60))
        .POST(HttpRequest.BodyPublishers.ofString(body))
        .build();
  }
}
