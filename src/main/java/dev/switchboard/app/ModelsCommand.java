package dev.switchboard.app;

import dev.switchboard.json.Json;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code models}: what can be called at a gateway, and with a query all that it knows. */
@Command(
    name = "models",
    description = {
      "List the models that can be called, or those that a query finds.",
      "A query also finds models of providers without a credential."
    })
final class ModelsCommand implements Callable<Integer> {
  private final Session session;

  @Mixin private GatewayOptions gateway = new GatewayOptions();

  @Parameters(
      arity = "0..1",
      paramLabel = "QUERY",
      description = "Part of a name. Default: all that can be called.")
  private @Nullable String query;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "100",
      description = "How many at most. Default: ${DEFAULT-VALUE}.")
  private int limit;

  @Option(names = "--all", description = "Also models of providers without a credential.")
  private boolean all;

  @Option(names = "--json", description = "Print the answer as JSON.")
  private boolean json;

  ModelsCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    String path =
        "/v3/models?limit="
            + limit
            + (query == null ? "" : "&q=" + ApiClient.encoded(query))
            + (query == null && !all ? "&configured=true" : "");
    JsonNode answer;
    try (ApiClient client =
        new ApiClient(gateway.url(session), Optional.empty(), session.environment())) {
      answer = client.get(path);
    }
    if (json) {
      session.out().println(Json.pretty(answer));
      return ExitCode.DONE;
    }
    Table table = new Table("MODEL", "TYPE", "CONTEXT", "IN $/M", "OUT $/M", "CONFIGURED");
    for (JsonNode model : answer.path("models")) {
      table.row(
          Table.cell(model.path("id")),
          Table.cell(model.path("type")),
          Table.cell(model.path("context_window")),
          Table.cell(model.path("pricing").path("input")),
          Table.cell(model.path("pricing").path("output")),
          model.path("configured").asBoolean(false) ? "yes" : "-");
    }
    session.out().println(table);
    int total = answer.path("total").asInt(0);
    int shown = answer.path("models").size();
    if (shown < total) {
      session.err().println(shown + " of " + total + "; narrow it with a query, or raise --limit");
    }
    return shown == 0 && query != null ? ExitCode.NO : ExitCode.DONE;
  }
}
