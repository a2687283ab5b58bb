package dev.switchboard.json;

import java.util.Random;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** JSON documents by chance, and spellings of them that nobody would write by hand. */
public final class RandomJson {
  private static final String[] NUMBERS = {
    "0", "-1", "1.50", "1e2", "-0.0", "12345678901234567890", "9007199254740993", "1E-7"
  };
  private static final String[] TEXTS = {
    "", "a", "model", "/", "~", "é", "😀", "\"", "\\", "\n", "}{", "[,]", "漢字かな", "\u0000", "// no"
  };

  private final Random random;

  public RandomJson(long seed) {
    this.random = new Random(seed);
  }

  /** Any object, with at most so many levels inside it. */
  public ObjectNode object(int depth) {
    ObjectNode object = Json.object();
    int size = random.nextInt(6);
    for (int i = 0; i < size; i++) {
      object.set(text(), value(depth - 1));
    }
    return object;
  }

  /** Any value, with at most so many levels inside it. */
  public JsonNode value(int depth) {
    return switch (random.nextInt(depth > 0 ? 7 : 5)) {
      case 0 -> JsonNodeFactory.instance.nullNode();
      case 1 -> JsonNodeFactory.instance.booleanNode(random.nextBoolean());
      case 2 -> Json.parse(NUMBERS[random.nextInt(NUMBERS.length)]);
      case 3, 4 -> JsonNodeFactory.instance.stringNode(text());
      case 5 -> array(depth);
      default -> object(depth);
    };
  }

  String text() {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(4); i > 0; i--) {
      text.append(TEXTS[random.nextInt(TEXTS.length)]);
    }
    return text.toString();
  }

  int below(int bound) {
    return random.nextInt(bound);
  }

  /** The value with white space and escapes wherever the grammar lets them stand. */
  public String spell(JsonNode node) {
    return blank() + bare(node) + blank();
  }

  private ArrayNode array(int depth) {
    ArrayNode array = Json.array();
    int size = random.nextInt(5);
    for (int i = 0; i < size; i++) {
      array.add(value(depth - 1));
    }
    return array;
  }

  private String bare(JsonNode node) {
    StringBuilder json = new StringBuilder();
    if (node.isObject()) {
      node.forEachEntry((name, value) ->
          json.append(json.isEmpty() ? "" : ",")
              .append(blank())
              .append(quoted(name))
              .append(blank())
              .append(':')
              .append(spell(value)));
      return "{" + (json.isEmpty() ? blank() : json) + "}";
    }
    if (node.isArray()) {
      for (JsonNode element : node) {
        json.append(json.isEmpty() ? "" : ",").append(spell(element));
      }
      return "[" + (json.isEmpty() ? blank() : json) + "]";
    }
    return node.isString() ? quoted(node.stringValue()) : Json.text(node);
  }

  private String quoted(String text) {
    StringBuilder json = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean must = c < ' ' || c == '"' || c == '\\';
      if (must || (random.nextInt(8) == 0 && !Character.isSurrogate(c))) {
        json.append("\\u").append(String.format("%04x", (int) c));
      } else {
        json.append(c);
      }
    }
    return json.append('"').toString();
  }

  private String blank() {
    return random.nextInt(3) == 0 ? " \n\t\r".substring(random.nextInt(4)) : "";
  }
}
