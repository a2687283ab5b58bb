package dev.switchboard.store;

import dev.switchboard.ir.Note;
import dev.switchboard.json.Fields;
import dev.switchboard.json.Json;
import dev.switchboard.json.Located;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Small collections kept as JSON in one column; an empty one is null. */
final class JsonColumns {
  private static final Map<String, Note.Kind> KINDS =
      Map.of(
          Note.Kind.OMITTED.name(), Note.Kind.OMITTED,
          Note.Kind.APPROXIMATED.name(), Note.Kind.APPROXIMATED,
          Note.Kind.ESTIMATED.name(), Note.Kind.ESTIMATED);

  private JsonColumns() {}

  static @Nullable String ofMap(Map<String, String> values) {
    if (values.isEmpty()) {
      return null;
    }
    ObjectNode json = Json.object();
    values.forEach(json::put);
    return Json.text(json);
  }

  static Map<String, String> map(@Nullable String column) {
    if (column == null) {
      return Map.of();
    }
    Map<String, String> values = new HashMap<>();
    Fields.of(Json.parse(column)).all().forEach((name, value) -> values.put(name, value.text()));
    return values;
  }

  static @Nullable String ofList(List<String> values) {
    if (values.isEmpty()) {
      return null;
    }
    ArrayNode json = Json.array();
    values.forEach(json::add);
    return Json.text(json);
  }

  static List<String> list(@Nullable String column) {
    return column == null ? List.of() : new Located(Json.parse(column), "").texts();
  }

  static @Nullable String ofNotes(List<Note> notes) {
    if (notes.isEmpty()) {
      return null;
    }
    ArrayNode json = Json.array();
    for (Note note : notes) {
      json.addObject()
          .put("kind", note.kind().name())
          .put("subject", note.subject())
          .put("text", note.text());
    }
    return Json.text(json);
  }

  static List<Note> notes(@Nullable String column) {
    return column == null
        ? List.of()
        : new Located(Json.parse(column), "").objects().stream().map(JsonColumns::note).toList();
  }

  private static Note note(Fields fields) {
    return new Note(fields.choice("kind", KINDS), fields.text("subject"), fields.text("text"));
  }
}
