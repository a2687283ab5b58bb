package dev.switchboard.ingress.v3;

import dev.switchboard.access.Scope;
import dev.switchboard.access.VirtualKey;
import dev.switchboard.http.Query;
import dev.switchboard.ingress.Credentials;
import dev.switchboard.ingress.Incoming;
import dev.switchboard.ingress.Parameters;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.json.Fields;
import dev.switchboard.json.InvalidFieldException;
import dev.switchboard.json.Json;
import dev.switchboard.task.ExampleStore;
import dev.switchboard.task.Examples;
import dev.switchboard.task.FunctionRevision;
import dev.switchboard.task.Functions;
import dev.switchboard.task.StoredExample;
import dev.switchboard.task.TaskEngine;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code /v3/functions/{name}/examples}: kept, listed, forgotten. */
public final class ExampleRoutes {
  private static final int DEFAULT_LIMIT = 50;
  private static final int MAX_LIMIT = 200;
  private static final int MAX_BATCH = 100;
  private static final int MAX_TAG = 64;
  private static final int MAX_COMMENT = 2_000;

  private final Functions functions;
  private final Examples examples;
  private final TaskEngine engine;
  private final Credentials credentials;

  public ExampleRoutes(
      Functions functions, Examples examples, TaskEngine engine, Credentials credentials) {
    this.functions = functions;
    this.examples = examples;
    this.engine = engine;
    this.credentials = credentials;
  }

  List<NativeRoute> routes(String function) {
    return List.of(
        new NativeRoute("POST", function + "/examples/batch", this::addAll),
        new NativeRoute("DELETE", function + "/examples/{id}", this::delete),
        new NativeRoute("GET", function + "/examples", this::list),
        new NativeRoute("POST", function + "/examples", this::add));
  }

  /** Says that a function is gone, and its examples with it. */
  void forget(String projectId, String function) {
    examples.changed(projectId, function);
  }

  private void list(Incoming incoming, List<String> names) {
    VirtualKey key = credentials.authenticate(incoming.exchange());
    key.require(Scope.READ_FUNCTIONS);
    FunctionRevision function = FunctionRoutes.newest(functions, key, names.getFirst());
    Query query = incoming.exchange().query();
    int limit = Parameters.integer(query, "limit", DEFAULT_LIMIT, 1, MAX_LIMIT);
    int offset = Parameters.integer(query, "offset", 0, 0, ExampleStore.MAX_PER_FUNCTION);
    String tag = query.first("tag").filter(t -> !t.isEmpty()).orElse(null);
    ObjectNode answer = Json.object();
    ArrayNode data = answer.putArray("examples");
    examples
        .store()
        .list(key.projectId(), function.name(), tag, limit, offset)
        .forEach(example -> data.add(FunctionJson.example(example)));
    answer.put("limit", limit);
    answer.put("offset", offset);
    incoming.json(200, Json.write(answer));
  }

  private void add(Incoming incoming, List<String> names) {
    VirtualKey key = writer(incoming);
    JsonNode body = Json.parseLenient(incoming.body());
    List<StoredExample> added =
        kept(key, names.getFirst(), List.of(draft(Fields.of(body))), List.of(""));
    incoming.json(201, Json.write(FunctionJson.example(added.getFirst())));
  }

  private void addAll(Incoming incoming, List<String> names) {
    VirtualKey key = writer(incoming);
    List<Fields> given = Fields.of(Json.parseLenient(incoming.body())).objects("examples");
    if (given.isEmpty() || given.size() > MAX_BATCH) {
      throw new InvalidFieldException("/examples", given.size() + " examples", "1 to " + MAX_BATCH);
    }
    List<StoredExample> added =
        kept(
            key,
            names.getFirst(),
            given.stream().map(ExampleRoutes::draft).toList(),
            given.stream().map(Fields::pointer).toList());
    ObjectNode answer = Json.object();
    ArrayNode data = answer.putArray("examples");
    added.forEach(example -> data.add(FunctionJson.example(example)));
    incoming.json(201, Json.write(answer));
  }

  private List<StoredExample> kept(
      VirtualKey key, String name, List<StoredExample.Draft> drafts, List<String> pointers) {
    FunctionRevision function = FunctionRoutes.newest(functions, key, name);
    for (int i = 0; i < drafts.size(); i++) {
      engine.check(function.definition(), drafts.get(i), pointers.get(i));
    }
    List<StoredExample> added = examples.store().add(key.projectId(), name, drafts);
    if (added.isEmpty()) {
      throw new FailureException(
          new Failure.Conflict(
              "function "
                  + name
                  + " would have more than "
                  + ExampleStore.MAX_PER_FUNCTION
                  + " examples; delete some first"));
    }
    examples.changed(key.projectId(), name);
    return added;
  }

  private void delete(Incoming incoming, List<String> names) {
    VirtualKey key = writer(incoming);
    FunctionRevision function = FunctionRoutes.newest(functions, key, names.getFirst());
    String id = names.get(1);
    if (!examples.store().delete(key.projectId(), function.name(), id)) {
      throw new FailureException(
          new Failure.NotFound(
              "not_found", "function " + function.name() + " has no example of that id"));
    }
    examples.changed(key.projectId(), function.name());
    ObjectNode answer = Json.object();
    answer.put("id", id);
    answer.put("deleted", true);
    incoming.json(200, Json.write(answer));
  }

  private VirtualKey writer(Incoming incoming) {
    VirtualKey key = credentials.authenticate(incoming.exchange());
    key.require(Scope.WRITE_FUNCTIONS);
    return key;
  }

  private static StoredExample.Draft draft(Fields body) {
    return new StoredExample.Draft(
        body.required("input").node(),
        body.required("output").node(),
        text(body, "tag", MAX_TAG),
        text(body, "comment", MAX_COMMENT));
  }

  private static @Nullable String text(Fields body, String name, int most) {
    String text = body.optionalText(name).filter(t -> !t.isEmpty()).orElse(null);
    if (text != null && text.length() > most) {
      throw new InvalidFieldException(
          body.pointer() + "/" + name, text.length() + " characters", "at most " + most);
    }
    return text;
  }
}
