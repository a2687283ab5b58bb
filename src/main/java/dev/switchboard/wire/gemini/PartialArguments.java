package dev.switchboard.wire.gemini;

import dev.switchboard.json.Json;
import dev.switchboard.json.Located;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The arguments of a tool call that come value by value, each with its place.
 *
 * <p>A text may come in pieces, which are joined. Places are JSON paths of names and indexes only
 * ({@code $.rooms[0].name}, {@code $['a b']}); an index may be at most the next free one, so that a
 * hostile path makes no giant list.
 *
 * <p>Not safe for use by several threads.
 */
final class PartialArguments {
  private static final int MAX_STEPS = 64;
  private static final Name JSON_PATH = Name.of("jsonPath");
  private static final Name STRING = Name.of("stringValue");
  private static final Name NUMBER = Name.of("numberValue");
  private static final Name BOOL = Name.of("boolValue");
  private static final Pattern STEP =
      Pattern.compile("\\.([^.\\[\\]]++)|\\[([0-9]{1,6}+)]|\\['([^']*+)']|\\[\"([^\"]*+)\"]");

  private final ObjectNode root = Json.object();
  private final StringBuilder growing = new StringBuilder();
  private @Nullable String growingPath;

  /**
   * @param name of a field; null for an element
   * @param index of an element
   */
  private record Step(@Nullable String name, int index) {

    JsonNode container() {
      return name == null ? Json.array() : Json.object();
    }

    @Nullable JsonNode in(JsonNode node) {
      return name == null ? node.get(index) : node.get(name);
    }

    /** Whether there is such a place. */
    boolean put(JsonNode node, JsonNode value) {
      if (name != null && node instanceof ObjectNode object) {
        object.set(name, value);
        return true;
      }
      if (name == null && node instanceof ArrayNode array && index <= array.size()) {
        if (index == array.size()) {
          array.add(value);
        } else {
          array.set(index, value);
        }
        return true;
      }
      return false;
    }
  }

  /** Takes fields that came whole. */
  void add(ObjectNode args) {
    settle();
    root.setAll(args);
  }

  /**
   * Takes one {@code PartialArg}.
   *
   * @throws dev.switchboard.json.InvalidFieldException if its place cannot be read or reached
   */
  void add(GeminiObject argument) {
    Located path =
        argument
            .get(JSON_PATH)
            .orElseThrow(() -> argument.fields().invalid(JSON_PATH.camel(), "a JSON path"));
    Optional<String> piece = argument.get(STRING).map(Located::text);
    if (piece.isPresent() && path.text().equals(growingPath)) {
      growing.append(piece.get());
      return;
    }
    settle();
    JsonNode value =
        piece
            .<JsonNode>map(Json::tree)
            .or(() -> argument.get(NUMBER).map(Located::node))
            .or(() -> argument.get(BOOL).map(Located::node))
            .orElseGet(JsonNodeFactory.instance::nullNode);
    if (!put(path.text(), value)) {
      throw path.invalid("a JSON path of names and indexes");
    }
    if (piece.isPresent()) {
      growingPath = path.text();
      growing.append(piece.get());
    }
  }

  /** The arguments so far as JSON text. */
  String json() {
    settle();
    return Json.text(root);
  }

  /** Pieces are joined apart from the tree, so that many small ones cost no more than a big one. */
  private void settle() {
    if (growingPath != null) {
      put(growingPath, Json.tree(growing.toString()));
      growingPath = null;
      growing.setLength(0);
    }
  }

  private boolean put(String path, JsonNode value) {
    List<Step> steps = steps(path);
    JsonNode node = root;
    for (int i = 0; i < steps.size(); i++) {
      JsonNode there = steps.get(i).in(node);
      JsonNode child = value;
      if (i + 1 < steps.size()) {
        child = there != null ? there : steps.get(i + 1).container();
      }
      if (!steps.get(i).put(node, child)) {
        return false;
      }
      node = child;
    }
    return !steps.isEmpty();
  }

  /** None if the path cannot be read. */
  private static List<Step> steps(String path) {
    List<Step> steps = new ArrayList<>();
    Matcher step = STEP.matcher(path);
    int at = path.startsWith("$") ? 1 : 0;
    while (at < path.length()) {
      if (steps.size() == MAX_STEPS || !step.region(at, path.length()).lookingAt()) {
        return List.of();
      }
      at = step.end();
      if (step.group(2) != null) {
        steps.add(new Step(null, Integer.parseInt(step.group(2))));
      } else {
        String dotted = step.group(1);
        String quoted = step.group(3) != null ? step.group(3) : step.group(4);
        steps.add(new Step(dotted != null ? dotted : quoted, 0));
      }
    }
    return steps;
  }
}
