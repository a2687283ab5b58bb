package dev.switchboard.wire.gemini.live;

import dev.switchboard.json.InvalidJsonException;
import dev.switchboard.json.Json;
import dev.switchboard.wire.gemini.Name;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a token sets a session to, whatever its bearer's setup says.
 *
 * @param setup the token's own; empty for none
 * @param mask the fields in which it holds, as {@code generationConfig.temperature}: where it has
 *     none of them the bearer's are left out too; empty for all fields
 * @see <a href="https://ai.google.dev/api/live#ephemeral-auth-tokens">source</a>
 */
public record LiveConstraints(ObjectNode setup, List<String> mask) {
  /** The bearer sets its session as it likes. */
  public static final LiveConstraints NONE = new LiveConstraints(Json.object(), List.of());

  private static final String SETUP = "setup";
  private static final String MASK = "mask";

  public LiveConstraints {
    mask = List.copyOf(mask);
  }

  /** Puts constraints into what is kept of a token. */
  public static void write(ObjectNode kept, JsonNode setup, List<String> mask) {
    kept.set(SETUP, setup.deepCopy());
    ArrayNode paths = kept.putArray(MASK);
    mask.stream().map(String::strip).filter(path -> !path.isEmpty()).forEach(paths::add);
  }

  /** Those of a token. */
  public static LiveConstraints of(ObjectNode kept) {
    return kept.get(SETUP) instanceof ObjectNode setup
        ? new LiveConstraints(setup, kept.path(MASK).valueStream().map(JsonNode::asString).toList())
        : NONE;
  }

  /** The first frame of a session with them; a frame that is no setup stays as it is. */
  public String apply(String frame) {
    if (setup.isEmpty()) {
      return frame;
    }
    try {
      if (!(Json.parse(frame) instanceof ObjectNode root)
          || !(root.get(SETUP) instanceof ObjectNode given)) {
        return frame;
      }
      ObjectNode applied = mask.isEmpty() ? all(given) : given;
      mask.forEach(path -> hold(setup, applied, List.of(path.split("\\."))));
      root.set(SETUP, applied);
      return Json.text(root);
    } catch (InvalidJsonException _) {
      return frame;
    }
  }

  private ObjectNode all(ObjectNode given) {
    ObjectNode all = setup.deepCopy();
    if (!all.has("model") && given.has("model")) {
      all.set("model", given.get("model"));
    }
    return all;
  }

  private static void hold(JsonNode from, ObjectNode into, List<String> path) {
    Name name = Name.of(Name.camel(path.getFirst()));
    JsonNode own = field(from, name);
    if (path.size() == 1) {
      into.remove(List.of(name.camel(), name.snake()));
      if (!own.isMissingNode()) {
        into.set(name.camel(), own.deepCopy());
      }
      return;
    }
    JsonNode inside = field(into, name);
    ObjectNode object = inside instanceof ObjectNode there ? there : Json.object();
    hold(own, object, path.subList(1, path.size()));
    into.remove(List.of(name.camel(), name.snake()));
    if (!object.isEmpty()) {
      into.set(name.camel(), object);
    }
  }

  private static JsonNode field(JsonNode of, Name name) {
    return of.has(name.camel()) ? of.path(name.camel()) : of.path(name.snake());
  }
}
