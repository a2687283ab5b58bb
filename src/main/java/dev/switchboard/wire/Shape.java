package dev.switchboard.wire;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a dialect's reader knows of a structure in a request: its fields, and what it knows within
 * them. {@link UnknownFields} finds what it does not.
 *
 * <p>The shape of an array is that of its elements, and a value that is no object fits every shape:
 * kinds of values are the reader's to check. A shape names also what the reader passes over because
 * it says nothing to a model, such as what answers carry and histories repeat.
 */
public final class Shape {
  /** A value that is kept as it is, whatever it holds: a schema, arguments, an opaque part. */
  public static final Shape WHOLE = new Shape(Map.of(), false, null);

  private final Map<String, Shape> fields;
  private final boolean isClosed;
  private final @Nullable Function<ObjectNode, Shape> choice;

  private Shape(
      Map<String, Shape> fields, boolean isClosed, @Nullable Function<ObjectNode, Shape> choice) {
    this.fields = fields;
    this.isClosed = isClosed;
    this.choice = choice;
  }

  /** An object with these fields, each kept as it is, and no others. */
  public static Shape of(String... names) {
    return new Shape(Map.of(), true, null).and(names);
  }

  /** An object whose other fields the reader itself sees to. */
  public static Shape open() {
    return WHOLE;
  }

  /** An object whose shape depends on what it holds. */
  public static Shape chosen(Function<ObjectNode, Shape> choice) {
    return new Shape(Map.of(), false, choice);
  }

  /**
   * An object whose shape a word in it says.
   *
   * @param name the field with the word
   * @param absent the word that is meant where there is none
   * @param shapes by word; an object with another one is kept whole
   */
  public static Shape by(String name, String absent, Map<String, Shape> shapes) {
    return chosen(object -> shapes.getOrDefault(object.path(name).asString(absent), WHOLE));
  }

  /** The same with more fields, each kept as it is. */
  public Shape and(String... names) {
    Map<String, Shape> more = new HashMap<>(fields);
    for (String name : names) {
      more.put(name, WHOLE);
    }
    return new Shape(Map.copyOf(more), isClosed, choice);
  }

  /** The same with one more field, of which not everything is known. */
  public Shape with(String name, Shape value) {
    Map<String, Shape> more = new HashMap<>(fields);
    more.put(name, value);
    return new Shape(Map.copyOf(more), isClosed, choice);
  }

  /** Whether there is nothing in such a value that could be unknown. */
  boolean isWhole() {
    return fields.isEmpty() && !isClosed && choice == null;
  }

  /** The shape that this object has. */
  Shape of(ObjectNode object) {
    Shape shape = this;
    while (shape.choice != null) {
      shape = shape.choice.apply(object);
    }
    return shape;
  }

  /** What is known within a field; null for a field that is unknown. */
  @Nullable Shape field(String name) {
    Shape known = fields.get(name);
    return known == null && !isClosed ? WHOLE : known;
  }

  /** Whether a value holds this field with something in it. */
  public static boolean says(ObjectNode object, String name) {
    JsonNode value = object.get(name);
    return value != null && !value.isNull();
  }
}
