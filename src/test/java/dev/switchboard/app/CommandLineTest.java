package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {
  @TempDir Path folder;

  private record Ended(int exitCode, String out, String err) {}

  private static Ended run(Map<String, String> environment, String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Session session =
        new Session(
            environment,
            new ByteArrayInputStream(new byte[0]),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8));
    int exitCode = Main.run(session, args);
    return new Ended(
        exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  private static void assertTwoLines(Ended ended) {
    assertThat(ended.err().lines()).as(ended.err()).hasSize(2);
    assertThat(ended.err()).startsWith("switchboard: ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nonsense",
        "keys",
        "keys create",
        "serve --port x",
        "serve --port 70000",
        "serve --nonsense",
        "call",
        "call name input",
        "models --url nowhere",
        "route explain"
      })
  void endsWithTwoForAWrongCommandLine(String line) {
    Ended ended = run(Map.of(), line.isEmpty() ? new String[0] : line.split(" ", -1));
    assertThat(ended.exitCode()).isEqualTo(ExitCode.USAGE);
    assertTwoLines(ended);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--help",
        "serve --help",
        "call --help",
        "keys --help",
        "keys create --help",
        "projects create --help",
        "models --help",
        "traces --help",
        "route explain --help",
        "ledger verify --help",
        "journal inspect --help",
        "doctor --help",
        "config schema --help"
      })
  void helpsEverywhere(String line) {
    Ended ended = run(Map.of(), line.split(" ", -1));
    assertThat(ended.exitCode()).isZero();
    assertThat(ended.out()).startsWith("Usage: switchboard");
  }

  @ParameterizedTest
  @CsvSource({"serve,8080", "serve,127.0.0.1", "serve,./data", "models,http://127.0.0.1:8080"})
  void namesTheDefaultsInTheHelp(String command, String value) {
    String help = run(Map.of(), command, "--help").out().replaceAll("\\s+", "");
    assertThat(help).contains(value);
  }

  @ParameterizedTest
  @ValueSource(strings = {"serve", "call", "models", "traces", "ledger verify", "doctor"})
  void breaksNoAddressInTheHelp(String command) {
    String help = run(Map.of(), (command + " --help").split(" ", -1)).out();
    assertThat(help.lines()).noneMatch(line -> line.strip().startsWith("/"));
  }

  @Test
  void printsTheSchemaOfTheConfiguration() {
    Ended ended = run(Map.of(), "config", "schema");
    assertThat(ended.exitCode()).isZero();
    assertThat(ended.out()).contains("\"title\": \"switchboard.yaml\"");
  }

  @Test
  void endsWith65ForABadConfiguration() throws IOException {
    Path file = folder.resolve("bad.yaml");
    Files.writeString(file, "server: {prt: 1}\n");
    Ended ended = run(Map.of(), "serve", "--config", file.toString());
    assertThat(ended.exitCode()).isEqualTo(ExitCode.DATA);
    assertTwoLines(ended);
    assertThat(ended.err()).contains("bad.yaml line 1", "server.prt", "did you mean port?");
  }

  @Test
  void endsWith69WhereNoGatewayListens() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    Ended ended = run(Map.of(), "models", "--url", "http://127.0.0.1:" + port);
    assertThat(ended.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
    assertTwoLines(ended);
  }

  @Test
  void endsWith69WithoutTheAdminCredential() {
    Ended ended = run(Map.of(), "keys", "list", "--data", folder.toString());
    assertThat(ended.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(ended.err()).contains("admin-token", "SWITCHBOARD_ADMIN_TOKEN");
  }

  @Test
  void endsWith69ForAPortInUseAndMakesNoKey() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      Ended ended =
          run(
              Map.of(),
              "serve",
              "--data",
              folder.resolve("data").toString(),
              "--port",
              Integer.toString(socket.getLocalPort()),
              "--host",
              "0.0.0.0");
      assertThat(ended.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
      assertTwoLines(ended);
      assertThat(ended.err()).contains(Integer.toString(socket.getLocalPort()), "--port");
    }
    try (GatewayProcess gateway =
        GatewayProcess.serve(folder, "--data", folder.resolve("data").toString())) {
      assertThat(gateway.out())
          .contains("first key, shown this once")
          .containsPattern("/v3/call \\\\\n +-H ");
    }
  }

  @Test
  void listsWhatCanBeCalledUnlessThereIsAQuery() throws IOException {
    try (GatewayProcess gateway =
        GatewayProcess.serve(folder, "--data", folder.resolve("data").toString())) {
      String callable = run(Map.of(), "models", "--url", gateway.url()).out();
      assertThat(callable).contains("sandbox/chat");
      assertThat(callable.lines().skip(1)).allMatch(line -> line.startsWith("sandbox/"));
      Ended found = run(Map.of(), "models", "gpt-4.1-nano", "--url", gateway.url());
      assertThat(found.out()).contains("openai/gpt-4.1-nano");
      assertThat(run(Map.of(), "models", "--all", "--url", gateway.url()).out())
          .doesNotContain("sandbox/");
    }
  }

  @Test
  void endsWith73ForAFolderThatCannotBeMade() throws IOException {
    Path file = folder.resolve("a-file");
    Files.writeString(file, "");
    Ended ended = run(Map.of(), "serve", "--data", file.resolve("data").toString());
    assertThat(ended.exitCode()).isEqualTo(ExitCode.FOLDER);
    assertTwoLines(ended);
    assertThat(ended.err()).contains(file.toString(), "--data").doesNotContain("Exception");
  }

  @Test
  void saysThatADataFolderIsAFile() throws IOException {
    Path file = folder.resolve("a-file");
    Files.writeString(file, "");
    Ended ended = run(Map.of(), "serve", "--data", file.toString());
    assertThat(ended.exitCode()).isEqualTo(ExitCode.FOLDER);
    assertThat(ended.err()).contains(file + " is a file");
  }

  @Test
  void saysThatAHostIsNotKnown() {
    String data = folder.resolve("data").toString();
    Ended ended =
        run(Map.of(), "serve", "--data", data, "--port", "0", "--host", "no.such.host.invalid");
    assertThat(ended.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(ended.err()).contains("no.such.host.invalid", "no such host");
  }

  @Test
  void showsAStackTraceOnlyWithDebug() throws IOException {
    Path file = folder.resolve("a-file");
    Files.writeString(file, "");
    String data = file.resolve("data").toString();
    assertThat(run(Map.of(), "serve", "--data", data).err()).doesNotContain("\tat ");
    assertThat(run(Map.of(), "serve", "--debug", "--data", data).err()).contains("\tat ");
  }
}
