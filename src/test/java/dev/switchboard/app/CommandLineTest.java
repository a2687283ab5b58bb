package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
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

  private static void assertTwoLines(CommandRun ended) {
    assertThat(ended.err().lines()).as(ended.err()).hasSize(2);
    assertThat(ended.err()).startsWith("switchboard: ").doesNotContain("Exception");
  }

  @ParameterizedTest
  @ValueSource(strings = {"route put x", "route explain --body"})
  void saysThatAFolderIsNoJson(String line) {
    CommandRun ended = CommandRun.of(Map.of(), (line + " " + folder).split(" ", -1));
    assertThat(ended.exitCode()).as(ended.err()).isEqualTo(ExitCode.DATA);
    assertTwoLines(ended);
    assertThat(ended.err()).contains(folder + ": cannot be read");
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
        "budgets create --period day --limit much",
        "route explain",
        "route explain sandbox/chat --dialect openia"
      })
  void endsWithTwoForAWrongCommandLine(String line) {
    CommandRun ended =
        CommandRun.of(Map.of(), line.isEmpty() ? new String[0] : line.split(" ", -1));
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
    CommandRun ended = CommandRun.of(Map.of(), line.split(" ", -1));
    assertThat(ended.exitCode()).isZero();
    assertThat(ended.out()).startsWith("Usage: switchboard");
  }

  @ParameterizedTest
  @CsvSource({"serve,8080", "serve,127.0.0.1", "serve,./data", "models,http://127.0.0.1:8080"})
  void namesTheDefaultsInTheHelp(String command, String value) {
    String help = CommandRun.of(Map.of(), command, "--help").out().replaceAll("\\s+", "");
    assertThat(help).contains(value);
  }

  @ParameterizedTest
  @ValueSource(strings = {"serve", "call", "models", "traces", "ledger verify", "doctor"})
  void breaksNoAddressInTheHelp(String command) {
    String help = CommandRun.of(Map.of(), (command + " --help").split(" ", -1)).out();
    assertThat(help.lines()).noneMatch(line -> line.strip().startsWith("/"));
  }

  @Test
  void printsTheSchemaOfTheConfiguration() {
    CommandRun ended = CommandRun.of(Map.of(), "config", "schema");
    assertThat(ended.exitCode()).isZero();
    assertThat(ended.out()).contains("\"title\": \"switchboard.yaml\"");
  }

  @Test
  void endsWith65ForABadConfiguration() throws IOException {
    Path file = folder.resolve("bad.yaml");
    Files.writeString(file, "server: {prt: 1}\n");
    CommandRun ended = CommandRun.of(Map.of(), "serve", "--config", file.toString());
    assertThat(ended.exitCode()).isEqualTo(ExitCode.DATA);
    assertTwoLines(ended);
    assertThat(ended.err()).contains("bad.yaml line 1", "server.prt", "did you mean port?");
  }

  @Test
  void namesTheVariableOfAFirstKeyThatIsNone() {
    Map<String, String> own = Map.of("SWITCHBOARD_INITIAL_KEY", "hello");
    CommandRun ended =
        CommandRun.of(own, "serve", "--port", "0", "--data", folder.resolve("first").toString());
    assertThat(ended.exitCode()).as(ended.err()).isEqualTo(ExitCode.DATA);
    assertTwoLines(ended);
    assertThat(ended.err()).contains("SWITCHBOARD_INITIAL_KEY: ").doesNotContain("hello");
  }

  @Test
  void endsWith69WhereNoGatewayListens() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    CommandRun ended = CommandRun.of(Map.of(), "models", "--url", "http://127.0.0.1:" + port);
    assertThat(ended.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
    assertTwoLines(ended);
  }

  @Test
  void endsWith69WithoutTheAdminCredential() {
    CommandRun ended = CommandRun.of(Map.of(), "keys", "list", "--data", folder.toString());
    assertThat(ended.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(ended.err()).contains("admin-token", "SWITCHBOARD_ADMIN_TOKEN");
  }

  @Test
  void endsWith69ForAPortInUseAndMakesNoKey() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      CommandRun ended =
          CommandRun.of(
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
      String callable = CommandRun.of(Map.of(), "models", "--url", gateway.url()).out();
      assertThat(callable).contains("sandbox/chat");
      assertThat(callable.lines().skip(1)).allMatch(line -> line.startsWith("sandbox/"));
      CommandRun found = CommandRun.of(Map.of(), "models", "gpt-4.1-nano", "--url", gateway.url());
      assertThat(found.out()).contains("openai/gpt-4.1-nano");
      assertThat(CommandRun.of(Map.of(), "models", "--all", "--url", gateway.url()).out())
          .doesNotContain("sandbox/");
    }
  }

  @Test
  void endsWith73ForAFolderThatCannotBeMade() throws IOException {
    Path file = folder.resolve("a-file");
    Files.writeString(file, "");
    CommandRun ended = CommandRun.of(Map.of(), "serve", "--data", file.resolve("data").toString());
    assertThat(ended.exitCode()).isEqualTo(ExitCode.FOLDER);
    assertTwoLines(ended);
    assertThat(ended.err()).contains(file.toString(), "--data").doesNotContain("Exception");
  }

  @Test
  void saysThatADataFolderIsAFile() throws IOException {
    Path file = folder.resolve("a-file");
    Files.writeString(file, "");
    CommandRun ended = CommandRun.of(Map.of(), "serve", "--data", file.toString());
    assertThat(ended.exitCode()).isEqualTo(ExitCode.FOLDER);
    assertThat(ended.err()).contains(file + " is a file");
  }

  @Test
  void saysThatAHostIsNotKnown() {
    String data = folder.resolve("data").toString();
    CommandRun ended =
        CommandRun.of(
            Map.of(), "serve", "--data", data, "--port", "0", "--host", "no.such.host.invalid");
    assertThat(ended.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(ended.err()).contains("no.such.host.invalid", "no such host");
  }

  @Test
  void showsAStackTraceOnlyWithDebug() throws IOException {
    Path file = folder.resolve("a-file");
    Files.writeString(file, "");
    String data = file.resolve("data").toString();
    assertThat(CommandRun.of(Map.of(), "serve", "--data", data).err()).doesNotContain("\tat ");
    assertThat(CommandRun.of(Map.of(), "serve", "--debug", "--data", data).err()).contains("\tat ");
  }
}
