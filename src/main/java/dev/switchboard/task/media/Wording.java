package dev.switchboard.task.media;

import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
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

  /** The text of which one vector is wanted. */
  static String oneText(JsonNode input) {
    List<JsonNode> lists = arrays(input, Wording::isTexts);
    boolean alone = lists.size() == 1 && lists.getFirst().size() == 1;
    String text = alone ? text(lists.getFirst().path(0)) : text(input);
    if (text.isBlank()) {
      throw noText();
    }
    return text;
  }

  /** The texts of which vectors are wanted, one each. */
  static List<String> texts(JsonNode input) {
    List<JsonNode> arrays = arrays(input, Wording::isTexts);
    if (arrays.isEmpty()) {
      arrays = arrays(input, Wording::isStructures);
    }
    if (arrays.size() > 1) {
      throw invalid(arrays.size() + " arrays of texts (expected: one, of which vectors are made)");
    }
    List<String> texts = new ArrayList<>();
    if (arrays.isEmpty()) {
      texts.add(text(input));
    } else {
      arrays.getFirst().forEach(item -> texts.add(text(item)));
    }
    if (texts.stream().anyMatch(String::isBlank)) {
      throw noText();
    }
    return texts;
  }

  private static FailureException noText() {
    return invalid("an empty text has no embedding");
  }

  /** The input or those of its fields that are of such a kind. */
  private static List<JsonNode> arrays(JsonNode input, Predicate<JsonNode> kind) {
    if (kind.test(input)) {
      return List.of(input);
    }
    return input instanceof ObjectNode object
        ? object.valueStream().filter(kind).toList()
        : List.of();
  }

  private static boolean isTexts(JsonNode node) {
    return node instanceof ArrayNode array
        && !array.isEmpty()
        && array.valueStream().allMatch(JsonNode::isString);
  }

  /** Whether each element says something by itself: objects, and arrays such as vectors. */
  private static boolean isStructures(JsonNode node) {
    return node instanceof ArrayNode array
        && !array.isEmpty()
        && array.valueStream().allMatch(JsonNode::isContainer);
  }

  static FailureException invalid(String what) {
    return new FailureException(Failure.InvalidRequest.at("/input", "/input: " + what));
  }
}
