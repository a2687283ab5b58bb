package dev.switchboard.app;

import dev.switchboard.json.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code projects}: what keys belong to, over the management API. */
@Command(name = "projects", description = "Make and list projects.")
final class ProjectsCommand extends Group {
  private final Session session;

  ProjectsCommand(Session session) {
    this.session = session;
  }

  @Command(name = "create", description = "Make a project.")
  int create(
      @Mixin AdminOptions admin,
      @Parameters(paramLabel = "NAME", description = "Unique, for people.") String name) {
    ObjectNode body = Json.object();
    body.put("name", name);
    JsonNode project = admin.post(session, "/projects", body);
    session.out().println(admin.json() ? Json.pretty(project) : project.path("id").asString(""));
    return ExitCode.DONE;
  }

  @Command(name = "list", description = "List projects.")
  int list(@Mixin AdminOptions admin) {
    ArrayNode projects = Pages.all(admin, session, "/projects");
    if (admin.json()) {
      session.out().println(Json.pretty(projects));
      return ExitCode.DONE;
    }
    Table table = new Table("ID", "NAME", "CREATED");
    for (JsonNode project : projects) {
      table.row(
          Table.cell(project.path("id")),
          Table.cell(project.path("name")),
          Table.cell(project.path("created_at")));
    }
    session.out().println(table);
    return ExitCode.DONE;
  }
}
