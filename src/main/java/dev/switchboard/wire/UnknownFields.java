package dev.switchboard.wire;

import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.Extension;
import dev.switchboard.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The fields of a caller's request that nobody here knows, within structures that are known: of a
 * message, a part, a tool. They get lost where the request is translated, and are named there.
 *
 * <p>Unknown fields of the top level are each reader's own, which may know a place for them.
 */
public final class UnknownFields {
  /** The most fields that are named; the last one says how many more there are. */
  public static final int MOST = 20;

  private final Dialect dialect;
  private final List<Extension> found = new ArrayList<>();
  private int more;

  private UnknownFields(Dialect dialect) {
    this.dialect = dialect;
  }

  /**
   * Finds them, but for values that ask for nothing.
   *
   * @param shape of the body
   * @return nested extensions, named by path: {@code messages[0].content[1].x}
   */
  public static List<Extension> in(ObjectNode body, Shape shape, Dialect dialect) {
    UnknownFields unknown = new UnknownFields(dialect);
    for (Map.Entry<String, JsonNode> field : body.properties()) {
      Shape known = shape.field(field.getKey());
      if (known != null) {
        unknown.look(field.getValue(), known, new Place(null, field.getKey(), -1));
      }
    }
    return unknown.all();
  }

  /** Where a value stands; a path is written only for what is found. */
  private record Place(@Nullable Place around, String name, int index) {
    String path() {
      String before = around == null ? "" : around.path();
      return index >= 0
          ? before + "[" + index + "]"
          : before.isEmpty() ? name : before + "." + name;
    }
  }

  private void look(JsonNode value, Shape shape, Place place) {
    if (shape.isWhole()) {
      return;
    }
    if (value.isArray()) {
      int index = 0;
      for (JsonNode element : value) {
        look(element, shape, new Place(place, "", index++));
      }
    } else if (value instanceof ObjectNode object) {
      lookInto(object, shape.of(object), place);
    }
  }

  private void lookInto(ObjectNode object, Shape shape, Place place) {
    for (Map.Entry<String, JsonNode> field : object.properties()) {
      Shape known = shape.field(field.getKey());
      if (known == null) {
        add(field.getKey(), field.getValue(), place);
      } else if (field.getValue().isContainer()) {
        look(field.getValue(), known, new Place(place, field.getKey(), -1));
      }
    }
  }

  private void add(String name, JsonNode value, Place place) {
    if (ForeignField.asksForNothing(name, value)) {
      return;
    }
    if (found.size() == MOST) {
      more++;
      return;
    }
    found.add(Extension.nested(dialect, place.path() + "." + name, Json.text(value)));
  }

  private List<Extension> all() {
    if (more > 0) {
      Extension last = found.removeLast();
      found.add(Extension.nested(dialect, last.name() + " and " + more + " more", last.json()));
    }
    return found;
  }
}
