package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.json.Json;
import dev.switchboard.store.PostgresServer;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A database that goes away and comes back while calls are made. */
@Tag("slow")
class DatabaseOutageTest {
  private static final int CALLERS = 4;
  private static final long OUTAGE_MILLIS = 5_000;

  @TempDir Path folder;

  private static HttpResponse<String> call(RunningGateway gateway, boolean stream) {
    return gateway.post(
        stream ? "/v3/call/stream" : "/v3/call",
        "{\"name\":\"a\",\"instructions\":\"x\",\"input\":\"b\",\"model\":\"sandbox/chat\"}");
  }

  private static JsonNode readiness(RunningGateway gateway) {
    HttpResponse<String> ready = gateway.get("/health/ready");
    assertThat(ready.statusCode()).isEqualTo(200);
    return Json.parse(ready.body());
  }

  @Test
  void failsNoCallAndLosesNoRecord() throws Exception {
    PostgresServer server = PostgresServer.shared();
    String yaml = "database: \"" + server.newSchema() + "\"\n";
    try (RunningGateway gateway = RunningGateway.start(folder, yaml)) {
      assertThat(call(gateway, false).statusCode()).isEqualTo(200);
      assertThat(readiness(gateway).has("degraded")).isFalse();
      AtomicBoolean stop = new AtomicBoolean();
      Queue<HttpResponse<String>> answers = new ConcurrentLinkedQueue<>();
      List<Thread> callers = new ArrayList<>();
      for (int i = 0; i < CALLERS; i++) {
        boolean stream = i % 2 == 0;
        callers.add(
            Thread.ofVirtual()
                .start(() -> {
                  while (!stop.get()) {
                    answers.add(call(gateway, stream));
                  }
                }));
      }
      Thread.sleep(500);
      server.stop();
      JsonNode during;
      int before = answers.size();
      try {
        Thread.sleep(OUTAGE_MILLIS);
        during = readiness(gateway);
      } finally {
        server.start();
      }
      int after = answers.size();
      Thread.sleep(500);
      stop.set(true);
      for (Thread caller : callers) {
        caller.join();
      }

      assertThat(after - before).as("calls during the outage").isPositive();
      assertThat(during.path("degraded").path("database").path("lag_bytes").asLong()).isPositive();
      assertThat(answers)
          .allSatisfy(answer -> assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200));
      for (HttpResponse<String> answer : answers) {
        assertThat(awaitTrace(gateway, answer)).as("record of a call").isTrue();
      }
      assertThat(readiness(gateway).has("degraded")).isFalse();
    }
  }

  private static boolean awaitTrace(RunningGateway gateway, HttpResponse<String> answer)
      throws InterruptedException {
    String id = answer.headers().firstValue("x-opper-trace-id").orElseThrow();
    long deadline = System.nanoTime() + 30_000_000_000L;
    while (System.nanoTime() < deadline) {
      if (gateway.get("/v3/traces/" + id).statusCode() == 200) {
        return true;
      }
      Thread.sleep(50);
    }
    return false;
  }
}
