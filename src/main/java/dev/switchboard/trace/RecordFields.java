package dev.switchboard.trace;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * The fields of one JSON object of a record's line, in types of Java.
 *
 * <p>Half the price of a tree, and all a record needs: integers are longs, other numbers do not
 * occur. Complaints name the field, never its value.
 */
final class RecordFields {
  /** Whole seconds: an earlier time, counted in seconds and what is over, is no long. */
  private static final long FIRST_MICROS = Long.MIN_VALUE / 1_000_000 * 1_000_000;

  private final Map<String, Object> values = new HashMap<>(32);

  private RecordFields() {}

  /** Reads the object that the parser is about to enter. */
  static RecordFields read(JsonParser json) {
    if (json.nextToken() != JsonToken.START_OBJECT) {
      throw new UnreadableRecordException("the first line is not a JSON object");
    }
    return readOpened(json);
  }

  private static RecordFields readOpened(JsonParser json) {
    RecordFields fields = new RecordFields();
    for (String name = json.nextName(); name != null; name = json.nextName()) {
      Object value = value(json.nextToken(), json);
      if (value != null) {
        fields.values.put(name, value);
      }
    }
    return fields;
  }

  /** A value; null for what no version of ours wrote, and for JSON null. */
  private static @Nullable Object value(JsonToken token, JsonParser json) {
    return switch (token) {
      case VALUE_STRING -> json.getString();
      case VALUE_NUMBER_INT -> json.getLongValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case START_OBJECT -> readOpened(json);
      case START_ARRAY -> {
        List<Object> items = new ArrayList<>();
        for (JsonToken at = json.nextToken(); at != JsonToken.END_ARRAY; at = json.nextToken()) {
          Object item = value(at, json);
          if (item != null) {
            items.add(item);
          }
        }
        yield items;
      }
      case VALUE_NULL,
          VALUE_NUMBER_FLOAT,
          VALUE_EMBEDDED_OBJECT,
          NOT_AVAILABLE,
          END_OBJECT,
          END_ARRAY,
          PROPERTY_NAME ->
          null;
    };
  }

  String text(String name) {
    return required(name, optionalText(name));
  }

  @Nullable String optionalText(String name) {
    return optional(name, String.class);
  }

  long number(String name) {
    return required(name, optionalNumber(name));
  }

  @Nullable Long optionalNumber(String name) {
    return optional(name, Long.class);
  }

  /** A number that is left out when it is 0. */
  long count(String name) {
    Long value = optionalNumber(name);
    return value == null ? 0 : value;
  }

  /** A truth value that is left out when it is false. */
  boolean flag(String name) {
    return Boolean.TRUE.equals(optional(name, Boolean.class));
  }

  Instant instant(String name) {
    long micros = number(name);
    if (micros < FIRST_MICROS) {
      throw new UnreadableRecordException(name + ": too long ago");
    }
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }

  <E extends Enum<E>> E word(String name, Class<E> type) {
    String word = text(name);
    try {
      return Enum.valueOf(type, word);
    } catch (IllegalArgumentException e) {
      throw new UnreadableRecordException(
          name + ": not one of " + List.of(type.getEnumConstants()), e);
    }
  }

  RecordFields object(String name) {
    return required(name, optionalObject(name));
  }

  @Nullable RecordFields optionalObject(String name) {
    return optional(name, RecordFields.class);
  }

  List<RecordFields> objects(String name) {
    return list(name, RecordFields.class);
  }

  <T> List<T> list(String name, Class<T> type) {
    List<?> items = optional(name, List.class);
    if (items == null) {
      return List.of();
    }
    List<T> all = new ArrayList<>(items.size());
    for (Object item : items) {
      all.add(cast(name, type, item));
    }
    return all;
  }

  Map<String, String> texts(String name) {
    RecordFields fields = optionalObject(name);
    if (fields == null) {
      return Map.of();
    }
    Map<String, String> texts = new HashMap<>();
    fields.values.forEach((key, value) -> texts.put(key, cast(name, String.class, value)));
    return texts;
  }

  private <T> @Nullable T optional(String name, Class<T> type) {
    Object value = values.get(name);
    return value == null ? null : cast(name, type, value);
  }

  private static <T> T required(String name, @Nullable T value) {
    if (value == null) {
      throw new UnreadableRecordException(name + ": missing");
    }
    return value;
  }

  private static <T> T cast(String name, Class<T> type, Object value) {
    if (!type.isInstance(value)) {
      throw new UnreadableRecordException(name + ": not a " + type.getSimpleName());
    }
    return type.cast(value);
  }
}
