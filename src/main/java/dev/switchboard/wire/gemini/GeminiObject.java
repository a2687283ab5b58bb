package dev.switchboard.wire.gemini;

import dev.switchboard.json.Fields;
import dev.switchboard.json.InvalidFieldException;
import dev.switchboard.json.Located;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A JSON object of this dialect: fields in either spelling, 64-bit integers as numbers or strings,
 * {@code null} as absent.
 *
 * <p>All methods throw {@link InvalidFieldException} for a value of another kind.
 */
record GeminiObject(Fields fields) {

  Optional<Located> get(Name name) {
    return fields.optional(fields.has(name.camel()) ? name.camel() : name.snake());
  }

  boolean has(Name name) {
    return get(name).isPresent();
  }

  /** The field's text; empty when absent. */
  String text(Name name) {
    return get(name).map(Located::text).orElse("");
  }

  Optional<GeminiObject> object(Name name) {
    return get(name).map(value -> new GeminiObject(value.fields()));
  }

  /** The elements of an array of objects; none when absent. */
  List<GeminiObject> objects(Name name) {
    return get(name).map(Located::objects).orElse(List.of()).stream()
        .map(GeminiObject::new)
        .toList();
  }

  /** Whether the field is there and true. */
  boolean flag(Name name) {
    return get(name).map(Located::bool).orElse(false);
  }

  /** A count of at least 0, or empty. */
  OptionalLong count(Name name) {
    Optional<Located> value = get(name);
    if (value.isEmpty()) {
      return OptionalLong.empty();
    }
    if (!value.get().node().isString()) {
      return OptionalLong.of(value.get().integer(0, Long.MAX_VALUE));
    }
    try {
      long count = Long.parseLong(value.get().text());
      if (count >= 0) {
        return OptionalLong.of(count);
      }
    } catch (NumberFormatException e) {
      // Complained about below.
    }
    throw value.get().invalid("an integer of at least 0");
  }
}
