package dev.switchboard.store;

import dev.switchboard.json.Json;
import dev.switchboard.json.Located;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Small collections kept as JSON in one column; an empty one is null. */
final class JsonColumns {
  private JsonColumns() {}

  static @Nullable String ofList(List<String> values) {
    if (values.isEmpty()) {
      return null;
    }
    return Json.text(json -> {
      json.writeStartArray();
      values.forEach(json::writeString);
      json.writeEndArray();
    });
  }

  static List<String> list(@Nullable String column) {
    return column == null ? List.of() : new Located(Json.parse(column), "").texts();
  }
}
