package dev.switchboard.ingress.v3;

import dev.switchboard.access.Scope;
import dev.switchboard.access.VirtualKey;
import dev.switchboard.http.Headers;
import dev.switchboard.http.Query;
import dev.switchboard.ingress.Credentials;
import dev.switchboard.ingress.Incoming;
import dev.switchboard.ingress.Parameters;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.json.InvalidFieldException;
import dev.switchboard.json.Json;
import dev.switchboard.task.FunctionDefinition;
import dev.switchboard.task.FunctionRevision;
import dev.switchboard.task.Functions;
import dev.switchboard.task.TaskCall;
import dev.switchboard.task.TaskCallReader;
import dev.switchboard.task.TaskEngine;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code /v3/functions}: listed, read, changed, forgotten; their revisions. */
public final class FunctionRoutes {
  private static final int DEFAULT_LIMIT = 50;
  private static final int MAX_LIMIT = 1_000;

  private final Functions functions;
  private final TaskEngine engine;
  private final Credentials credentials;
  private final ExampleRoutes examples;

  public FunctionRoutes(
      Functions functions, TaskEngine engine, Credentials credentials, ExampleRoutes examples) {
    this.functions = functions;
    this.engine = engine;
    this.credentials = credentials;
    this.examples = examples;
  }

  /** These and those of examples, the longer paths first. */
  List<NativeRoute> routes() {
    String one = "/v3/functions/{name}";
    List<NativeRoute> routes = new ArrayList<>(examples.routes(one));
    routes.add(new NativeRoute("POST", one + "/revisions/{number}/revert", this::revert));
    routes.add(new NativeRoute("GET", one + "/revisions/{number}", this::revision));
    routes.add(new NativeRoute("GET", one + "/revisions", this::revisions));
    routes.add(new NativeRoute("GET", "/v3/functions", (in, _) -> list(in)));
    routes.add(new NativeRoute("GET", one, this::get));
    routes.add(new NativeRoute("PUT", one, this::put));
    routes.add(new NativeRoute("DELETE", one, this::delete));
    return routes;
  }

  private void list(Incoming incoming) {
    VirtualKey key = key(incoming, Scope.READ_FUNCTIONS);
    Query query = incoming.exchange().query();
    int limit = Parameters.integer(query, "limit", DEFAULT_LIMIT, 1, MAX_LIMIT);
    List<FunctionRevision> page =
        functions.store().list(key.projectId(), query.first("cursor").orElse(""), limit + 1);
    ObjectNode answer = Json.object();
    ArrayNode data = answer.putArray("functions");
    page.stream().limit(limit).forEach(newest -> data.add(FunctionJson.info(newest)));
    answer.put("next_cursor", page.size() > limit ? page.get(limit - 1).name() : null);
    incoming.json(200, Json.write(answer));
  }

  private void get(Incoming incoming, List<String> names) {
    VirtualKey key = key(incoming, Scope.READ_FUNCTIONS);
    FunctionRevision newest = newest(functions, key, names.getFirst());
    incoming.json(200, Json.write(FunctionJson.details(newest)));
  }

  /** What the body leaves out stays as it is; null takes a schema or the model away. */
  private void put(Incoming incoming, List<String> names) {
    VirtualKey key = key(incoming, Scope.WRITE_FUNCTIONS);
    JsonNode body = Json.parseLenient(incoming.body());
    if (body instanceof ObjectNode object && object.has("source") && !object.has("instructions")) {
      object.set("instructions", object.get("source"));
      object.remove("source");
    }
    TaskCall given = TaskCallReader.read(body, names.getFirst());
    engine.prepare(given);
    FunctionDefinition before =
        functions
            .store()
            .newest(key.projectId(), given.name())
            .map(FunctionRevision::definition)
            .orElse(new FunctionDefinition("", null, null, null));
    String instructions = given.definition().instructions();
    FunctionDefinition after =
        new FunctionDefinition(
            instructions == null ? before.instructions() : instructions,
            changed(body, "input_schema", before.inputSchema()),
            changed(body, "output_schema", before.outputSchema()),
            changed(body, "model", before.model()));
    FunctionRevision made = functions.put(key.projectId(), given.name(), after);
    incoming.json(200, Json.write(FunctionJson.details(made)));
  }

