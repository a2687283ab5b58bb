package dev.switchboard.wire.gemini;

import dev.switchboard.json.Fields;
import dev.switchboard.json.InvalidFieldException;
import dev.switchboard.json.Json;
import dev.switchboard.json.Located;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A JSON object of this dialect: fields in either spelling, 64-bit integers as numbers or strings,
 * {@code null} as absent.
 *
 * <p>All methods throw {@link InvalidFieldException} for a value of another kind.
 */
public record GeminiObject(Fields fields) {
  private static final Pattern NUMBER =
      Pattern.compile("-?(?:0|[1-9][0-9]{0,39})(?:\\.[0-9]{1,40})?(?:[eE][+-]?[0-9]{1,3})?");

  /** An object that says nothing. */
  public static GeminiObject empty() {
    return new GeminiObject(Fields.of(Json.object()));
  }

  /** The field's value of any kind; empty when absent. */
  public Optional<Located> get(Name name) {
    return fields.optional(fields.has(name.camel()) ? name.camel() : name.snake());
  }

  /** Whether the field is there. */
  public boolean has(Name name) {
    return get(name).isPresent();
  }

  /** Whether there is no field at all. */
  public boolean isEmpty() {
    return fields.node().isEmpty();
  }

  /** The field's text; empty when absent. */
  public String text(Name name) {
    return get(name).map(Located::text).orElse("");
  }

  /** The field's object; empty when absent. */
  public Optional<GeminiObject> object(Name name) {
    return get(name).map(value -> new GeminiObject(value.fields()));
  }

  /** The elements of an array of objects; none when absent. */
  public List<GeminiObject> objects(Name name) {
    return get(name).map(Located::objects).orElse(List.of()).stream()
        .map(GeminiObject::new)
        .toList();
  }

  /** The elements of an array of strings; none when absent. */
  public List<String> texts(Name name) {
    return get(name).map(Located::texts).orElse(List.of());
  }

  /** Whether the field is there and true. */
  public boolean flag(Name name) {
    return get(name).map(Located::bool).orElse(false);
  }

  /** A count of at least 0, or empty. */
  public OptionalLong count(Name name) {
    return integer(name, 0, Long.MAX_VALUE);
  }

  /** A whole number from {@code min} to {@code max}, both included, or empty. */
  public OptionalLong integer(Name name, long min, long max) {
    Optional<Located> value = get(name);
    return value.isPresent()
        ? OptionalLong.of(numeric(value.get()).integer(min, max))
        : OptionalLong.empty();
  }

  /** A number, or empty. */
  public OptionalDouble number(Name name) {
    Optional<Located> value = get(name);
    return value.isPresent()
        ? OptionalDouble.of(numeric(value.get()).number())
        : OptionalDouble.empty();
  }

  /** Protocol buffers write a number as a number or, so that it keeps its digits, as a string. */
  private static Located numeric(Located value) {
    return value.node().isString() && NUMBER.matcher(value.text()).matches()
        ? new Located(Json.parse(value.text()), value.pointer())
        : value;
  }

  /**
   * The meaning of an enum's word; an empty one says nothing.
   *
   * @throws InvalidFieldException for a word that is not among {@code words}
   */
  public <T> Optional<T> choice(Name name, Map<String, T> words) {
    return get(name)
        .filter(value -> !value.node().isString() || !value.node().stringValue().isEmpty())
        .map(value -> value.choice(words));
  }

  /** The fields that are none of these in either spelling, {@code null} ones left out. */
  public Map<String, Located> others(Set<Name> known) {
    Map<String, Located> others = new LinkedHashMap<>();
    fields
        .all()
        .forEach((field, value) -> {
          Name name = Name.of(Name.camel(field));
          if (!known.contains(name) && !value.node().isNull()) {
            others.put(name.camel(), value);
          }
        });
    return others;
  }
}
