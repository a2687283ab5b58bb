package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Small schemas that take for ever to judge by, in a process with the heap that it ships with. */
class SchemaBombTest {
  private static final int AT_ONCE = 12;
  private static final int LEVELS = 30;

  @TempDir Path folder;

  private static String bomb(String word) {
    StringBuilder schema = new StringBuilder("{\"$ref\":\"#/$defs/d0\",\"$defs\":{");
    for (int i = 0; i < LEVELS; i++) {
      String next = "{\"$ref\":\"#/$defs/d" + (i + 1) + "\"}";
      schema.append("\"d%d\":{\"%s\":[%s,%s]},".formatted(i, word, next, next));
    }
    return schema.append("\"d").append(LEVELS).append("\":{\"type\":\"number\"}}}").toString();
  }

  private static String call(String more) {
    return "{\"name\":\"f\",\"model\":\"sandbox/chat\",\"input\":\"hi\"" + more + "}";
  }

  private static HttpRequest request(GatewayProcess gateway, String body) {
    return HttpRequest.newBuilder(URI.create(gateway.url() + "/v3/call"))
        .header("authorization", "Bearer " + gateway.key())
        .header("content-type", "application/json")
        .timeout(Duration.ofSeconds(20))
        .POST(HttpRequest.BodyPublishers.ofString(body))
        .build();
  }

  @Test
  void ofManyCallersAtOnceAreRefusedAndHurtNobodyElse() throws IOException, InterruptedException {
    try (GatewayProcess gateway = GatewayProcess.serve(folder, "--data", folder.toString());
        HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest input = request(gateway, call(",\"input_schema\":" + bomb("anyOf")));
      HttpRequest normal = request(gateway, call(""));
      client.send(normal, HttpResponse.BodyHandlers.ofString());
      List<CompletableFuture<HttpResponse<String>>> bombs =
          Stream.generate(() -> client.sendAsync(input, HttpResponse.BodyHandlers.ofString()))
              .limit(AT_ONCE)
              .toList();
      HttpResponse<String> meanwhile = client.send(normal, HttpResponse.BodyHandlers.ofString());

      assertThat(meanwhile.statusCode()).isEqualTo(200);
      for (CompletableFuture<HttpResponse<String>> bomb : bombs) {
        HttpResponse<String> answer = bomb.join();
        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(answer.body()).contains("input_schema").containsPattern("more than \\d+ steps");
      }
      assertThat(client.send(normal, HttpResponse.BodyHandlers.ofString()).statusCode())
          .isEqualTo(200);
      assertThat(gateway.err()).doesNotContain("OutOfMemoryError");
    }
  }

  @Test
  void inTheSandboxCostsLittleOfTheProcessor() throws IOException, InterruptedException {
    try (GatewayProcess gateway = GatewayProcess.serve(folder, "--data", folder.toString());
        HttpClient client = HttpClient.newHttpClient()) {
      for (String word : List.of("anyOf", "oneOf", "allOf")) {
        HttpRequest warm = request(gateway, call(",\"output_schema\":{\"type\":\"object\"}"));
        HttpRequest output = request(gateway, call(",\"output_schema\":" + bomb(word)));
        client.send(warm, HttpResponse.BodyHandlers.ofString());
        client.send(output, HttpResponse.BodyHandlers.ofString());
        Duration before = cpu(gateway);
        HttpResponse<String> answer = client.send(output, HttpResponse.BodyHandlers.ofString());
        Duration spent = cpu(gateway).minus(before);

        assertThat(answer.statusCode()).as(word + ": " + answer.body()).isIn(200, 422);
        assertThat(spent).as(word).isLessThan(Duration.ofMillis(900));
      }
    }
  }

  private static Duration cpu(GatewayProcess gateway) {
    return ProcessHandle.of(gateway.pid())
        .flatMap(process -> process.info().totalCpuDuration())
        .orElseThrow();
  }
}
