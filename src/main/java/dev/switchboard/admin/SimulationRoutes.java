package dev.switchboard.admin;

import dev.switchboard.access.Caller;
import dev.switchboard.access.Project;
import dev.switchboard.access.Projects;
import dev.switchboard.access.Scope;
import dev.switchboard.access.VirtualKey;
import dev.switchboard.access.VirtualKeys;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.ir.Prefer;
import dev.switchboard.json.Fields;
import dev.switchboard.json.Located;
import dev.switchboard.pipeline.Simulated;
import dev.switchboard.pipeline.SimulatedCall;
import dev.switchboard.pipeline.Simulator;
import dev.switchboard.routing.Demand;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code /routes/simulate}: what a call would do now, which is not made; {@code /route/explain}:
 * the same of a model's name alone.
 */
public final class SimulationRoutes implements AdminSurface.Noun {
  private static final Set<String> FIELDS =
      Set.of("model", "dialect", "body", "project", "key", "tags", "prefer", "region", "session");
  private static final Map<String, BodyDialect> DIALECTS =
      Stream.of(BodyDialect.values())
          .collect(Collectors.toUnmodifiableMap(BodyDialect::word, dialect -> dialect));

  private final Simulator simulator;
  private final Bodies bodies;
  private final Projects projects;
  private final VirtualKeys keys;
  private final Clock clock;

  public SimulationRoutes(
      Simulator simulator, Bodies bodies, Projects projects, VirtualKeys keys, Clock clock) {
    this.simulator = simulator;
    this.bodies = bodies;
    this.projects = projects;
    this.keys = keys;
    this.clock = clock;
  }

  /** In which dialect a body is. */
  public enum BodyDialect {
    NATIVE,
    OPENAI,
    ANTHROPIC,
    GEMINI;

    /** The word used in the API. */
    String word() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /** Reads bodies as the surfaces do. */
  @FunctionalInterface
  public interface Bodies {
    /**
     * Reads one.
     *
     * @param model said beside the body; null when it is not
     * @param projectId whose functions a name means; empty for nobody's
     * @return one conversation, or the steps of a call that has several
     * @throws FailureException or {@link dev.switchboard.json.InvalidFieldException} as a call
     *     would be refused
     */
    List<SimulatedCall> read(
        BodyDialect dialect, JsonNode body, @Nullable String model, String projectId);
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.post("/route/explain", this::explain),
        Route.post("/routes/simulate", this::simulate));
  }

  private void explain(ManagementRequest request) {
    List<String> models = request.read(Set.of("model"), SimulationRoutes::models);
    Simulated simulated = simulator.simulate(Caller.of(anybody("", "")), SimulatedCall.of(models));
    request.answer(200, SimulationJson.of(simulated));
  }

  /**
   * What was asked.
   *
   * @param ended why the key is not good any more; null when it is
   */
  private record Question(
      VirtualKey key,
      @Nullable Failure ended,
      Map<String, String> tags,
      List<SimulatedCall> calls) {}

  private void simulate(ManagementRequest request) {
    Question question = request.read(FIELDS, this::question);
    List<ObjectNode> steps = new ArrayList<>();
    for (SimulatedCall call : question.calls()) {
      Map<String, String> tags = new HashMap<>(question.tags());
      tags.putAll(call.tags());
      steps.add(
          SimulationJson.of(
              simulator.simulate(new Caller(question.key(), tags), call), question.ended()));
    }
    request.answer(200, SimulationJson.together(steps));
  }

  private Question question(Fields fields) {
    VirtualKey key = key(fields);
    Map<String, String> tags = new HashMap<>();
    fields
        .optionalObject("tags")
        .ifPresent(given -> given.all().forEach((name, value) -> tags.put(name, value.text())));
    List<SimulatedCall> calls =
        calls(fields, key.projectId()).stream().map(call -> demanding(fields, call)).toList();
    return new Question(key, ended(key), tags, calls);
  }

  private List<SimulatedCall> calls(Fields fields, String projectId) {
    if (!fields.has("body")) {
      if (fields.has("dialect")) {
        throw fields.invalid("body", "a body in that dialect");
      }
      return List.of(SimulatedCall.of(models(fields)));
    }
    BodyDialect dialect = fields.choice("dialect", DIALECTS);
    if (dialect != BodyDialect.GEMINI && fields.has("model")) {
      throw fields.invalid("model", "nothing beside a body that names its model");
    }
    String model = dialect == BodyDialect.GEMINI ? fields.text("model") : null;
    return bodies.read(dialect, fields.object("body").node(), model, projectId);
  }

  /** The call with what its headers would say. */
  private static SimulatedCall demanding(Fields fields, SimulatedCall call) {
    Demand body = call.demand();
    return new SimulatedCall(
        call.models(),
        new Demand(
            fields.optionalChoice("prefer", Prefer.BY_WORD).orElse(body.prefer()),
            fields.optionalText("region").orElse(body.region()),
            fields.optionalText("session").orElse(body.session()),
            body.said()),
        call.tags(),
        call.prompt());
  }

  private VirtualKey key(Fields fields) {
    String project =
        fields
            .optionalText("project")
            .map(named -> ProjectRoutes.named(projects, named, "/project"))
            .map(Project::id)
            .orElse("");
    String id = fields.optionalText("key").orElse("");
    if (id.isEmpty()) {
      return anybody("", project);
    }
    VirtualKey key = keys.find(id).orElseThrow(() -> fields.invalid("key", "the id of a key"));
    if (!project.isEmpty() && !project.equals(key.projectId())) {
      throw fields.invalid("project", "the key's own project, or none beside a key");
    }
    return key;
  }

  /** A key that may everything and is nobody's. */
  private VirtualKey anybody(String id, String projectId) {
    return new VirtualKey(
        id,
        projectId,
        "",
        "",
        Set.of(Scope.values()),
        List.of(),
        clock.instant(),
        null,
        null,
        null);
  }

  private @Nullable Failure ended(VirtualKey key) {
    Instant expiry = key.expiresAt();
    if (key.revokedAt() != null) {
      return new Failure.Unauthorized("invalid_key", "the key " + key.id() + " is revoked");
    }
    return expiry != null && !clock.instant().isBefore(expiry)
        ? new Failure.Unauthorized("expired_key", "the key " + key.id() + " has expired")
        : null;
  }

  private static List<String> models(Fields fields) {
    Located model = fields.required("model");
    List<String> models = new ArrayList<>();
    if (model.node().isArray()) {
      models.addAll(model.texts());
    } else {
      models.add(model.text());
    }
    if (models.isEmpty() || models.stream().anyMatch(String::isBlank)) {
      throw fields.invalid("model", "a model's name, or an array of at least one");
    }
    return models;
  }
}
