package dev.switchboard.app;

import dev.switchboard.http.ServerSentEvent;
import dev.switchboard.http.SseReader;
import dev.switchboard.http.UpstreamResponse;
import dev.switchboard.json.InvalidJsonException;
import dev.switchboard.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code call}: one native call from the terminal. */
@Command(
    name = "call",
    description = {
      "Make one call. Prints its data: a text as it is, anything else as JSON.",
      "The key is read from $SWITCHBOARD_API_KEY or from --key-file, never from the command line."
    })
final class CallCommand implements Callable<Integer> {
  private static final int MAX_EVENT_BYTES = 64 << 20;

  private final Session session;

  @Mixin private GatewayOptions gateway = new GatewayOptions();

  @Parameters(index = "0", paramLabel = "NAME", description = "The function's name.")
  private String name = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "INPUT",
      description = "JSON, or a text. Default, and with -: standard input.")
  private @Nullable String input;

  @Option(
      names = "--instructions",
      paramLabel = "TEXT",
      description = "What to do. Default: what the function was last called with.")
  private @Nullable String instructions;

  @Option(
      names = "--schema",
      paramLabel = "FILE",
      description = "JSON Schema of the data. Default: any text.")
  private @Nullable Path schema;

  @Option(
      names = "--model",
      paramLabel = "MODEL",
      description = "provider/model, a model or a route. Default: the gateway's choice.")
  private @Nullable String model;

  @Option(names = "--stream", description = "Print the text as it arrives.")
  private boolean stream;

  @Option(
      names = "--key-file",
      paramLabel = "FILE",
      description = "The file that holds the key. Default: the key in $SWITCHBOARD_API_KEY.")
  private @Nullable Path keyFile;

  @Option(
      names = "--json",
      description = "Print the whole answer, with what it cost and how it was made.")
  private boolean json;

  CallCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException {
    ObjectNode body = Json.object();
    body.put("name", name);
    body.set("input", value(text()));
    if (instructions != null) {
      body.put("instructions", instructions);
    }
    if (schema != null) {
      body.set("output_schema", schema(schema));
    }
    if (model != null) {
      body.put("model", model);
    }
    try (ApiClient client =
        new ApiClient(gateway.url(session), Optional.of(key()), session.environment())) {
      return stream ? streamed(client, body) : whole(client.post("/v3/call", body));
    }
  }

  private int whole(JsonNode answer) {
    JsonNode data = answer.path("data");
    session.out().println(json ? Json.pretty(answer) : shown(data));
    return ExitCode.DONE;
  }

  private static String shown(JsonNode data) {
    return data.isString() ? data.stringValue() : Json.pretty(data);
  }

  private int streamed(ApiClient client, ObjectNode body) {
    try (UpstreamResponse response = client.stream("/v3/call/stream", body);
        SseReader events = new SseReader(response.body(), MAX_EVENT_BYTES)) {
      for (ServerSentEvent event = events.next(); event != null; event = events.next()) {
        if (event.data().equals("[DONE]")) {
          session.out().println();
          return ExitCode.DONE;
        }
        show(event);
      }
    }
    throw new CommandException(
        ExitCode.NO, "the stream ended without its last event", "try again; see the gateway's log");
  }

  private void show(ServerSentEvent event) {
    if (json) {
      session.out().println(event.data());
      session.out().flush();
      return;
    }
    JsonNode data = Json.parse(event.data());
    switch (data.path("type").asString("")) {
      case "content" -> {
        session.out().print(data.path("delta").asString(""));
        session.out().flush();
      }
      case "error" -> {
        session.out().println();
        throw new CommandException(
            ExitCode.NO,
            data.path("error").path("code").asString("")
                + ": "
                + data.path("error").path("message").asString(""),
            "try again, or look at `switchboard traces`");
      }
      default -> {
        // The other events repeat or describe what these say.
      }
    }
  }

  /** The input's text: the argument, or all of standard input. */
  private String text() throws IOException {
    if (input != null && !input.equals("-")) {
      return input;
    }
    if (input == null && Terminal.isInteractive()) {
      throw new CommandException(
          ExitCode.USAGE,
          "call " + name + ": no input (expected: an argument, or something on standard input)",
          "write switchboard call " + name + " 'your input', or pipe a file into it");
    }
    return new String(session.in().readAllBytes(), StandardCharsets.UTF_8);
  }

  /** JSON where the text is an object, array or quoted text; else the text itself. */
  private static JsonNode value(String text) {
    String bare = text.strip();
    if (bare.startsWith("{") || bare.startsWith("[") || bare.startsWith("\"")) {
      try {
        return Json.parse(bare);
      } catch (InvalidJsonException _) {
        // A text that only looks like JSON.
      }
    }
    return Json.tree(text.stripTrailing());
  }

  private static JsonNode schema(Path file) {
    try {
      return Json.parseLenient(Files.readAllBytes(file));
    } catch (IOException _) {
      throw new CommandException(
          ExitCode.DATA, "--schema " + file + ": cannot be read", "name a file with a JSON Schema");
    } catch (InvalidJsonException e) {
      throw new CommandException(
          ExitCode.DATA,
          "--schema " + file + ": " + e.getMessage(),
          "name a file with a JSON Schema");
    }
  }

  private String key() {
    if (keyFile != null) {
      try {
        return Files.readString(keyFile).strip();
      } catch (IOException _) {
        throw new CommandException(
            ExitCode.DATA, "--key-file " + keyFile + ": cannot be read", "name a file with a key");
      }
    }
    return session
        .variable("SWITCHBOARD_API_KEY")
        .orElseThrow(() ->
            new CommandException(
                ExitCode.USAGE,
                "no key: SWITCHBOARD_API_KEY is not set",
                "set it to a key, or name a file that holds one with --key-file;"
                    + " `switchboard keys create NAME` makes one"));
  }
}
