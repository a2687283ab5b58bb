package dev.switchboard.store;

import dev.switchboard.ir.Note;
import dev.switchboard.json.Fields;
import dev.switchboard.json.Json;
import dev.switchboard.json.Located;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

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
    return text(json -> {
      json.writeStartObject();
      values.forEach(json::writeStringProperty);
      json.writeEndObject();
    });
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
    return text(json -> {
      json.writeStartArray();
      values.forEach(json::writeString);
      json.writeEndArray();
    });
  }

  static List<String> list(@Nullable String column) {
    return column == null ? List.of() : new Located(Json.parse(column), "").texts();
  }

  static @Nullable String ofNotes(List<Note> notes) {
    if (notes.isEmpty()) {
      return null;
    }
    return text(json -> {
      json.writeStartArray();
      for (Note note : notes) {
        json.writeStartObject();
        json.writeStringProperty("kind", note.kind().name());
        json.writeStringProperty("subject", note.subject());
        json.writeStringProperty("text", note.text());
        json.writeEndObject();
      }
      json.writeEndArray();
    });
  }

  static List<Note> notes(@Nullable String column) {
    return column == null
        ? List.of()
        : new Located(Json.parse(column), "").objects().stream().map(JsonColumns::note).toList();
  }

  /** Without a tree: this is done for every call. */
  private static String text(Consumer<JsonGenerator> writer) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(128);
    try (JsonGenerator json = Json.generator(out)) {
      writer.accept(json);
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  private static Note note(Fields fields) {
    return new Note(fields.choice("kind", KINDS), fields.text("subject"), fields.text("text"));
  }
}
