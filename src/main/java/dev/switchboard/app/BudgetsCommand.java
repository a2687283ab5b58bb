package dev.switchboard.app;

import dev.switchboard.json.Json;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code budgets}: what calls may cost, over the management API. */
@Command(name = "budgets", description = "Make, list and end budgets.")
final class BudgetsCommand extends Group {
  private final Session session;

  BudgetsCommand(Session session) {
    this.session = session;
  }

  @Command(name = "create", description = "Make a budget; without conditions for all calls.")
  int create(
      @Mixin AdminOptions admin,
      @Mixin ConditionOptions conditions,
      @Option(
              names = "--period",
              paramLabel = "PERIOD",
              required = true,
              description = "day, month or total.")
          String period,
      @Option(
              names = "--limit",
              paramLabel = "USD",
              required = true,
              description = "What may be spent in a period.")
          BigDecimal limit,
      @Option(
              names = "--ceiling",
              paramLabel = "USD",
              description =
                  "Set aside for a call of unknown cost. Default: such calls are refused.")
          @Nullable BigDecimal ceiling,
      @Option(
              names = "--warn",
              paramLabel = "PERCENT",
              split = ",",
              description = "Tell the webhook when so much is spent; repeatable.")
          @Nullable List<Integer> warn) {
    ObjectNode body = Json.object();
    conditions.put(body);
    body.put("period", period);
    body.put("limit_usd", limit);
    if (ceiling != null) {
      body.put("ceiling_usd", ceiling);
    }
    if (warn != null) {
      ArrayNode percents = body.putArray("warn_percents");
      warn.forEach(percents::add);
    }
    JsonNode budget = admin.post(session, "/budgets", body);
    session.out().println(admin.json() ? Json.pretty(budget) : budget.path("id").asString(""));
    return ExitCode.DONE;
  }

  @Command(name = "list", description = "List budgets, and how they stand.")
  int list(@Mixin AdminOptions admin) {
    JsonNode budgets = admin.get(session, "/budgets").path("data");
    if (admin.json()) {
      session.out().println(Json.pretty(budgets));
      return ExitCode.DONE;
    }
    Table table =
        new Table(
            "ID", "PROJECT", "KEY", "MODEL", "TAG", "PERIOD", "LIMIT", "SPENT", "RESERVED", "HELD");
    for (JsonNode budget : budgets) {
      table.row(
          Table.cell(budget.path("id")),
          Table.cell(budget.path("project_id")),
          Table.cell(budget.path("key_id")),
          Table.cell(budget.path("model")),
          ConditionOptions.tag(budget),
          Table.cell(budget.path("period")),
          Table.cell(budget.path("limit_usd")),
          Table.cell(budget.path("spent_usd")),
          Table.cell(budget.path("reserved_usd")),
          Table.cell(budget.path("held_elsewhere_usd")));
    }
    session.out().println(table);
    return ExitCode.DONE;
  }

  @Command(name = "end", description = "End a budget.")
  int end(
      @Mixin AdminOptions admin,
      @Parameters(paramLabel = "ID", description = "As `budgets list` shows it.") String id) {
    JsonNode ended =
        admin.post(session, "/budgets/" + ApiClient.encoded(id) + "/end", Json.object());
    session.out().println(admin.json() ? Json.pretty(ended) : id + " is ended");
    return ExitCode.DONE;
  }
}
