package dev.switchboard.wire.openai.media;

import dev.switchboard.json.Fields;
import dev.switchboard.json.InvalidFieldException;
import dev.switchboard.json.Json;
import dev.switchboard.json.JsonPointers;
import dev.switchboard.wire.FormPart;
import java.math.BigDecimal;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The plain fields of a form as the JSON object that they stand for. */
final class FormFields {
  private static final Set<String> NUMBERS =
      Set.of("n", "output_compression", "partial_images", "temperature");
  private static final Set<String> FLAGS = Set.of("stream");

  private FormFields() {}

  /**
   * Fields whose names end in {@code []}, and those that come twice, are arrays; files are left
   * out.
   *
   * @throws InvalidFieldException for a field that must be a number or a truth value and is none
   */
  static Fields of(List<FormPart> parts) {
    ObjectNode node = Json.object();
    for (FormPart part : parts) {
      if (part.fileName() != null) {
        continue;
      }
      boolean listed = part.name().endsWith("[]");
      String name = listed ? part.name().substring(0, part.name().length() - 2) : part.name();
      if (listed || node.has(name)) {
        ArrayNode values = node.get(name) instanceof ArrayNode array ? array : Json.array();
        if (node.has(name) && !node.get(name).isArray()) {
          values.add(node.get(name));
        }
        values.add(part.text());
        node.set(name, values);
      } else {
        put(node, name, part.text());
      }
    }
    return Fields.of(node);
  }

  /** The files of that field, or of its listed form. */
  static List<FormPart> files(List<FormPart> parts, String name) {
    return parts.stream()
        .filter(part -> part.name().equals(name) || part.name().equals(name + "[]"))
        .toList();
  }

  private static void put(ObjectNode node, String name, String value) {
    if (NUMBERS.contains(name)) {
      try {
        node.put(name, new BigDecimal(value.strip()));
      } catch (NumberFormatException _) {
        throw wrong(name, value, "a number");
      }
    } else if (FLAGS.contains(name)) {
      switch (value.strip()) {
        case "true", "True", "1" -> node.put(name, true);
        case "false", "False", "0", "" -> node.put(name, false);
        default -> throw wrong(name, value, "true or false");
      }
    } else {
      node.put(name, value);
    }
  }

  private static InvalidFieldException wrong(String name, String value, String expected) {
    String shown = value.length() > 60 ? value.substring(0, 60) + "…" : value;
    return new InvalidFieldException(
        JsonPointers.child(JsonPointers.ROOT, name), Json.quote(shown), expected);
  }
}
