package dev.switchboard.json;

import java.math.BigDecimal;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * What is missing of a JSON text that broke off, so that the whole says a given value: the rest
 * keeps to what was begun, its order of fields and its spelling included.
 */
public final class JsonContinuation {
  private final String begun;
  private final StringBuilder rest = new StringBuilder();
  private int at;

  private JsonContinuation(String begun) {
    this.begun = begun;
  }

  /**
   * The text that makes {@code begun} the value.
   *
   * @param begun the beginning of a JSON text, cut anywhere
   * @return empty if what was begun says something else already
   */
  public static Optional<String> rest(String begun, JsonNode value) {
    JsonContinuation continuation = new JsonContinuation(begun);
    if (!continuation.value(value)) {
      return Optional.empty();
    }
    continuation.skipBlank();
    return continuation.isAtEnd() ? Optional.of(continuation.rest.toString()) : Optional.empty();
  }

  private boolean value(JsonNode node) {
    skipBlank();
    if (isAtEnd()) {
      rest.append(Json.text(node));
      return true;
    }
    if (node.isObject()) {
      return object(node);
    }
    if (node.isArray()) {
      return array(node);
    }
    return node.isString() ? string(node.stringValue()) : word(Json.text(node));
  }

  private boolean object(JsonNode node) {
    if (begun.charAt(at) != '{') {
      return false;
    }
    at++;
    Set<String> left = new LinkedHashSet<>();
    node.properties().forEach(field -> left.add(field.getKey()));
    for (boolean first = true; ; first = false) {
      skipBlank();
      if (isAtEnd()) {
        members(node, left, !first);
        return true;
      }
      if (begun.charAt(at) == '}') {
        at++;
        return left.isEmpty();
      }
      if (!first && !comma()) {
        return false;
      }
      skipBlank();
      if (isAtEnd()) {
        boolean more = !left.isEmpty();
        members(node, left, false);
        return more;
      }
      if (!member(node, left)) {
        return false;
      }
    }
  }

  private boolean comma() {
    return begun.charAt(at++) == ',';
  }

  /** One field, of which the name may have broken off. */
  private boolean member(JsonNode node, Set<String> left) {
    int start = at;
    for (String name : left) {
      at = start;
      rest.setLength(0);
      if (string(name)) {
        left.remove(name);
        skipBlank();
        if (isAtEnd()) {
          rest.append(':');
        } else if (begun.charAt(at++) != ':') {
          return false;
        }
        return value(node.path(name));
      }
    }
    return false;
  }

  private void members(JsonNode node, Set<String> left, boolean comma) {
    boolean separated = comma;
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      if (left.contains(field.getKey())) {
        rest.append(separated ? "," : "")
            .append(Json.quote(field.getKey()))
            .append(':')
            .append(Json.text(field.getValue()));
        separated = true;
      }
    }
    rest.append('}');
  }

  private boolean array(JsonNode node) {
    if (begun.charAt(at) != '[') {
      return false;
    }
    at++;
    for (int i = 0; ; i++) {
      skipBlank();
      if (isAtEnd()) {
        elements(node, i, i > 0);
        return true;
      }
      if (begun.charAt(at) == ']') {
        at++;
        return i == node.size();
      }
      if (i > 0 && !comma()) {
        return false;
      }
      if (i >= node.size()) {
        return false;
      }
      skipBlank();
      if (isAtEnd()) {
        elements(node, i, false);
        return true;
      }
      if (!value(node.path(i))) {
        return false;
      }
    }
  }

  private void elements(JsonNode node, int from, boolean comma) {
    for (int i = from; i < node.size(); i++) {
      rest.append(i > from || comma ? "," : "").append(Json.text(node.path(i)));
    }
    rest.append(']');
  }

  /** A number, {@code true}, {@code false} or {@code null}. */
  private boolean word(String text) {
    int start = at;
    while (!isAtEnd() && ",]} \t\r\n".indexOf(begun.charAt(at)) < 0) {
      at++;
    }
    String said = begun.substring(start, at);
    if (isAtEnd() && text.startsWith(said)) {
      rest.append(text, said.length(), text.length());
      return true;
    }
    return said.equals(text) || isSameNumber(said, text);
  }

  private static boolean isSameNumber(String one, String other) {
    try {
      return new BigDecimal(one).compareTo(new BigDecimal(other)) == 0;
    } catch (NumberFormatException e) {
      return false;
    }
  }

  private boolean string(String text) {
    if (begun.charAt(at) != '"') {
      return false;
    }
    at++;
    for (int i = 0; ; i++) {
      if (isAtEnd()) {
        rest.append(escaped(text.substring(i))).append('"');
        return true;
      }
      char c = begun.charAt(at);
      if (c == '"') {
        at++;
        return i == text.length();
      }
      if (i == text.length()) {
        return false;
      }
      boolean same = c == '\\' ? escape(text.charAt(i)) : c == text.charAt(i);
      if (!same) {
        return false;
      }
      at += c == '\\' ? 0 : 1;
    }
  }

  /** An escape sequence that stands, or can be made to stand, for this character. */
  private boolean escape(char wanted) {
    at++;
    if (isAtEnd()) {
      rest.append(escapeOf(wanted).substring(1));
      return true;
    }
    char kind = begun.charAt(at++);
    if (kind != 'u') {
      int known = "\"\\/bfnrt".indexOf(kind);
      return known >= 0 && "\"\\/\b\f\n\r\t".charAt(known) == wanted;
    }
    String digits = digits(wanted);
    for (int i = 0; i < digits.length(); i++) {
      if (isAtEnd()) {
        rest.append(digits, i, digits.length());
        return true;
      }
      if (Character.toLowerCase(begun.charAt(at++)) != digits.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static String escaped(String text) {
    StringBuilder out = new StringBuilder(text.length() + 8);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c == '"' || c == '\\') {
        out.append(escapeOf(c));
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }

  private static String escapeOf(char c) {
    int known = "\"\\/\b\f\n\r\t".indexOf(c);
    return known >= 0 ? "\\" + "\"\\/bfnrt".charAt(known) : "\\u" + digits(c);
  }

  private static String digits(char c) {
    String hex = Integer.toHexString(c);
    return "0".repeat(4 - hex.length()) + hex;
  }

  private void skipBlank() {
    while (!isAtEnd() && " \t\r\n".indexOf(begun.charAt(at)) >= 0) {
      at++;
    }
  }

  private boolean isAtEnd() {
    return at >= begun.length();
  }
}
