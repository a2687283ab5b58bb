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
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One gateway in a process of its own, and commands against it. */
@Tag("slow")
class ServeTest {
  @TempDir static Path shared;
  private static GatewayProcess gateway;

  @BeforeAll
  static void start() {
    gateway = GatewayProcess.serve(shared, "--data", "data");
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  private static GatewayProcess ended(Map<String, String> environment, String... args) {
    GatewayProcess process = GatewayProcess.start(shared, environment, args);
    process.exitCode();
    return process;
  }

  private static Map<String, String> environment() {
    return Map.of("SWITCHBOARD_URL", gateway.url(), "SWITCHBOARD_API_KEY", gateway.key());
  }

  private static int status(HttpClient client, String url) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(URI.create(url)).build();
    return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
  }

  @Test
  void saysInThisOrderWhatAnOperatorNeeds() {
    String out = gateway.out();
    List<String> order =
        List.of(
            "address: http://",
            "providers:",
            "sandbox",
            "first key",
            "curl -X POST",
            "admin-token",
            "ready on http://");
    assertThat(order.stream().map(out::indexOf).toList()).doesNotContain(-1).isSorted();
    assertThat(out.lines().toList().getLast()).matches("ready on http://127\\.0\\.0\\.1:\\d+");
  }

  @Test
  void keepsTheAdminCredentialInAFileOfItsOwner() throws IOException {
    Path file = shared.resolve("data/admin-token");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(gateway.out() + gateway.err()).doesNotContain(Files.readString(file).strip());
  }

  @Test
  void refusesASecondProcessOnTheSameFolder() {
    try (GatewayProcess second = ended(Map.of(), "serve", "--port", "0", "--data", "data")) {
      assertThat(second.exitCode()).isEqualTo(ExitCode.FOLDER);
      assertThat(second.err().lines()).hasSize(2);
      assertThat(second.err()).contains("in use by process");
    }
  }

  @Test
  void answersACallAndProvesItsBooks() {
    try (GatewayProcess call = ended(environment(), "call", "respond", "good day");
        GatewayProcess stream = ended(environment(), "call", "respond", "good day", "--stream");
        GatewayProcess traces = ended(environment(), "traces", "--json");
        GatewayProcess books = ended(environment(), "ledger", "verify")) {
      assertThat(call.out()).as(call.err()).contains("good day");
      assertThat(stream.out()).isEqualTo(call.out());
      assertThat(Json.parse(traces.out()).path("data").size()).isGreaterThanOrEqualTo(2);
      assertThat(books.exitCode()).isZero();
      assertThat(books.out()).contains("the books agree");
    }
  }

  @Test
  void doesNotAdviseToTryAgainWhereAProviderIsNotConfigured() {
    try (GatewayProcess call =
        ended(environment(), "call", "respond", "a", "--model", "openai/gpt-4o")) {
      assertThat(call.exitCode()).isEqualTo(ExitCode.NO);
      assertThat(call.err()).contains("OPENAI_API_KEY").doesNotContain("try again");
    }
  }

  @Test
  void makesAKeyThatIsGoodUntilItIsRevoked() {
    try (GatewayProcess made = ended(environment(), "keys", "create", "app", "--json")) {
      String key = Json.parse(made.out()).path("key").asString("");
      String id = Json.parse(made.out()).path("id").asString("");
      Map<String, String> own =
          Map.of("SWITCHBOARD_URL", gateway.url(), "SWITCHBOARD_API_KEY", key);
      try (GatewayProcess before = ended(own, "call", "respond", "a");
          GatewayProcess revoke = ended(environment(), "keys", "revoke", id);
          GatewayProcess after = ended(own, "call", "respond", "a")) {
        assertThat(List.of(before.exitCode(), revoke.exitCode(), after.exitCode()))
            .as(before.err())
            .containsExactly(0, 0, ExitCode.NO);
        assertThat(after.err()).contains("revoked");
      }
    }
  }

  @Test
  void saysNothingSecretAtALaterStart(@TempDir Path folder) {
    String key;
    try (GatewayProcess first = GatewayProcess.serve(folder)) {
      key = first.key();
      first.terminate();
      first.exitCode();
    }
    try (GatewayProcess second = GatewayProcess.serve(folder)) {
      assertThat(second.out()).doesNotContain(key).doesNotContain("first key");
    }
    try (GatewayProcess books = GatewayProcess.start(folder, Map.of(), "journal", "inspect")) {
      assertThat(books.exitCode()).isZero();
    }
    try (GatewayProcess books = GatewayProcess.start(folder, Map.of(), "ledger", "verify")) {
      assertThat(books.exitCode()).as(books.err()).isZero();
    }
  }

  @Test
  void takesTheFirstKeyFromTheOperator(@TempDir Path folder) throws IOException {
    Files.writeString(folder.resolve("key"), "an-operators-own-key\n");
    try (GatewayProcess first =
        GatewayProcess.start(
            folder, Map.of("SWITCHBOARD_INITIAL_KEY_FILE", "key"), "serve", "--port", "0")) {
      first.awaitReady();
      Map<String, String> own =
          Map.of("SWITCHBOARD_URL", first.url(), "SWITCHBOARD_API_KEY", "an-operators-own-key");
      try (GatewayProcess call = ended(own, "call", "respond", "a")) {
        assertThat(call.exitCode()).as(call.err()).isZero();
      }
      assertThat(first.out()).doesNotContain("an-operators-own-key");
    }
  }

  @Test
  void letsStreamsFinishWhenItIsToldToStop(@TempDir Path folder) throws Exception {
    try (GatewayProcess slow = GatewayProcess.serve(folder);
        HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(slow.url() + "/v3/call/stream"))
              .header("Authorization", "Bearer " + slow.key())
              .header("X-Switchboard-Sandbox", "pace=100ms")
              .POST(
                  HttpRequest.BodyPublishers.ofString(
                      "{\"name\": \"a\", \"input\": \"tell me\", \"model\": \"sandbox/chat\"}"))
              .build();
      HttpResponse<java.io.InputStream> response =
          client.send(request, HttpResponse.BodyHandlers.ofInputStream());
      try (BufferedReader lines =
          new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
        assertThat(lines.readLine()).contains("content");
        slow.terminate();
        assertThat(awaitRed(client, slow.url())).isTrue();
        assertThat(status(client, slow.url() + "/v3/models")).isEqualTo(503);
        assertThat(lines.lines().filter(line -> !line.isEmpty()).toList().getLast())
            .isEqualTo("data: [DONE]");
      }
      slow.exitCode();
      assertThat(slow.err()).doesNotContain("cut at shutdown");
    }
    try (GatewayProcess books = GatewayProcess.start(folder, Map.of(), "ledger", "verify")) {
      assertThat(books.exitCode()).as(books.out() + books.err()).isZero();
    }
  }

  private static boolean awaitRed(HttpClient client, String url) throws Exception {
    for (int i = 0; i < 100; i++) {
      if (status(client, url + "/health/ready") == 503) {
        return true;
      }
      Thread.sleep(10);
    }
    return false;
  }
}
