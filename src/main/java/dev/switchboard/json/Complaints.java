package dev.switchboard.json;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.exc.MismatchedInputException;

/**
 * Says in our own words why the parser has refused a document of correct grammar: the parser's
 * words name its classes and quote the document.
 */
final class Complaints {
  private Complaints() {}

  /**
   * @param utf8 the document and nothing else
   * @param refusal what the parser said
   */
  static InvalidJsonException about(byte[] utf8, JacksonException refusal) {
    InvalidJsonException duplicate =
        refusal instanceof MismatchedInputException ? duplicate(utf8) : null;
    return duplicate == null
        ? at(refusal.getLocation(), "expected fewer or smaller values: over a limit")
        : duplicate;
  }

  /** The problem with a field that an object has twice. */
  static String repeated(String name) {
    return "expected each field once, found " + Located.shorten(name) + " again";
  }

  private static @Nullable InvalidJsonException duplicate(byte[] utf8) {
    Deque<Set<String>> names = new ArrayDeque<>();
    try (JsonParser parser = Mappers.parser(utf8)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (token.isStructStart()) {
          names.push(new HashSet<>());
        } else if (token.isStructEnd()) {
          names.pop();
        } else if (token == JsonToken.PROPERTY_NAME && !names.element().add(parser.currentName())) {
          return at(parser.currentTokenLocation(), repeated(parser.currentName()));
        }
      }
    }
    return null;
  }

  private static InvalidJsonException at(@Nullable TokenStreamLocation place, String problem) {
    int line = place == null ? 1 : Math.max(1, place.getLineNr());
    int column = place == null ? 1 : Math.max(1, place.getColumnNr());
    return new InvalidJsonException(problem, line, column);
  }
}
