package dev.switchboard.task.media;

import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** An input without its media, in words. */
final class Wording {
  /** Fields that say how something is to be made or heard, not what. */
  private static final Set<String> SETTINGS = Set.of("size", "language");

  private Wording() {}

  /** The text itself where an input is nothing else, else the input as JSON. */
  static String text(JsonNode input) {
    JsonNode only = input;
    if (input instanceof ObjectNode object) {
      List<JsonNode> said =
          object.properties().stream()
              .filter(e -> !SETTINGS.contains(e.getKey()))
              .map(Map.Entry::getValue)
              .toList();
      only = said.size() == 1 ? said.getFirst() : said.isEmpty() ? Json.tree("") : input;
    }
    return only.isString() ? only.stringValue() : only.isNull() ? "" : Json.text(only);
  }

  /** All texts of an input, a line between two. */
  static String spoken(JsonNode input) {
    List<String> texts = new ArrayList<>();
    collect(input, texts);
    String spoken = String.join("\n", texts).strip();
    if (spoken.isEmpty()) {
      throw invalid("no text in it that could be spoken");
    }
    return spoken;
  }

  private static void collect(JsonNode node, List<String> texts) {
    switch (node) {
      case ObjectNode object ->
          object
              .properties()
              .forEach(e -> {
                if (!SETTINGS.contains(e.getKey())) {
                  collect(e.getValue(), texts);
                }
              });
      case ArrayNode array -> array.forEach(item -> collect(item, texts));
      default -> {
        if (!node.isNull()) {
          texts.add(node.asString(""));
        }
      }
    }
  }

  /** What is to be drawn: the instructions and the input. */
  static String prompt(String instructions, JsonNode input) {
    String said = text(input);
    String prompt = (instructions.strip() + "\n\n" + said).strip();
    if (prompt.isEmpty()) {
      throw invalid("neither instructions nor a text that say what to draw");
    }
    return prompt;
  }

  /** The texts of which vectors are wanted, one each. */
  static List<String> texts(JsonNode input) {
    List<JsonNode> arrays = new ArrayList<>();
    if (isTexts(input)) {
      arrays.add(input);
    } else if (input instanceof ObjectNode object) {
      object.forEach(value -> {
        if (isTexts(value)) {
          arrays.add(value);
        }
      });
    }
    if (arrays.size() > 1) {
      throw invalid(arrays.size() + " arrays of texts (expected: one, of which vectors are made)");
    }
    List<String> texts = new ArrayList<>();
    if (arrays.isEmpty()) {
      texts.add(text(input));
    } else {
      arrays.getFirst().forEach(item -> texts.add(item.stringValue()));
    }
    if (texts.stream().anyMatch(String::isBlank)) {
      throw invalid("an empty text has no embedding");
    }
    return texts;
  }

  private static boolean isTexts(JsonNode node) {
    if (!(node instanceof ArrayNode array) || array.isEmpty()) {
      return false;
    }
    for (JsonNode item : array) {
      if (!item.isString()) {
        return false;
      }
    }
    return true;
  }

  private static FailureException invalid(String what) {
    return new FailureException(Failure.InvalidRequest.at("/input", "/input: " + what));
  }
}
