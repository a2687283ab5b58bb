package dev.switchboard.json;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A JSON value and its place, read as a type of Java.
 *
 * <p>Each reader throws {@link InvalidFieldException} when the value is of another kind; nothing is
 * converted between kinds ({@code "1"} is no number, {@code 1} is no text).
 *
 * @param node the value
 * @param pointer RFC 6901 pointer of the value in its document
 */
public record Located(JsonNode node, String pointer) {
  private static final int SHOWN = 80;

  /** The value as text. */
  public String text() {
    if (!node.isString()) {
      throw invalid("a string");
    }
    return node.stringValue();
  }

  /** The value as a whole number; {@code 1.0} and {@code 1e2} count as whole. */
  public long integer() {
    return integer(Long.MIN_VALUE, Long.MAX_VALUE);
  }

  /** The value as a whole number from {@code min} to {@code max}, both included. */
  public long integer(long min, long max) {
    String expected = "an integer" + range(min, max);
    if (!node.isNumber() || !isWholeLong(node.decimalValue())) {
      throw invalid(expected);
    }
    long value = node.decimalValue().longValueExact();
    if (value < min || value > max) {
      throw invalid(expected);
    }
    return value;
  }

  /** The value as a number that a {@code double} can hold. */
  public double number() {
    double value = node.isNumber() ? node.decimalValue().doubleValue() : Double.NaN;
    if (!Double.isFinite(value)) {
      throw invalid("a number");
    }
    return value;
  }

  /** The value as a number from {@code min} to {@code max}, both included. */
  public double number(double min, double max) {
    double value = node.isNumber() ? node.decimalValue().doubleValue() : Double.NaN;
    if (!(value >= min && value <= max)) {
      throw invalid("a number from " + min + " to " + max);
    }
    return value;
  }

  /** The value as a number with all its digits. */
  public BigDecimal decimal() {
    if (!node.isNumber()) {
      throw invalid("a number");
    }
    return node.decimalValue();
  }

  /** The value as a truth value. */
  public boolean bool() {
    if (!node.isBoolean()) {
      throw invalid("true or false");
    }
    return node.booleanValue();
  }

  /** The value as an object, to be read field by field. */
  public Fields fields() {
    if (node instanceof ObjectNode object) {
      return new Fields(object, pointer);
    }
    throw invalid("an object");
  }

  /** The fields of the object, {@code null} ones too, each with its place, in order. */
  public Map<String, Located> members() {
    Map<String, Located> members = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> field : fields().node().properties()) {
      String name = field.getKey();
      members.put(name, new Located(field.getValue(), JsonPointers.child(pointer, name)));
    }
    return Collections.unmodifiableMap(members);
  }

  /** The value as an array, as it is. */
  public ArrayNode array() {
    if (node instanceof ArrayNode array) {
      return array;
    }
    throw invalid("an array");
  }

  /** The elements of the array, each with its place. */
  public List<Located> items() {
    ArrayNode array = array();
    List<Located> items = new ArrayList<>(array.size());
    for (int i = 0; i < array.size(); i++) {
      items.add(new Located(array.get(i), JsonPointers.child(pointer, i)));
    }
    return List.copyOf(items);
  }

  /** The elements of an array of objects. */
  public List<Fields> objects() {
    return items().stream().map(Located::fields).toList();
  }

  /** The elements of an array of strings. */
  public List<String> texts() {
    return items().stream().map(Located::text).toList();
  }

  /**
   * The meaning of a word.
   *
   * @param words every accepted word with what it means; the error names them in sorted order
   */
  public <T> T choice(Map<String, T> words) {
    T meaning = node.isString() ? words.get(node.stringValue()) : null;
    if (meaning == null) {
      throw invalid(oneOf(words.keySet()));
    }
    return meaning;
  }

  /** What is expected where one of these words is; in an order that does not change. */
  static String oneOf(Set<String> words) {
    return "one of " + String.join(", ", new TreeSet<>(words));
  }

  /** The complaint that this value is not what was expected; for checks of the reader's own. */
  public InvalidFieldException invalid(String expected) {
    return new InvalidFieldException(pointer, shorten(node), expected);
  }

  /** A value as JSON of at most about 80 characters; of containers only their kind and size. */
  static String shorten(JsonNode node) {
    if (node.isObject()) {
      return "an object of " + node.size() + " fields";
    }
    if (node.isArray()) {
      return "an array of " + node.size() + " elements";
    }
    if (node.isString()) {
      return shorten(node.stringValue());
    }
    String json = Json.text(node);
    return json.length() <= SHOWN ? json : json.substring(0, SHOWN) + "…";
  }

  /** A text as a JSON string of at most about 80 characters. */
  static String shorten(String text) {
    return Json.quote(text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…");
  }

  /** Looks at the exponent first: expanding {@code 1e999999999} would take gigabytes. */
  private static boolean isWholeLong(BigDecimal value) {
    if (value.signum() == 0) {
      return true;
    }
    long magnitude = (long) value.precision() - value.scale();
    if (magnitude > 19 || magnitude < 1) {
      return false;
    }
    try {
      value.longValueExact();
      return true;
    } catch (ArithmeticException e) {
      return false;
    }
  }

  private static String range(long min, long max) {
    if (min == Long.MIN_VALUE && max == Long.MAX_VALUE) {
      return "";
    }
    return max == Long.MAX_VALUE ? " of at least " + min : " from " + min + " to " + max;
  }
}
