package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.json.Json;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The backup of docs/operations.md brings a gateway back. */
class BackupTest {
  private static final String CALL = "{\"name\":\"a\",\"input\":\"x\",\"model\":\"sandbox/chat\"}";

  @TempDir Path folder;

  private static HttpResponse<String> get(RunningGateway gateway, String path, String credential) {
    return gateway.send(
        HttpRequest.newBuilder(gateway.uri(path))
            .timeout(Duration.ofSeconds(30))
            .header("Authorization", "Bearer " + credential));
  }

  @Test
  void aSnapshotOfARunningGatewayIsAWholeGateway() throws Exception {
    Path backup = Files.createDirectories(folder.resolve("restored/data"));
    String key;
    String trace;
    try (RunningGateway gateway = RunningGateway.start(folder, "")) {
      key = gateway.key();
      HttpResponse<String> answer = gateway.post("/v3/call", CALL);
      trace = answer.headers().firstValue("x-opper-trace-id").orElseThrow();
      gateway.traceOf(answer);
      Path data = folder.resolve("data");
      try (Connection live =
              DriverManager.getConnection("jdbc:sqlite:" + data.resolve("switchboard.db"));
          Statement statement = live.createStatement()) {
        statement.execute("VACUUM INTO '" + backup.resolve("switchboard.db") + "'");
      }
      Files.copy(data.resolve("key-pepper"), backup.resolve("key-pepper"));
      Files.copy(data.resolve("admin-token"), backup.resolve("admin-token"));
      gateway.post("/v3/call", CALL);
    }
    try (RunningGateway restored =
        RunningGateway.start(
            folder.resolve("restored"),
            "",
            false,
            java.util.Map.of("SWITCHBOARD_INITIAL_KEY", key))) {
      assertThat(get(restored, "/v3/traces/" + trace, key).statusCode()).isEqualTo(200);
      assertThat(restored.post("/v3/call", CALL).statusCode()).isEqualTo(200);
      assertThat(traces(restored, key)).isEqualTo(2);
      String admin = Files.readString(backup.resolve("admin-token")).strip();
      String report = get(restored, "/management/v1/ledger/verify", admin).body();
      assertThat(Json.parse(report).path("agrees").booleanValue()).as(report).isTrue();
    }
  }

  /** How many traces there are, once the newest is in the tables. */
  private static int traces(RunningGateway gateway, String key) {
    int found = 0;
    for (int i = 0; i < 500 && found < 2; i++) {
      found = Json.parse(get(gateway, "/v3/traces", key).body()).path("data").size();
      LockSupport.parkNanos(10_000_000);
    }
    return found;
  }
}
