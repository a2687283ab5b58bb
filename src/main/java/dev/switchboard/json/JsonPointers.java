package dev.switchboard.json;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * JSON pointers as strings: built step by step and resolved against a tree.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6901">RFC 6901</a>
 */
public final class JsonPointers {
  /** The pointer of the whole document. */
  public static final String ROOT = "";

  private JsonPointers() {}

  /** The pointer of a field of the object at {@code parent}. */
  public static String child(String parent, String name) {
    return parent + '/' + escape(name);
  }

  /** The pointer of an element, counted from 0, of the array at {@code parent}. */
  public static String child(String parent, int index) {
    return parent + '/' + index;
  }

  /** A field name as it stands in a pointer: {@code ~} as {@code ~0}, {@code /} as {@code ~1}. */
  public static String escape(String name) {
    if (name.indexOf('~') < 0 && name.indexOf('/') < 0) {
      return name;
    }
    return name.replace("~", "~0").replace("/", "~1");
  }

  /** A pointer's step as a field name; the inverse of {@link #escape}. */
  public static String unescape(String step) {
    return step.indexOf('~') < 0 ? step : step.replace("~1", "/").replace("~0", "~");
  }

  /**
   * The unescaped steps of a pointer.
   *
   * @throws IllegalArgumentException if the text is neither empty nor starts with {@code /}, or a
   *     {@code ~} is followed by something else than {@code 0} or {@code 1}
   */
  public static List<String> steps(String pointer) {
    if (pointer.isEmpty()) {
      return List.of();
    }
    if (pointer.charAt(0) != '/') {
      throw new IllegalArgumentException(
          "pointer: " + pointer + " (expected: empty, or a text that starts with /)");
    }
    List<String> steps = new ArrayList<>();
    int start = 1;
    while (true) {
      int slash = pointer.indexOf('/', start);
      String step = slash < 0 ? pointer.substring(start) : pointer.substring(start, slash);
      checkEscapes(step, pointer);
      steps.add(unescape(step));
      if (slash < 0) {
        return List.copyOf(steps);
      }
      start = slash + 1;
    }
  }

  /**
   * The value that a pointer names.
   *
   * @return empty if the document has no such value; a JSON {@code null} is a value
   * @throws IllegalArgumentException if the pointer is malformed
   */
  public static Optional<JsonNode> resolve(JsonNode document, String pointer) {
    JsonNode node = document;
    for (String step : steps(pointer)) {
      Optional<JsonNode> next =
          node.isArray() ? element(node, step) : Optional.ofNullable(node.get(step));
      if (next.isEmpty()) {
        return Optional.empty();
      }
      node = next.get();
    }
    return Optional.of(node);
  }

  private static Optional<JsonNode> element(JsonNode array, String step) {
    boolean isIndex =
        !step.isEmpty()
            && step.length() < 10
            && step.chars().allMatch(c -> c >= '0' && c <= '9')
            && (step.length() == 1 || step.charAt(0) != '0');
    return isIndex ? Optional.ofNullable(array.get(Integer.parseInt(step))) : Optional.empty();
  }

  private static void checkEscapes(String step, String pointer) {
    for (int at = step.indexOf('~'); at >= 0; at = step.indexOf('~', at + 1)) {
      char next = at + 1 < step.length() ? step.charAt(at + 1) : ' ';
      if (next != '0' && next != '1') {
        throw new IllegalArgumentException(
            "pointer: " + pointer + " (expected: ~ only in ~0 and ~1)");
      }
    }
  }
}
