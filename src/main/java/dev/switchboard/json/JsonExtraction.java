package dev.switchboard.json;

import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * The JSON value in what a model wrote, when it was asked for JSON and may have written more.
 *
 * <p>Values are looked for in this order, and the first kind that is there counts:
 *
 * <ol>
 *   <li>the whole text;
 *   <li>the contents of fenced blocks ({@code ```json}, or without a language), the last block
 *       first;
 *   <li>objects and arrays in prose, the longest first.
 * </ol>
 *
 * <p>Three things are let through that cannot change a value's meaning: a comma after the last
 * field or element, comments, and a last fence that is not closed. All else is taken as written;
 * nothing is repaired. A text that breaks off inside a value has none, even if smaller values are
 * inside it; the same goes for a value with a mistake in it.
 */
public sealed interface JsonExtraction {
  /**
   * The text has a value.
   *
   * @param value the best candidate
   * @param others further ones, best first, for a caller that has a schema to choose by
   */
  record Found(JsonNode value, List<JsonNode> others) implements JsonExtraction {
    public Found {
      others = List.copyOf(others);
    }
  }

  /**
   * The text has no value.
   *
   * @param reason why there is none
   * @param message the same for people, and for the model when it is asked to repair its answer
   */
  record Missing(Reason reason, String message) implements JsonExtraction {}

  /** Why a text has no JSON value. */
  enum Reason {
    /** Nothing looks like JSON. */
    ABSENT,
    /** The text ends inside a value. */
    TRUNCATED,
    /** What looks like JSON is not. */
    MALFORMED
  }

  /** The best candidate in a model's text, for a caller that does not mind why there is none. */
  static Optional<JsonNode> find(String text) {
    return switch (from(text)) {
      case Found found -> Optional.of(found.value());
      case Missing _ -> Optional.empty();
    };
  }

  /** Looks for the value in a model's text. */
  static JsonExtraction from(String text) {
    return new JsonFinder(text).find();
  }
}
