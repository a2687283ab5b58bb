package dev.switchboard.app;

import dev.switchboard.access.Scope;
import dev.switchboard.json.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code keys}: callers' keys, over the management API. */
@Command(name = "keys", description = "Make, list, revoke and rotate callers' keys.")
final class KeysCommand extends Group {
  private final Session session;

  KeysCommand(Session session) {
    this.session = session;
  }

  @Command(name = "create", description = "Make a key; its text is shown this once.")
  int create(
      @Mixin AdminOptions admin,
      @Parameters(paramLabel = "NAME", description = "What the key is for.") String name,
      @Option(
              names = "--project",
              paramLabel = "PROJECT",
              defaultValue = "default",
              description = "Id or name. Default: ${DEFAULT-VALUE}.")
          String project,
      @Option(
              names = "--scope",
              paramLabel = "SCOPE",
              split = ",",
              description =
                  "call, functions.read, functions.write, traces.read or traces.write;"
                      + " repeatable. Default: all.")
          @Nullable List<String> scopes,
      @Option(
              names = "--allow-model",
              paramLabel = "PATTERN",
              split = ",",
              description =
                  "A model's name, * stands for any characters; repeatable. Default: all.")
          @Nullable List<String> models,
      @Option(
              names = "--expires-in",
              paramLabel = "TIME",
              description = "Such as 30m, 12h or 7d. Default: never.")
          @Nullable String expiresIn) {
    ObjectNode body = Json.object();
    body.put("name", name);
    body.put("project", project);
    put(body, "scopes", scopes);
    put(body, "allowed_models", models);
    if (expiresIn != null) {
      body.put("expires_in", expiresIn);
    }
    show(admin, admin.post(session, "/keys", body));
    return ExitCode.DONE;
  }

  @Command(name = "list", description = "List keys, without their texts.")
  int list(
      @Mixin AdminOptions admin,
      @Option(
              names = "--project",
              paramLabel = "PROJECT",
              description = "Id or name. Default: all projects.")
          @Nullable String project) {
    String path = project == null ? "/keys" : "/keys?project=" + ApiClient.encoded(project);
    ArrayNode keys = Pages.all(admin, session, path);
    if (admin.json()) {
      session.out().println(Json.pretty(keys));
      return ExitCode.DONE;
    }
    Table table =
        new Table("ID", "NAME", "STATUS", "ENDS IN", "SCOPES", "MODELS", "EXPIRES", "LAST USED");
    for (JsonNode key : keys) {
      table.row(
          Table.cell(key.path("id")),
          Table.cell(key.path("name")),
          Table.cell(key.path("status")),
          "…" + Table.cell(key.path("hint")),
          key.path("scopes").size() == Scope.values().length
              ? "all"
              : Table.cell(key.path("scopes")),
          key.path("allowed_models").isEmpty() ? "all" : Table.cell(key.path("allowed_models")),
          Table.cell(key.path("expires_at")),
          Table.cell(key.path("last_used_at")));
    }
    session.out().println(table);
    return ExitCode.DONE;
  }

  @Command(name = "revoke", description = "Refuse a key from now on.")
  int revoke(
      @Mixin AdminOptions admin,
      @Parameters(paramLabel = "ID", description = "As `keys list` shows it.") String id) {
    JsonNode key = admin.post(session, "/keys/" + ApiClient.encoded(id) + "/revoke", Json.object());
    session.out().println(admin.json() ? Json.pretty(key) : id + " is revoked");
    return ExitCode.DONE;
  }

  @Command(name = "rotate", description = "Give a key a new text; the old one is refused.")
  int rotate(
      @Mixin AdminOptions admin,
      @Parameters(paramLabel = "ID", description = "As `keys list` shows it.") String id) {
    show(admin, admin.post(session, "/keys/" + ApiClient.encoded(id) + "/rotate", Json.object()));
    return ExitCode.DONE;
  }

  private void show(AdminOptions admin, JsonNode key) {
    if (admin.json()) {
      session.out().println(Json.pretty(key));
      return;
    }
    // The text alone on standard output, so that it can be put into a file.
    session.err().println("key " + key.path("id").asString("") + ", shown this once:");
    session.out().println(key.path("key").asString(""));
  }

  private static void put(ObjectNode body, String name, @Nullable List<String> values) {
    if (values != null && !values.isEmpty()) {
      ArrayNode array = body.putArray(name);
      values.forEach(array::add);
    }
  }
}
