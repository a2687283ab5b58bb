package dev.switchboard.admin;

import dev.switchboard.access.Ids;
import dev.switchboard.access.Page;
import dev.switchboard.access.Project;
import dev.switchboard.access.Projects;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.json.Fields;
import dev.switchboard.json.Json;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code /projects}: made, listed, looked up. */
public final class ProjectRoutes implements AdminSurface.Noun {
  private static final String ID_PREFIX = "prj_";

  private final Projects projects;
  private final Ids ids;
  private final Clock clock;

  public ProjectRoutes(Projects projects, Ids ids, Clock clock) {
    this.projects = projects;
    this.ids = ids;
    this.clock = clock;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.get("/projects", this::list),
        Route.post("/projects", this::create),
        Route.get("/projects/{project}", this::one));
  }

  /**
   * The project of an id or a name.
   *
   * @param pointer where it was named
   * @throws FailureException with {@link Failure.InvalidRequest} if there is none
   */
  static Project named(Projects projects, String idOrName, String pointer) {
    return projects
        .find(idOrName)
        .or(() -> projects.findByName(idOrName))
        .orElseThrow(() ->
            new FailureException(
                Failure.InvalidRequest.at(
                    pointer,
                    "project "
                        + shown(idOrName)
                        + ": there is none (expected: the id or name of a project)")));
  }

  private void list(ManagementRequest request) {
    request.allowParameters(Set.of("limit", "cursor"));
    Page<Project> page = projects.list(request.page());
    ObjectNode answer = Json.object();
    ArrayNode data = answer.putArray("data");
    page.items().forEach(project -> data.add(json(project)));
    answer.put("next_cursor", page.nextCursor());
    request.answer(200, answer);
  }

  private void create(ManagementRequest request) {
    String name = request.read(Set.of("name"), ProjectRoutes::name);
    Project project =
        new Project(ids.next(ID_PREFIX), name, clock.instant().truncatedTo(ChronoUnit.MICROS));
    projects.insert(project);
    request.answer(201, json(project));
  }

  private void one(ManagementRequest request) {
    request.allowParameters(Set.of());
    String id = request.path().getFirst();
    Project project =
        projects
            .find(id)
            .or(() -> projects.findByName(id))
            .orElseThrow(() ->
                new FailureException(
                    new Failure.NotFound("not_found", "project " + shown(id) + ": there is none")));
    request.answer(200, json(project));
  }

  /** A name of 1 to 128 characters, not blank, that a line of a terminal or a log can hold. */
  static String name(Fields fields) {
    String name = fields.text("name").strip();
    if (name.codePoints().anyMatch(ProjectRoutes::breaksLines)) {
      throw fields.invalid("name", "a name without control characters");
    }
    if (name.isEmpty() || name.length() > 128) {
      throw fields.invalid("name", "1 to 128 characters, not blank");
    }
    return name;
  }

  private static boolean breaksLines(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          true;
      default -> false;
    };
  }

  private static ObjectNode json(Project project) {
    ObjectNode node = Json.object();
    node.put("id", project.id());
    node.put("name", project.name());
    node.put("created_at", project.createdAt().toString());
    return node;
  }

  private static String shown(String text) {
    return text.length() > 60 ? text.substring(0, 60) + "…" : text;
  }
}
