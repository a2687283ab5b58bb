package dev.switchboard.json;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A JSON object read field by field, in types of Java, with complaints that name the place.
 *
 * <p>A method without {@code optional} needs the field; an {@code optional…} one reads a missing
 * field and a JSON {@code null} alike as absent. All throw {@link InvalidFieldException} when the
 * value is of another kind.
 *
 * @param node the object
 * @param pointer RFC 6901 pointer of the object in its document
 */
public record Fields(ObjectNode node, String pointer) {

  /**
   * The fields of a whole document.
   *
   * @throws InvalidFieldException if it is no object
   */
  public static Fields of(JsonNode document) {
    return new Located(document, JsonPointers.ROOT).fields();
  }

  /** The field's value of any kind, or empty when missing or {@code null}. */
  public Optional<Located> optional(String name) {
    JsonNode value = node.get(name);
    return value == null || value.isNull()
        ? Optional.empty()
        : Optional.of(new Located(value, JsonPointers.child(pointer, name)));
  }

  /** The field's value of any kind but {@code null}. */
  public Located required(String name) {
    return required(name, "a value");
  }

  /** Whether the field is there, even as {@code null}. */
  public boolean has(String name) {
    return node.has(name);
  }

  /** Every field, {@code null} ones too, with its place, in the document's order. */
  public Map<String, Located> all() {
    return new Located(node, pointer).members();
  }

  /** A string. */
  public String text(String name) {
    return required(name, "a string").text();
  }

  /** A string, or empty. */
  public Optional<String> optionalText(String name) {
    return optional(name).map(Located::text);
  }

  /** A whole number; {@code 1.0} counts as one. */
  public long integer(String name) {
    return required(name, "an integer").integer();
  }

  /** A whole number from {@code min} to {@code max}, both included. */
  public long integer(String name, long min, long max) {
    return required(name, "an integer").integer(min, max);
  }

  /** A whole number, or empty. */
  public OptionalLong optionalInteger(String name) {
    return optionalInteger(name, Long.MIN_VALUE, Long.MAX_VALUE);
  }

  /** A whole number from {@code min} to {@code max}, both included, or empty. */
  public OptionalLong optionalInteger(String name, long min, long max) {
    Optional<Located> value = optional(name);
    return value.isPresent()
        ? OptionalLong.of(value.get().integer(min, max))
        : OptionalLong.empty();
  }

  /** A number that a {@code double} can hold. */
  public double number(String name) {
    return required(name, "a number").number();
  }

  /** A number, or empty. */
  public OptionalDouble optionalNumber(String name) {
    Optional<Located> value = optional(name);
    return value.isPresent() ? OptionalDouble.of(value.get().number()) : OptionalDouble.empty();
  }

  /** A number from {@code min} to {@code max}, both included, or empty. */
  public OptionalDouble optionalNumber(String name, double min, double max) {
    Optional<Located> value = optional(name);
    return value.isPresent()
        ? OptionalDouble.of(value.get().number(min, max))
        : OptionalDouble.empty();
  }

  /** A number with all its digits, or empty. */
  public Optional<BigDecimal> optionalDecimal(String name) {
    return optional(name).map(Located::decimal);
  }

  /** A truth value. */
  public boolean bool(String name) {
    return required(name, "true or false").bool();
  }

  /** A truth value, or empty. */
  public Optional<Boolean> optionalBool(String name) {
    return optional(name).map(Located::bool);
  }

  /** A truth value, or {@code fallback} when missing or {@code null}. */
  public boolean boolOr(String name, boolean fallback) {
    return optionalBool(name).orElse(fallback);
  }

  /** An object. */
  public Fields object(String name) {
    return required(name, "an object").fields();
  }

  /** An object, or empty. */
  public Optional<Fields> optionalObject(String name) {
    return optional(name).map(Located::fields);
  }

  /** An array, as it is. */
  public ArrayNode array(String name) {
    return required(name, "an array").array();
  }

  /** An array as it is, or empty. */
  public Optional<ArrayNode> optionalArray(String name) {
    return optional(name).map(Located::array);
  }

  /** The elements of an array that must be there. */
  public List<Located> items(String name) {
    return required(name, "an array").items();
  }

  /** The elements of an array; none when missing or {@code null}. */
  public List<Located> optionalItems(String name) {
    return optional(name).map(Located::items).orElse(List.of());
  }

  /** The elements of an array of objects that must be there. */
  public List<Fields> objects(String name) {
    return required(name, "an array of objects").objects();
  }

  /** The elements of an array of objects; none when missing or {@code null}. */
  public List<Fields> optionalObjects(String name) {
    return optional(name).map(Located::objects).orElse(List.of());
  }

  /** The elements of an array of strings; none when missing or {@code null}. */
  public List<String> optionalTexts(String name) {
    return optional(name).map(Located::texts).orElse(List.of());
  }

  /** The meaning of a word; see {@link Located#choice}. */
  public <T> T choice(String name, Map<String, T> words) {
    return required(name, Located.oneOf(words.keySet())).choice(words);
  }

  /** The meaning of a word, or empty; see {@link Located#choice}. */
  public <T> Optional<T> optionalChoice(String name, Map<String, T> words) {
    return optional(name).map(value -> value.choice(words));
  }

  /** The names of the fields that are not among {@code known}, in the document's order. */
  public List<String> unknown(Set<String> known) {
    return node.propertyNames().stream()
        .filter(name -> !known.contains(name))
        .collect(Collectors.toUnmodifiableList());
  }

  /** The complaint about one field, present or missing; for checks of the reader's own. */
  public InvalidFieldException invalid(String name, String expected) {
    JsonNode value = node.get(name);
    return value == null
        ? new InvalidFieldException(JsonPointers.child(pointer, name), "missing", expected)
        : new Located(value, JsonPointers.child(pointer, name)).invalid(expected);
  }

  private Located required(String name, String expected) {
    return optional(name).orElseThrow(() -> invalid(name, expected));
  }
}
