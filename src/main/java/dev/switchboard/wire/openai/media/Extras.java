package dev.switchboard.wire.openai.media;

import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.Extension;
import dev.switchboard.json.Fields;
import dev.switchboard.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** Fields of a body that the inner language does not model, kept and written again. */
final class Extras {
  private Extras() {}

  /** The fields that are not among {@code known}. */
  static List<Extension> of(Fields fields, Set<String> known) {
    List<String> names = fields.unknown(known);
    if (names.isEmpty()) {
      return List.of();
    }
    List<Extension> extras = new ArrayList<>(names.size());
    for (String name : names) {
      extras.add(
          new Extension(Dialect.OPENAI_MEDIA, name, Json.text(fields.node().required(name))));
    }
    return extras;
  }

  /** Writes those of this dialect. */
  static void write(List<Extension> extras, ObjectNode body) {
    for (Extension extra : extras) {
      if (extra.dialect() == Dialect.OPENAI_MEDIA) {
        body.set(extra.name(), Json.parse(extra.json()));
      }
    }
  }
}
