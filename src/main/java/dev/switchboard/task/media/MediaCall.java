package dev.switchboard.task.media;

import dev.switchboard.json.Json;
import dev.switchboard.json.Schema;
import dev.switchboard.task.TaskCall;
import dev.switchboard.task.media.Places.Place;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A call with media in its schemas, read, checked and planned; nothing has been run or fetched.
 *
 * @param schema of the output; null for a text
 * @param shape what the output schema asks for
 * @param places the input's media
 */
public record MediaCall(
    TaskCall call, @Nullable Schema schema, Shape shape, List<Place> places, Roles roles) {
  public MediaCall {
    Objects.requireNonNull(call);
    Objects.requireNonNull(shape);
    places = List.copyOf(places);
    Objects.requireNonNull(roles);
  }

  /** The same call with these examples shown to whoever writes. */
  public MediaCall withExamples(List<TaskCall.Example> examples) {
    return new MediaCall(call.withExamples(examples), schema, shape, places, roles);
  }

  /** Whether a model writes something, to which examples can be shown. */
  public boolean writes() {
    return roles.writer() != null;
  }

  /** The models of each step. */
  public List<List<String>> models() {
    return Stream.of(
            roles.transcriber(),
            roles.writer(),
            roles.converser(),
            roles.speaker(),
            roles.drawer(),
            roles.embedder())
        .filter(Objects::nonNull)
        .map(Choice::names)
        .toList();
  }

  /** The call's body as a record keeps it, without the bytes of its media. */
  public JsonNode asked(JsonNode body) {
    if (!(body instanceof ObjectNode object) || !object.has("input")) {
      return body;
    }
    ObjectNode copy = Json.object();
    object.properties().forEach(e -> copy.set(e.getKey(), e.getValue()));
    copy.set("input", Shortened.forRecord(call.definition().inputSchema(), object.get("input")));
    return copy;
  }

  /** The answer as a record keeps it, without the bytes of its media. */
  public JsonNode answered(JsonNode data) {
    return Shortened.forRecord(call.definition().outputSchema(), data);
  }

  SchemaTree tree() {
    ObjectNode output = call.definition().outputSchema();
    return new SchemaTree(output == null ? Json.object() : output);
  }

  boolean takes(MediaKind kind) {
    return places.stream().anyMatch(place -> Intake.kind(place) == kind);
  }

  /** Whether vectors that stand once are those of the input: of pictures there are none. */
  boolean vectorsFromInput() {
    return !takes(MediaKind.IMAGE) && !takes(MediaKind.DOCUMENT) && !takes(MediaKind.VIDEO);
  }
}
