package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchboard.access.PepperException;
import dev.switchboard.store.PostgresServer;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Several gateways on one PostgreSQL, each with a data folder of its own. */
class SharedDatabaseTest {
  private static final String KEY = "sb-shared-0123456789abcdef0123456789abcdef";
  private static final String CALL = "{\"name\":\"a\",\"input\":\"x\",\"model\":\"sandbox/chat\"}";

  @TempDir Path folder;

  private RunningGateway gateway(String name, String database, String pepper) throws IOException {
    return RunningGateway.start(
        Files.createDirectories(folder.resolve(name)),
        "database: \"" + database + "\"",
        false,
        Map.of("SWITCHBOARD_KEY_PEPPER", pepper, "SWITCHBOARD_INITIAL_KEY", KEY));
  }

  @Test
  void takeTheSameKeysAndShowEachOthersTraces() throws IOException {
    String database = PostgresServer.shared().newSchema();
    try (RunningGateway one = gateway("one", database, "ab".repeat(32));
        RunningGateway two = gateway("two", database, "ab".repeat(32))) {
      HttpResponse<String> first = one.post("/v3/call", CALL);
      HttpResponse<String> second = two.post("/v3/call", CALL);
      assertThat(first.statusCode()).as(first.body()).isEqualTo(200);
      assertThat(second.statusCode()).as(second.body()).isEqualTo(200);
      String id = first.headers().firstValue("x-opper-trace-id").orElseThrow();
      assertThat(one.get("/v3/traces/" + id).statusCode()).isEqualTo(200);
      assertThat(two.get("/v3/traces/" + id).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void takeOneAnothersNewKeysAndRefuseTheRevokedOnes() throws IOException {
    String database = PostgresServer.shared().newSchema();
    try (RunningGateway one = gateway("one", database, "ab".repeat(32));
        RunningGateway two = gateway("two", database, "ab".repeat(32))) {
      JsonNode made = one.managed("/keys", "{\"name\":\"second\"}");
      String key = made.path("key").stringValue();
      assertThat(statusBecomes(two, key, 200)).isTrue();
      var _ = one.managed("/keys/" + made.path("id").stringValue() + "/revoke", "");
      assertThat(statusBecomes(two, key, 401)).isTrue();
    }
  }

  @Test
  void takeOneAnothersRoutes() throws IOException {
    String database = PostgresServer.shared().newSchema();
    try (RunningGateway one = gateway("one", database, "ab".repeat(32));
        RunningGateway two = gateway("two", database, "ab".repeat(32))) {
      HttpResponse<String> made =
          one.manage("PUT", "/routes/fresh", "{\"targets\":[\"sandbox/chat\"]}");
      assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
      int found = 0;
      for (int i = 0; i < 100 && found != 200; i++) {
        found = two.post("/v3/call", CALL.replace("sandbox/chat", "fresh")).statusCode();
        LockSupport.parkNanos(100_000_000);
      }
      assertThat(found).isEqualTo(200);
    }
  }

  /** Whether a call with the key gets that status within ten seconds. */
  private static boolean statusBecomes(RunningGateway gateway, String key, int status) {
    int found = 0;
    for (int i = 0; i < 100 && found != status; i++) {
      HttpRequest.Builder call =
          HttpRequest.newBuilder(gateway.uri("/v3/call"))
              .header("Authorization", "Bearer " + key)
              .POST(HttpRequest.BodyPublishers.ofString(CALL));
      found = gateway.send(call).statusCode();
      LockSupport.parkNanos(100_000_000);
    }
    return found == status;
  }

  @Test
  void stopAtOnceWhenTheirPepperIsAnother() throws IOException {
    String database = PostgresServer.shared().newSchema();
    gateway("one", database, "ab".repeat(32)).close();
    assertThatThrownBy(() -> gateway("two", database, "cd".repeat(32)))
        .isInstanceOf(PepperException.class)
        .hasMessageContaining("the configured key pepper is not the one");
  }
}
