package dev.switchboard.provider.sandbox;

import dev.switchboard.json.InvalidJsonException;
import dev.switchboard.json.Json;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Finds a JSON object that is quoted in a text. */
final class JsonInText {
  private JsonInText() {}

  /** The object that the first brace opens; empty if there is none or it is no JSON. */
  static Optional<JsonNode> first(String text) {
    int start = text.indexOf('{');
    int end = start < 0 ? -1 : end(text, start);
    if (end < 0) {
      return Optional.empty();
    }
    try {
      return Optional.of(Json.parse(text.substring(start, end)));
    } catch (InvalidJsonException _) {
      return Optional.empty();
    }
  }

  private static int end(String text, int start) {
    int depth = 0;
    boolean quoted = false;
    for (int at = start; at < text.length(); at++) {
      char c = text.charAt(at);
      if (quoted) {
        if (c == '\\') {
          at++;
        } else if (c == '"') {
          quoted = false;
        }
      } else if (c == '"') {
        quoted = true;
      } else if (c == '{') {
        depth++;
      } else if (c == '}' && --depth == 0) {
        return at + 1;
      }
    }
    return -1;
  }
}
