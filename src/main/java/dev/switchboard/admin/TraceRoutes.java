package dev.switchboard.admin;

import dev.switchboard.access.Page;
import dev.switchboard.access.Project;
import dev.switchboard.access.Projects;
import dev.switchboard.ingress.Parameters;
import dev.switchboard.ingress.v3.TraceJson;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.json.Json;
import dev.switchboard.trace.CallRecord;
import dev.switchboard.trace.StoredTrace;
import dev.switchboard.trace.Traces;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code /traces}: those of any project, in the shapes of the native API. */
public final class TraceRoutes implements AdminSurface.Noun {
  private static final int DEFAULT_LIMIT = 50;
  private static final String DEFAULT_PROJECT = "default";
  private static final Map<String, CallRecord.Status> STATUSES =
      Map.of(
          "completed", CallRecord.Status.COMPLETED,
          "failed", CallRecord.Status.FAILED,
          "cancelled", CallRecord.Status.CANCELLED,
          "interrupted", CallRecord.Status.INTERRUPTED);

  private final Traces traces;
  private final Projects projects;

  /**
   * @param traces should hold every call that ended before the question
   */
  public TraceRoutes(Traces traces, Projects projects) {
    this.traces = traces;
    this.projects = projects;
  }

  @Override
  public List<Route> routes() {
    return List.of(Route.get("/traces", this::list), Route.get("/traces/{id}", this::one));
  }

  private void list(ManagementRequest request) {
    request.allowParameters(
        Set.of("project", "name", "status", "from", "to", "limit", "offset", "cursor"));
    String project = request.parameter("project").orElse(DEFAULT_PROJECT);
    Traces.TracePage page =
        traces.list(
            new Traces.Query(
                ProjectRoutes.named(projects, project, "/project").id(),
                request.parameter("name").orElse(null),
                Parameters.word(request.query(), "status", STATUSES).orElse(null),
                request.instant("from"),
                request.instant("to"),
                window(request)));
    ObjectNode answer = Json.object();
    ArrayNode data = answer.putArray("data");
    page.traces().forEach(header -> data.add(TraceJson.header(header)));
    answer.put("next_cursor", page.nextCursor());
    request.answer(200, answer);
  }

  private static Traces.Window window(ManagementRequest request) {
    return new Traces.Window(
        Parameters.integer(request.query(), "limit", DEFAULT_LIMIT, 1, Traces.Window.MAX_LIMIT),
        Parameters.integer(request.query(), "offset", 0, 0, Traces.Window.MAX_OFFSET),
        request.parameter("cursor").orElse(null));
  }

  private void one(ManagementRequest request) {
    request.allowParameters(Set.of("project"));
    String id = request.path().getFirst();
    Optional<String> project = request.parameter("project");
    StoredTrace found =
        (project.isPresent()
                ? traces.find(ProjectRoutes.named(projects, project.get(), "/project").id(), id)
                : anywhere(id))
            .orElseThrow(() ->
                new FailureException(
                    new Failure.NotFound(
                        "not_found",
                        "no trace " + (id.length() > 64 ? id.substring(0, 64) + "…" : id))));
    request.answer(200, TraceJson.whole(found));
  }

  /** In whichever project it is: an operator has the id from a log line or a caller's header. */
  private Optional<StoredTrace> anywhere(String id) {
    Page.Request request = Page.Request.first(Page.Request.MAX_LIMIT);
    while (true) {
      Page<Project> page = projects.list(request);
      for (Project project : page.items()) {
        Optional<StoredTrace> found = traces.find(project.id(), id);
        if (found.isPresent()) {
          return found;
        }
      }
      if (page.nextCursor() == null) {
        return Optional.empty();
      }
      request = new Page.Request(Page.Request.MAX_LIMIT, page.nextCursor());
    }
  }
}
