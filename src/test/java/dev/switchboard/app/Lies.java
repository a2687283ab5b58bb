package dev.switchboard.app;

import dev.switchboard.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Documents in which one value is something else than it should be. */
final class Lies {
  private static final String PLACE = "@lie@";
  private static final List<String> LIES =
      List.of("null", "\"x\"", "-1", "1e400", "99999999999999999999", "[]", "{}", "true", "[[1]]");

  private final JsonNode root;
  private final List<String> told = new ArrayList<>();

  private Lies(JsonNode root) {
    this.root = root;
  }

  /** The document with each of its values in turn as each of the lies, and each left out. */
  static List<String> of(String document) {
    JsonNode root = Json.parse(document);
    Lies lies = new Lies(root);
    lies.change(root);
    return lies.told;
  }

  private void change(JsonNode at) {
    if (at instanceof ObjectNode object) {
      Map<String, JsonNode> truth = new LinkedHashMap<>();
      object.properties().forEach(field -> truth.put(field.getKey(), field.getValue()));
      truth.forEach((name, value) -> {
        object.put(name, PLACE);
        tell();
        object.remove(name);
        told.add(Json.text(root));
        object.set(name, value);
        change(value);
      });
    } else if (at instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        JsonNode value = array.get(i);
        array.set(i, PLACE);
        tell();
        array.set(i, value);
        change(value);
      }
    }
  }

  /** As text, because some of the lies are numbers that no tree holds. */
  private void tell() {
    String text = Json.text(root);
    LIES.forEach(lie -> told.add(text.replace("\"" + PLACE + "\"", lie)));
  }
}
