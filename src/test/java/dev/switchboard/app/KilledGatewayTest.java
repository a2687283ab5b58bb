package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A whole gateway in a process of its own, killed under load and started again. */
class KilledGatewayTest {
  private static final String KEY = "a-key-for-this-test-only";
  private static final int CALLERS = 8;
  private static final int ENOUGH = 100;

  @TempDir Path data;

  @Test
  void keepsOneRecordOfEachAnswerThatACallerSawComplete() throws Exception {
    killAndCount();
  }

  @Tag("slow")
  @RepeatedTest(20)
  void keepsThemTimeAndAgain() throws Exception {
    killAndCount();
  }

  private void killAndCount() throws Exception {
    Queue<String> complete = new ConcurrentLinkedQueue<>();
    try (Child gateway = Child.start(data)) {
      load(gateway, complete);
      gateway.process.destroyForcibly().waitFor();
    }
    assertThat(complete).isNotEmpty();
    try (Child again = Child.start(data)) {
      Map<String, Integer> records = records(again);
      for (String traceId : complete) {
        assertThat(records.get(traceId)).as("records of " + traceId).isEqualTo(1);
        JsonNode call = again.get("/v3/traces/" + traceId).path("data").path("spans").get(0);
        assertThat(call.path("meta").path("usage").path("output_tokens").asInt()).isPositive();
      }
    }
  }

  /** Calls until the process is about to be killed; whole answers and streams in turn. */
  private static void load(Child gateway, Queue<String> complete) throws InterruptedException {
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int caller = 0; caller < CALLERS; caller++) {
        boolean stream = caller % 2 == 0;
        var _ = callers.submit(() -> callOnAndOn(gateway, stream, complete));
      }
      long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
      while (complete.size() < ENOUGH && System.nanoTime() < deadline) {
        TimeUnit.MILLISECONDS.sleep(5);
      }
      gateway.process.destroyForcibly();
    }
  }

  private static Void callOnAndOn(Child gateway, boolean stream, Queue<String> complete)
      throws InterruptedException {
    try {
      while (true) {
        HttpResponse<String> answer =
            gateway.send(
                gateway
                    .request(stream ? "/v3/call/stream" : "/v3/call")
                    .POST(
                        HttpRequest.BodyPublishers.ofString(
                            "{\"name\":\"f\",\"instructions\":\"x\",\"input\":\"hello there\"}")));
        if (answer.statusCode() == 200) {
          complete.add(answer.headers().firstValue("x-opper-trace-id").orElseThrow());
        }
      }
    } catch (IOException e) {
      return null;
    }
  }

  private static Map<String, Integer> records(Child gateway) throws Exception {
    Map<String, Integer> records = new ConcurrentHashMap<>();
    String cursor = "";
    do {
      JsonNode page = gateway.get("/v3/traces?limit=1000&cursor=" + cursor);
      page.path("data").forEach(t -> records.merge(t.path("id").stringValue(), 1, Integer::sum));
      cursor = page.path("next_cursor").asString("");
    } while (!cursor.isEmpty());
    return records;
  }

  /** A gateway process. */
  private record Child(Process process, URI address, HttpClient http) implements AutoCloseable {

    static Child start(Path data) throws IOException {
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(List.of("-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED"));
      command.addAll(List.of("-cp", System.getProperty("java.class.path")));
      command.addAll(
          List.of("dev.switchboard.app.Main", "serve", "--port", "0", "--data", data.toString()));
      ProcessBuilder builder =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
      builder.environment().put("SWITCHBOARD_INITIAL_KEY", KEY);
      Process process = builder.start();
      BufferedReader out =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        if (line.startsWith("ready on ")) {
          return new Child(
              process,
              URI.create(line.substring("ready on ".length())),
              HttpClient.newBuilder()
                  .version(HttpClient.Version.HTTP_1_1)
                  .connectTimeout(Duration.ofSeconds(5))
                  .build());
        }
      }
      throw new IllegalStateException("the gateway ended before it was ready");
    }

    HttpRequest.Builder request(String path) {
      return HttpRequest.newBuilder(address.resolve(path))
          .timeout(Duration.ofSeconds(10))
          .header("Authorization", "Bearer " + KEY);
    }

    HttpResponse<String> send(HttpRequest.Builder request)
        throws IOException, InterruptedException {
      return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    JsonNode get(String path) throws IOException, InterruptedException {
      return Json.parse(send(request(path)).body());
    }

    @Override
    public void close() {
      http.shutdownNow();
      process.destroyForcibly().onExit().join();
    }
  }
}
