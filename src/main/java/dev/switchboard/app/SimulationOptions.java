package dev.switchboard.app;

import dev.switchboard.json.Json;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Of which call a command asks what it would do. */
final class SimulationOptions {
  @Parameters(
      arity = "0..*",
      paramLabel = "MODEL",
      description = "In order of preference; with a body, for gemini alone.")
  private List<String> models = List.of();

  @Option(
      names = "--body",
      paramLabel = "FILE",
      description = "A whole request, as it would be sent; - for standard input.")
  private @Nullable Path body;

  @Option(
      names = "--dialect",
      paramLabel = "NAME",
      description = "The body's: native, openai, anthropic or gemini. Default: openai.")
  private @Nullable String dialect;

  @Option(names = "--project", paramLabel = "PROJECT", description = "Whose call, by id or name.")
  private @Nullable String project;

  @Option(names = "--key", paramLabel = "KEY", description = "Whose call, by the key's id.")
  private @Nullable String key;

  @Option(names = "--tag", paramLabel = "NAME=VALUE", description = "A tag that the call bears.")
  private Map<String, String> tags = Map.of();

  @Option(names = "--prefer", paramLabel = "WORD", description = "As in x-switchboard-prefer.")
  private @Nullable String prefer;

  @Option(names = "--region", paramLabel = "REGION", description = "As in x-switchboard-region.")
  private @Nullable String region;

  @Option(names = "--session", paramLabel = "NAME", description = "As in x-switchboard-session.")
  private @Nullable String ofSession;

  /** The question for the management API. */
  ObjectNode question(Session session) {
    ObjectNode question = Json.object();
    if (body != null) {
      question.put("dialect", dialect == null ? "openai" : dialect);
      question.set("body", JsonInput.read(session, body, "{\"model\": \"openai/gpt-4o\", …}"));
    } else if (models.isEmpty()) {
      throw new CommandException(
          ExitCode.USAGE, "neither a model nor a body was given", "name a model, or --body FILE");
    } else if (dialect != null) {
      throw new CommandException(
          ExitCode.USAGE,
          "--dialect " + dialect + ": there is no body in it",
          "give --body FILE too, or leave --dialect out");
    }
    if (models.size() == 1) {
      question.put("model", models.getFirst());
    } else if (!models.isEmpty()) {
      ArrayNode names = question.putArray("model");
      models.forEach(names::add);
    }
    put(question, "project", project);
    put(question, "key", key);
    put(question, "prefer", prefer);
    put(question, "region", region);
    put(question, "session", ofSession);
    if (!tags.isEmpty()) {
      ObjectNode all = question.putObject("tags");
      tags.forEach(all::put);
    }
    return question;
  }

  private static void put(ObjectNode question, String name, @Nullable String value) {
    if (value != null) {
      question.put(name, value);
    }
  }
}
