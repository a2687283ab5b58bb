package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.switchboard.http.FakeUpstream;
import dev.switchboard.json.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A gateway whose data folder is on a small file system of its own, until that is full. */
@Tag("slow")
class FullDiskTest {
  private static final int MOST_CALLS = 5_000;
  private static final int INPUT_CHARACTERS = 60_000;
  private static final String ADMIN = "admin-credential-of-a-test";

  @TempDir Path folder;

  private static List<String> ownFileSystem(Path data) {
    return List.of(
        "unshare",
        "-rm",
        "sh",
        "-c",
        "mount -t tmpfs -o size=192m none '" + data + "' && exec \"$@\"",
        "sh");
  }

  private static boolean works(List<String> wrapper) throws InterruptedException {
    List<String> command = new ArrayList<>(wrapper);
    command.add("true");
    try {
      return new ProcessBuilder(command).start().waitFor() == 0;
    } catch (IOException _) {
      return false;
    }
  }

  private record Caller(HttpClient http, GatewayProcess gateway) {
    HttpResponse<String> call(boolean stream) throws Exception {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create(gateway.url() + "/v3/call" + (stream ? "/stream" : "")))
              .POST(
                  HttpRequest.BodyPublishers.ofString(
                      "{\"name\":\"a\",\"model\":\"sandbox/chat\",\"input\":\""
                          + "x ".repeat(INPUT_CHARACTERS / 2)
                          + "\"}"));
      return send(request);
    }

    HttpResponse<String> ask(String model) throws Exception {
      return send(
          HttpRequest.newBuilder(URI.create(gateway.url() + "/v3/compat/chat/completions"))
              .POST(
                  HttpRequest.BodyPublishers.ofString(
                      "{\"model\":\""
                          + model
                          + "\",\"messages\":[{\"role\":\"user\",\"content\":\""
                          + "x ".repeat(INPUT_CHARACTERS / 2)
                          + "\"}]}")));
    }

