package dev.switchboard.wire.openai;

import dev.switchboard.json.Json;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * The quick reader of the chunk that most of a stream consists of: one choice, some text, nothing
 * else. Reads tokens and builds no tree, because every event of a passed-through stream is decoded
 * too.
 *
 * <p>Whatever it does not know, or finds wrong, it leaves to {@link ChunkReader}.
 */
final class PlainDelta {
  private final JsonParser parser;
  private boolean told;
  private @Nullable String text;

  private PlainDelta(JsonParser parser) {
    this.parser = parser;
  }

  /** The text of a chunk that holds nothing but text; null for any other. */
  static @Nullable String text(String data) {
    try (JsonParser parser = Json.parser(data.getBytes(StandardCharsets.UTF_8))) {
      PlainDelta delta = new PlainDelta(parser);
      return delta.readChunk() && parser.nextToken() == null ? delta.text : null;
    } catch (JacksonException e) {
      return null;
    }
  }

  private boolean readChunk() {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      return false;
    }
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = parser.currentName();
      JsonToken value = parser.nextToken();
      boolean plain =
          switch (name) {
            case "choices" -> text == null && readChoices(value);
            case "object" -> parser.getString().equals("chat.completion.chunk");
            case "usage", "error", "x_groq" -> value == JsonToken.VALUE_NULL;
            default -> value.isScalarValue() && value != JsonToken.VALUE_NUMBER_FLOAT;
          };
      if (!plain) {
        return false;
      }
    }
    return true;
  }

  private boolean readChoices(JsonToken value) {
    return value == JsonToken.START_ARRAY
        && parser.nextToken() == JsonToken.START_OBJECT
        && readChoice()
        && parser.nextToken() == JsonToken.END_ARRAY;
  }

  private boolean readChoice() {
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = parser.currentName();
      JsonToken value = parser.nextToken();
      boolean plain =
          switch (name) {
            case "delta" -> value == JsonToken.START_OBJECT && readDelta();
            case "index" -> value == JsonToken.VALUE_NUMBER_INT && parser.getString().equals("0");
            default -> value == JsonToken.VALUE_NULL;
          };
      if (!plain) {
        return false;
      }
    }
    return true;
  }

  /** Of a field given twice the last one counts: a second delta, or content, is not plain. */
  private boolean readDelta() {
    if (told) {
      return false;
    }
    told = true;
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = parser.currentName();
      JsonToken value = parser.nextToken();
      boolean string = value == JsonToken.VALUE_STRING;
      if (name.equals("content")) {
        if (!string || text != null) {
          return false;
        }
        text = parser.getString();
      } else if (value != JsonToken.VALUE_NULL && !(string && name.equals("role"))) {
        return false;
      }
    }
    return true;
  }
}
