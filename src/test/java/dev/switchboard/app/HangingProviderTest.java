package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.http.FakeUpstream;
import dev.switchboard.http.Script;
import dev.switchboard.json.Json;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A provider that takes calls and never answers. */
@Tag("slow")
class HangingProviderTest {
  private static final int CALLS = 1_000;
  private static final Duration DEADLINE = Duration.ofSeconds(8);

  @TempDir Path folder;

  private static String config(FakeUpstream upstream) {
    return """
    providers:
      mock: {kind: openai, base_url: "%s", api_key: "test-credential-1234", retries: 0,
             timeouts: {connect: 5s, first_event: %ds, between_events: 5s, total: 60s}}
    """
        .formatted(upstream.uri("/v1"), DEADLINE.toSeconds());
  }

  private static String call(String model) {
    return "{\"name\":\"a\",\"input\":\"b\",\"model\":\"" + model + "\"}";
  }

  private record Ended(HttpResponse<String> answer, Duration took) {}

  private static Ended timed(RunningGateway gateway, String model) {
    long start = System.nanoTime();
    HttpResponse<String> answer = gateway.post("/v3/call", call(model));
    return new Ended(answer, Duration.ofNanos(System.nanoTime() - start));
  }

  @Test
  void endsAThousandCallsAtTheirDeadlineWhileOthersAreAnswered() throws Exception {
    try (FakeUpstream upstream = FakeUpstream.start();
        RunningGateway gateway = RunningGateway.start(folder, config(upstream));
        ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      upstream.otherwise(_ -> Script.silence());
      timed(gateway, "sandbox/chat");
      List<Future<Ended>> hanging = new ArrayList<>();
      for (int i = 0; i < CALLS; i++) {
        hanging.add(callers.submit(() -> timed(gateway, "mock/gpt-4o")));
      }
      while (upstream.requests().size() < CALLS && hanging.stream().noneMatch(Future::isDone)) {
        Thread.sleep(10);
      }
      List<Ended> others = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        others.add(timed(gateway, "sandbox/chat"));
      }
      long stillHanging = hanging.stream().filter(call -> !call.isDone()).count();

      assertThat(stillHanging)
          .as("hanging while the others were answered")
          .isGreaterThan(CALLS / 2);
      assertThat(others)
          .allSatisfy(other -> {
            assertThat(other.answer().statusCode()).isEqualTo(200);
            assertThat(other.took()).isLessThan(Duration.ofSeconds(2));
          });
      for (Future<Ended> call : hanging) {
        Ended ended = call.get();
        assertThat(ended.answer().statusCode()).as(ended.answer().body()).isEqualTo(504);
        assertThat(Json.parse(ended.answer().body()).path("error").path("code").asString())
            .isEqualTo("provider_timeout");
        assertThat(ended.took()).isBetween(DEADLINE, DEADLINE.plusSeconds(8));
      }
    }
  }
}
