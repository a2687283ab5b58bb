package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.http.FakeUpstream;
import dev.switchboard.http.Script;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A key that is revoked while one of its streams runs. */
class RevokedMidStreamTest {
  private static final String PATH = "/v3/compat/chat/completions";
  private static final String BODY =
      "{\"model\":\"mock/gpt-4o\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";

  @TempDir Path folder;

  private static HttpResponse<String> call(RunningGateway gateway, String key) {
    return gateway.send(
        HttpRequest.newBuilder(gateway.uri(PATH))
            .header("Authorization", "Bearer " + key)
            .POST(HttpRequest.BodyPublishers.ofString(BODY)));
  }

  @Test
  void finishesTheAnswerThatHasBegunAndBeginsNoOther() throws IOException, InterruptedException {
    try (FakeUpstream upstream = FakeUpstream.start();
        RunningGateway gateway =
            RunningGateway.start(folder, Upstreams.patient(upstream.uri("/v1").toString()))) {
      CountDownLatch revoked = new CountDownLatch(1);
      upstream.enqueue(
          Script.status(200)
              .header("Content-Type", "text/event-stream")
              .chunked()
              .chunk(Upstreams.delta("Hel"))
              .await(revoked)
              .chunk(Upstreams.delta("lo"))
              .chunk(Upstreams.finish())
              .chunk(Upstreams.done())
              .end());
      JsonNode made = gateway.managed("/keys", "{\"name\":\"second\"}");
      String key = made.path("key").stringValue();
      CompletableFuture<HttpResponse<String>> stream =
          CompletableFuture.supplyAsync(() -> call(gateway, key));
      upstream.takeRequest();
      gateway.managed("/keys/" + made.path("id").stringValue() + "/revoke", "");

      assertThat(call(gateway, key).statusCode()).isEqualTo(401);
      assertThat(stream.isDone()).isFalse();
      revoked.countDown();
      assertThat(stream.join().body()).contains("lo").endsWith("data: [DONE]\n\n");
    }
  }
}
