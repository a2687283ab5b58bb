package dev.switchboard.app;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Which calls a limit or a budget is for, as options of a command. */
final class ConditionOptions {
  @Option(names = "--project", paramLabel = "PROJECT", description = "Id or name of a project.")
  private @Nullable String project;

  @Option(names = "--key", paramLabel = "ID", description = "Id of a key.")
  private @Nullable String key;

  @Option(
      names = "--model",
      paramLabel = "PATTERN",
      description = "provider/model as it is asked; * stands for any characters.")
  private @Nullable String model;

  @Option(names = "--tag", paramLabel = "NAME=VALUE", description = "A tag that calls must bear.")
  private @Nullable String tag;

  /** Puts them into a body of the management API. */
  void put(ObjectNode body) {
    put(body, "project", project);
    put(body, "key", key);
    put(body, "model", model);
    if (tag != null) {
      int equals = tag.indexOf('=');
      if (equals < 1) {
        throw new CommandException(
            ExitCode.USAGE, "--tag: " + tag, "expected: --tag NAME=VALUE, such as team=red");
      }
      body.putObject("tag").put(tag.substring(0, equals), tag.substring(equals + 1));
    }
  }

  private static void put(ObjectNode body, String name, @Nullable String value) {
    if (value != null) {
      body.put(name, value);
    }
  }

  /** The tag of an answer of the management API, for a table. */
  static String tag(JsonNode answer) {
    StringBuilder text = new StringBuilder();
    answer
        .path("tag")
        .properties()
        .forEach(
            entry -> text.append(entry.getKey()).append('=').append(entry.getValue().asString("")));
    return text.isEmpty() ? "-" : text.toString();
  }
}
