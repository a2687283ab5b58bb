package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.http.FakeUpstream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A configuration that changes while the gateway runs. */
class ReconfigurationTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  @TempDir Path folder;

  private void write(String yaml) throws IOException {
    Path draft = Files.writeString(folder.resolve("draft"), yaml);
    Files.move(draft, folder.resolve("switchboard.yaml"), StandardCopyOption.REPLACE_EXISTING);
  }

  private static boolean await(BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        return false;
      }
      Thread.sleep(20);
    }
    return true;
  }

  private static int call(RunningGateway gateway, String model) {
    return gateway
        .post("/v3/call", "{\"name\":\"a\",\"input\":\"b\",\"model\":\"" + model + "\"}")
        .statusCode();
  }

  @Test
  void takesANewModelOverWithoutAFailedCall() throws Exception {
    try (RunningGateway gateway = RunningGateway.start(folder, "models: {first: sandbox/chat}\n")) {
      Queue<Integer> statuses = new ConcurrentLinkedQueue<>();
      AtomicBoolean stop = new AtomicBoolean();
      Thread caller =
          Thread.ofVirtual()
              .start(() -> {
                while (!stop.get()) {
                  statuses.add(call(gateway, "first"));
                }
              });
      int before = call(gateway, "second");
      write("models: {first: sandbox/chat, second: sandbox/chat}\n");
      boolean taken = await(() -> call(gateway, "second") == 200);
      stop.set(true);
      caller.join();
      assertThat(before).isEqualTo(404);
      assertThat(taken).isTrue();
      assertThat(statuses).isNotEmpty().containsOnly(200);
    }
  }

  @Test
  void sendsCallsToTheNewAddressOfAProvider() throws Exception {
    try (FakeUpstream old = FakeUpstream.start();
        FakeUpstream moved = FakeUpstream.start();
        RunningGateway gateway =
            RunningGateway.start(folder, Upstreams.config(old.uri("/v1").toString()))) {
      old.otherwise(_ -> Upstreams.answer("old"));
      moved.otherwise(_ -> Upstreams.answer("moved"));
      assertThat(call(gateway, "mock/gpt-4o")).isEqualTo(200);
      assertThat(old.requests()).hasSize(1);
      write(Upstreams.config(moved.uri("/v1").toString()));
      assertThat(await(() -> call(gateway, "mock/gpt-4o") == 200 && !moved.requests().isEmpty()))
          .isTrue();
    }
  }

  @Test
  void letsAStreamOfTheOldConfigurationRunToItsEnd() throws Exception {
    try (RunningGateway gateway = RunningGateway.start(folder, "models: {old: sandbox/chat}\n");
        HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(gateway.uri("/v3/call/stream"))
              .header("Authorization", "Bearer " + gateway.key())
              .header("X-Switchboard-Sandbox", "pace=100ms")
              .POST(
                  HttpRequest.BodyPublishers.ofString(
                      "{\"name\":\"a\",\"input\":\"tell me\",\"model\":\"old\"}"))
              .build();
      HttpResponse<InputStream> response =
          client.send(request, HttpResponse.BodyHandlers.ofInputStream());
      try (BufferedReader lines =
          new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
        assertThat(lines.readLine()).contains("content");
        write("models: {new: sandbox/chat}\n");
        assertThat(await(() -> call(gateway, "new") == 200)).isTrue();
        List<String> rest = lines.lines().filter(line -> !line.isEmpty()).toList();
        assertThat(rest.getLast()).isEqualTo("data: [DONE]");
      }
      assertThat(call(gateway, "old")).isEqualTo(404);
    }
  }

  @Test
  void saysInTheLogWhatItTookOverAndWhatItRefused() throws Exception {
    Path file = folder.resolve("switchboard.yaml");
    Files.writeString(file, "models: {first: sandbox/chat}\n");
    try (GatewayProcess gateway =
        GatewayProcess.serve(folder, "--data", "data", "--config", file.toString())) {
      write("models: {first: sandbox/chat}\nsevrer: {port: 1}\n");
      assertThat(await(() -> gateway.err().contains("is refused, the earlier"))).isTrue();
      assertThat(gateway.err()).contains("switchboard.yaml line 2", "sevrer", "server");
      assertThat(status(gateway, "first")).isEqualTo(200);

      write("models: {second: sandbox/chat}\nlimits: {calls: 5}\nmedia: {size: 1MB}\n");
      assertThat(await(() -> gateway.err().contains("is taken over"))).isTrue();
      assertThat(
              await(() -> gateway.err().contains("limits, media will change with the next start")))
          .isTrue();
      assertThat(status(gateway, "second")).isEqualTo(200);

      Files.delete(file);
      assertThat(await(() -> gateway.err().contains("is gone; the earlier"))).isTrue();
      assertThat(status(gateway, "second")).isEqualTo(200);
    }
  }

  private static int status(GatewayProcess gateway, String model) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(gateway.url() + "/v3/call"))
              .header("Authorization", "Bearer " + gateway.key())
              .POST(
                  HttpRequest.BodyPublishers.ofString(
                      "{\"name\":\"a\",\"input\":\"b\",\"model\":\"" + model + "\"}"))
              .build();
      return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }
  }
}