  private static @Nullable String changed(JsonNode body, String field, @Nullable String before) {
    JsonNode given = body.get(field);
    if (given == null) {
      return before;
    }
    return given.isNull() ? null : Json.text(given);
  }

  private void delete(Incoming incoming, List<String> names) {
    VirtualKey key = key(incoming, Scope.WRITE_FUNCTIONS);
    if (!functions.delete(key.projectId(), names.getFirst())) {
      throw unknown(names.getFirst());
    }
    examples.forget(key.projectId(), names.getFirst());
    incoming.exchange().respond(204, Headers.of("x-request-id", incoming.requestId()), new byte[0]);
  }

  private void revisions(Incoming incoming, List<String> names) {
    VirtualKey key = key(incoming, Scope.READ_FUNCTIONS);
    FunctionRevision newest = newest(functions, key, names.getFirst());
    int limit =
        Parameters.integer(incoming.exchange().query(), "limit", DEFAULT_LIMIT, 1, MAX_LIMIT);
    ObjectNode answer = Json.object();
    ArrayNode data = answer.putArray("revisions");
    for (FunctionRevision revision :
        functions.store().revisions(key.projectId(), newest.name(), limit)) {
      data.add(FunctionJson.revisionInfo(revision, revision.number() == newest.number()));
    }
    incoming.json(200, Json.write(answer));
  }

  private void revision(Incoming incoming, List<String> names) {
    VirtualKey key = key(incoming, Scope.READ_FUNCTIONS);
    FunctionRevision newest = newest(functions, key, names.getFirst());
    FunctionRevision found = numbered(key, names);
    incoming.json(200, Json.write(FunctionJson.revision(found, found.number() == newest.number())));
  }

  /** What was stays; going back makes one more revision, unless it is the newest already. */
  private void revert(Incoming incoming, List<String> names) {
    VirtualKey key = key(incoming, Scope.WRITE_FUNCTIONS);
    FunctionRevision wanted = numbered(key, names);
    FunctionRevision made = functions.put(key.projectId(), wanted.name(), wanted.definition());
    incoming.json(200, Json.write(FunctionJson.details(made)));
  }

  private FunctionRevision numbered(VirtualKey key, List<String> names) {
    FunctionRevision newest = newest(functions, key, names.getFirst());
    String number = names.get(1);
    if (!number.matches("[0-9]{1,9}")) {
      throw new InvalidFieldException("/revisions", number, "a revision's number");
    }
    return functions
        .store()
        .revision(key.projectId(), newest.name(), Integer.parseInt(number))
        .orElseThrow(() ->
            new FailureException(
                new Failure.NotFound(
                    "not_found",
                    "function "
                        + newest.name()
                        + " has no revision "
                        + number
                        + " (expected: 1 to "
                        + newest.number()
                        + ")")));
  }

  private VirtualKey key(Incoming incoming, Scope scope) {
    VirtualKey key = credentials.authenticate(incoming.exchange());
    key.require(scope);
    return key;
  }

  /**
   * The function's newest revision.
   *
   * @throws FailureException with {@link Failure.NotFound} when there is none
   */
  static FunctionRevision newest(Functions functions, VirtualKey key, String name) {
    return functions.store().newest(key.projectId(), name).orElseThrow(() -> unknown(name));
  }

  private static FailureException unknown(String name) {
    String shown = name.length() > 128 ? name.substring(0, 128) + "…" : name;
    return new FailureException(
        new Failure.NotFound("function_not_found", "no function " + shown + " in this project"));
  }
}
