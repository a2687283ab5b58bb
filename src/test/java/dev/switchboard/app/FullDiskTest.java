package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.switchboard.json.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A gateway whose data folder is on a small file system of its own, until that is full. */
@Tag("slow")
class FullDiskTest {
  private static final int MOST_CALLS = 5_000;
  private static final int INPUT_CHARACTERS = 60_000;

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

      HttpResponse<String> answer = caller.call(false);
      while (answer.statusCode() == 200 && accepted.size() < MOST_CALLS) {
        accepted.add(traceOf(answer));
        answer = caller.call(false);
      }
      HttpResponse<String> stream = caller.call(true);
      int ready = caller.get("/health/ready").statusCode();

      JsonNode error = Json.parse(answer.body()).path("error");
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
      assertThat(error.path("code").asString()).isEqualTo("overloaded");
      assertThat(error.path("message").asString()).contains("could not be put on record");
      assertThat(answer.headers().firstValue("retry-after")).isPresent();
      assertThat(stream.body()).contains("\"type\":\"error\"", "\"code\":\"overloaded\"");
      assertThat(stream.body()).doesNotContain("event: complete", "\"type\":\"done\"");
      assertThat(gateway.err()).contains("the journal takes no record");
      assertThat(ready).isEqualTo(200);

      Files.delete(ballast);
      accepted.add(traceOf(awaitAnswer(caller)));
      for (String trace : accepted) {
        assertThat(awaitTrace(caller, trace)).as("record of " + trace).isTrue();
      }
    }
  }

  private static String traceOf(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return answer.headers().firstValue("x-opper-trace-id").orElseThrow();
  }

  private static HttpResponse<String> awaitAnswer(Caller caller) throws Exception {
    long deadline = System.nanoTime() + 20_000_000_000L;
    HttpResponse<String> answer = caller.call(false);
    while (answer.statusCode() != 200 && System.nanoTime() < deadline) {
      Thread.sleep(100);
      answer = caller.call(false);
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