    JsonNode books() throws Exception {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(gateway.url() + "/management/v1/ledger/verify"))
              .header("Authorization", "Bearer " + ADMIN)
              .build();
      return Json.parse(http.send(request, HttpResponse.BodyHandlers.ofString()).body());
    }

    HttpResponse<String> get(String path) throws Exception {
      return send(HttpRequest.newBuilder(URI.create(gateway.url() + path)));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
      return http.send(
          request.header("Authorization", "Bearer " + gateway.key()).build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }

  /** Fills the file system; the file is reached through the process that has it. */
  private static Path fill(GatewayProcess gateway, Path data) throws IOException {
    Path ballast = Path.of("/proc/" + gateway.pid() + "/root" + data + "/ballast");
    byte[] piece = new byte[64 << 10];
    try (OutputStream out = Files.newOutputStream(ballast)) {
      while (true) {
        out.write(piece);
      }
    } catch (IOException e) {
      assertThat(e).hasMessageContaining("No space");
    }
    return ballast;
  }

  @Test
  void refusesClearlyKeepsWhatItAcceptedAndGoesOnWhenThereIsRoom() throws Exception {
    Path data = Files.createDirectory(folder.resolve("data"));
    assumeThat(works(ownFileSystem(data))).as("a file system of its own for a process").isTrue();
    try (GatewayProcess gateway =
            GatewayProcess.start(
                ownFileSystem(data), folder, Map.of(), "serve", "--port", "0", "--data", "data");
        HttpClient http = HttpClient.newHttpClient()) {
      gateway.awaitReady();
      Caller caller = new Caller(http, gateway);
      List<String> accepted = new ArrayList<>();
      accepted.add(traceOf(caller.call(false)));
      Path ballast = fill(gateway, data);

      HttpResponse<String> stream = caller.call(true);
      while (!stream.body().contains("\"type\":\"error\"") && accepted.size() < MOST_CALLS) {
        accepted.add(traceOf(stream));
        stream = caller.call(true);
      }
      HttpResponse<String> answer = caller.call(false);
      HttpResponse<String> later = caller.call(true);
      int ready = caller.get("/health/ready").statusCode();

      JsonNode error = Json.parse(answer.body()).path("error");
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
      assertThat(error.path("code").asString()).isEqualTo("overloaded");
      assertThat(error.path("message").asString()).contains("could not be put on record");
      assertThat(answer.headers().firstValue("retry-after")).isPresent();
      assertThat(stream.body()).contains("\"type\":\"error\"", "\"code\":\"overloaded\"");
      assertThat(stream.body()).doesNotContain("event: complete", "\"type\":\"done\"");
      assertThat(later.statusCode()).as("a stream that has not begun").isEqualTo(503);
      assertThat(gateway.err()).contains("the journal takes no record");
      assertThat(ready).isEqualTo(200);

      Files.delete(ballast);
      accepted.add(traceOf(awaitAnswer(() -> caller.call(false))));
      for (String trace : accepted) {
        assertThat(awaitTrace(caller, trace)).as("record of " + trace).isTrue();
      }
    }
  }

  @Test
  void asksNoProviderThatNobodyCouldBillAndBooksAllThatWereAsked() throws Exception {
    Path data = Files.createDirectory(folder.resolve("data"));
    assumeThat(works(ownFileSystem(data))).as("a file system of its own for a process").isTrue();
    AtomicInteger asked = new AtomicInteger();
    try (FakeUpstream upstream =
        FakeUpstream.start()
            .otherwise(_ -> {
              asked.incrementAndGet();
              return Upstreams.answer("yes");
            })) {
      Files.writeString(
          folder.resolve("switchboard.yaml"),
          "providers: {mock: {kind: openai, base_url: \""
              + upstream.uri("/v1")
              + "\", api_key: \"test-credential-1234\", retries: 0}}");
      try (GatewayProcess gateway =
              GatewayProcess.start(
                  ownFileSystem(data),
                  folder,
                  Map.of("SWITCHBOARD_ADMIN_TOKEN", ADMIN),
                  "serve",
                  "--port",
                  "0",
                  "--data",
                  "data");
          HttpClient http = HttpClient.newHttpClient()) {
        gateway.awaitReady();
        Caller caller = new Caller(http, gateway);
        assertThat(caller.ask("mock/gpt-4o").statusCode()).isEqualTo(200);
        Path ballast = fill(gateway, data);
        for (int i = 0; i < MOST_CALLS && caller.ask("mock/gpt-4o").statusCode() == 200; i++) {
          assertThat(asked.get()).isEqualTo(i + 2);
        }

        // The first one may have been put on record without what was answered.
        assertThat(caller.ask("mock/gpt-4o").statusCode()).isEqualTo(503);
        int before = asked.get();
        for (int i = 0; i < 10; i++) {
          assertThat(caller.ask("mock/gpt-4o").statusCode()).isEqualTo(503);
        }
        assertThat(asked.get() - before).as("requests for calls that nobody can bill").isZero();
        assertThat(metric(caller)).isEqualTo("switchboard_records_refused_total 12.0");

        Files.delete(ballast);
        awaitAnswer(() -> caller.ask("mock/gpt-4o"));
        awaitBooks(caller, Upstreams.CHAT.multiply(BigDecimal.valueOf(asked.get())));
      }
    }
  }

  private static String metric(Caller caller) throws Exception {
    return caller
        .get("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith("switchboard_records_refused_total"))
        .findFirst()
        .orElse("");
  }

  /** Waits until all attempts that were made are in the tables, at their price. */
  private static void awaitBooks(Caller caller, BigDecimal cost) throws Exception {
    long deadline = System.nanoTime() + 30_000_000_000L;
    JsonNode books = caller.books();
    while (books.path("tables").path("cost").decimalValue().compareTo(cost) != 0) {
      assertThat(System.nanoTime()).as(cost + " in " + books).isLessThan(deadline);
      Thread.sleep(100);
      books = caller.books();
    }
    assertThat(books.path("agrees").asBoolean()).as(books.toString()).isTrue();
  }

  private static String traceOf(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return answer.headers().firstValue("x-opper-trace-id").orElseThrow();
  }

  private static HttpResponse<String> awaitAnswer(Callable<HttpResponse<String>> call)
      throws Exception {
    long deadline = System.nanoTime() + 20_000_000_000L;
    HttpResponse<String> answer = call.call();
    while (answer.statusCode() != 200 && System.nanoTime() < deadline) {
      Thread.sleep(100);
      answer = call.call();
    }
    return answer;
  }

  private static boolean awaitTrace(Caller caller, String id) throws Exception {
    long deadline = System.nanoTime() + 30_000_000_000L;
    while (caller.get("/v3/traces/" + id).statusCode() != 200) {
      if (System.nanoTime() > deadline) {
        return false;
      }
      Thread.sleep(50);
    }
    return true;
  }
}
