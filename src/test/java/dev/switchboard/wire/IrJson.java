package dev.switchboard.wire;

import dev.switchboard.ir.Blob;
import dev.switchboard.json.Json;
import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Records of the inner language as JSON for people, and back; for tests only.
 *
 * <p>A value of a sealed interface starts with {@code "is"}, its record's name. Left out are {@code
 * null}, empty lists and {@code long}s of 0 (token counts). Enums are their names, times ISO 8601.
 * A field that no component has is refused when read, so that a misspelled input cannot pass.
 */
final class IrJson {
  private static final String KIND = "is";

  private IrJson() {}

  /** A record, or a list of records of one sealed interface, as pretty text with a line end. */
  static String print(Object value, Type declared) {
    return Json.pretty(Objects.requireNonNull(write(value, declared))) + "\n";
  }

  /** Reads what {@link #print} wrote. */
  static Object read(String json, Type declared) {
    return Objects.requireNonNull(read(Json.parse(json), declared));
  }

  private static @Nullable JsonNode write(@Nullable Object value, Type declared) {
    return switch (value) {
      case null -> null;
      case String text -> Json.tree(text);
      case Boolean flag -> Json.tree(flag);
      case Long count -> count == 0 && declared == long.class ? null : Json.tree(count);
      case Integer number -> Json.tree(number);
      case Double number -> Json.tree(number);
      case Enum<?> word -> Json.tree(word.name());
      case Instant time -> Json.tree(time.toString());
      case Duration time -> Json.tree(time.toString());
      case Blob blob -> Json.tree(blob.mimeType() + "," + blob.base64());
      case List<?> list -> writeList(list, element(declared));
      case Record record -> writeRecord(record, raw(declared));
      default -> throw new IllegalArgumentException("no JSON form for " + value.getClass());
    };
  }

  private static ArrayNode writeList(List<?> list, Type element) {
    ArrayNode array = Json.array();
    for (Object item : list) {
      array.add(Objects.requireNonNull(write(item, element)));
    }
    return array;
  }

  private static ObjectNode writeRecord(Record record, Class<?> declared) {
    ObjectNode object = Json.object();
    if (declared.isSealed()) {
      object.put(KIND, record.getClass().getSimpleName());
    }
    for (RecordComponent component : record.getClass().getRecordComponents()) {
      Object value = call(component, record);
      if (value instanceof List<?> list && list.isEmpty()) {
        continue;
      }
      JsonNode node = write(value, component.getGenericType());
      if (node != null) {
        object.set(component.getName(), node);
      }
    }
    return object;
  }

  private static @Nullable Object read(@Nullable JsonNode node, Type declared) {
    Class<?> type = raw(declared);
    if (node == null || node.isNull()) {
      return absent(type);
    }
    if (type == List.class) {
      List<Object> list = new ArrayList<>();
      for (JsonNode item : node) {
        list.add(Objects.requireNonNull(read(item, element(declared))));
      }
      return list;
    }
    if (type == Blob.class) {
      String text = node.stringValue();
      int comma = text.indexOf(',');
      return Blob.ofBase64(text.substring(0, comma), text.substring(comma + 1));
    }
    if (type == Instant.class) {
      return Instant.parse(node.stringValue());
    }
    if (type == Duration.class) {
      return Duration.parse(node.stringValue());
    }
    if (type.isSealed() || type.isRecord()) {
      return readRecord((ObjectNode) node, concrete(node, type));
    }
    return Json.bind(node, type);
  }

  private static Object readRecord(ObjectNode node, Class<?> type) {
    RecordComponent[] components = type.getRecordComponents();
    Class<?>[] types = new Class<?>[components.length];
    @Nullable Object[] values = new @Nullable Object[components.length];
    List<String> known = new ArrayList<>(List.of(KIND));
    for (int i = 0; i < components.length; i++) {
      known.add(components[i].getName());
      types[i] = components[i].getType();
      values[i] = read(node.get(components[i].getName()), components[i].getGenericType());
    }
    for (String name : node.propertyNames()) {
      if (!known.contains(name)) {
        throw new IllegalArgumentException(type.getSimpleName() + " has no component " + name);
      }
    }
    try {
      Constructor<?> constructor = type.getDeclaredConstructor(types);
      return constructor.newInstance(values);
    } catch (InvocationTargetException e) {
      throw new IllegalArgumentException(
          type.getSimpleName() + " refuses " + Json.text(node), e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Class<?> concrete(JsonNode node, Class<?> declared) {
    if (!declared.isSealed()) {
      return declared;
    }
    JsonNode kind = Objects.requireNonNull(node.get(KIND), "no \"is\" in " + Json.text(node));
    for (Class<?> permitted : Objects.requireNonNull(declared.getPermittedSubclasses())) {
      if (permitted.getSimpleName().equals(kind.stringValue())) {
        return permitted;
      }
    }
    throw new IllegalArgumentException(
        "no " + declared.getSimpleName().toLowerCase(Locale.ROOT) + " is " + kind);
  }

  private static @Nullable Object absent(Class<?> type) {
    if (type == List.class) {
      return List.of();
    }
    return type.isPrimitive() ? Array.get(Array.newInstance(type, 1), 0) : null;
  }

  private static @Nullable Object call(RecordComponent component, Record record) {
    try {
      return component.getAccessor().invoke(record);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Class<?> raw(Type type) {
    return type instanceof ParameterizedType generic
        ? (Class<?>) generic.getRawType()
        : (Class<?>) type;
  }

  private static Type element(Type list) {
    return list instanceof ParameterizedType generic
        ? generic.getActualTypeArguments()[0]
        : Object.class;
  }
}
