package dev.switchboard.app;

import dev.switchboard.json.Json;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code traces}: what was called, and how it went. */
@Command(name = "traces", description = "List traces, newest first, or show one with its spans.")
final class TracesCommand implements Callable<Integer> {
  private final Session session;

  @Mixin private AdminOptions admin = new AdminOptions();

  @Parameters(arity = "0..1", paramLabel = "ID", description = "One trace. Default: a list.")
  private @Nullable String id;

  @Option(
      names = "--project",
      paramLabel = "PROJECT",
      description = "Id or name. Default: default for a list, any for one trace.")
  private @Nullable String project;

  @Option(
      names = "--status",
      paramLabel = "STATUS",
      description = "completed, failed, cancelled or interrupted. Default: all.")
  private @Nullable String status;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "20",
      description = "How many at most. Default: ${DEFAULT-VALUE}.")
  private int limit;

  TracesCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    JsonNode answer = admin.get(session, path());
    if (admin.json()) {
      session.out().println(Json.pretty(answer));
    } else if (id == null) {
      session.out().println(list(answer.path("data")));
    } else {
      session.out().println(heading(answer));
      session.out().println(spans(answer.path("spans")));
    }
    return ExitCode.DONE;
  }

  private String path() {
    String ofProject = project == null ? "" : "&project=" + ApiClient.encoded(project);
    if (id != null) {
      return "/traces/"
          + ApiClient.encoded(id)
          + (ofProject.isEmpty() ? "" : "?" + ofProject.substring(1));
    }
    return "/traces?limit="
        + limit
        + ofProject
        + (status == null ? "" : "&status=" + ApiClient.encoded(status));
  }

  private static Table list(JsonNode traces) {
    Table table = new Table("TRACE", "STARTED", "NAME", "STATUS", "MS", "SPANS", "USD");
    for (JsonNode trace : traces) {
      table.row(
          Table.cell(trace.path("id")),
          Table.cell(trace.path("start_time")),
          Table.cell(trace.path("name")),
          Table.cell(trace.path("status")),
          Table.cell(trace.path("duration_ms")),
          Table.cell(trace.path("span_count")),
          Table.cell(trace.path("cost")));
    }
    return table;
  }

  private static String heading(JsonNode trace) {
    return Table.cell(trace.path("name"))
        + ": "
        + Table.cell(trace.path("status"))
        + ", "
        + Table.cell(trace.path("duration_ms"))
        + " ms, USD "
        + Table.cell(trace.path("cost"));
  }

  private static Table spans(JsonNode spans) {
    Table table = new Table("SPAN", "TYPE", "NAME", "STATUS", "MS", "MODEL", "ERROR");
    for (JsonNode span : spans) {
      JsonNode meta = span.path("meta");
      String model =
          meta.has("upstream_model")
              ? Table.cell(meta.path("provider")) + "/" + Table.cell(meta.path("upstream_model"))
              : Table.cell(meta.path("requested_model"));
      table.row(
          Table.cell(span.path("id")),
          Table.cell(span.path("type")),
          Table.cell(span.path("name")),
          Table.cell(span.path("status")),
          Table.cell(span.path("duration_ms")),
          model,
          Table.cell(span.path("error")));
    }
    return table;
  }
}
