package dev.switchboard.json;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * Finds the JSON value that a model meant, in what it wrote.
 *
 * <p>In this order: the whole text; the last fenced block that holds a value; the last object or
 * array in the text that stands by itself. Nothing is guessed: a value that is cut off is not
 * found.
 */
public final class JsonExtraction {
  private static final Pattern FENCE =
      Pattern.compile("```[A-Za-z0-9]*[ \\t]*\\r?\\n(.*?)```", Pattern.DOTALL);

  private JsonExtraction() {}

  /** The value; empty when there is none, or it is not whole. */
  public static Optional<JsonNode> find(String text) {
    Optional<JsonNode> whole = parse(text);
    if (whole.isPresent()) {
      return whole;
    }
    Optional<JsonNode> fenced = Optional.empty();
    Matcher matcher = FENCE.matcher(text);
    while (matcher.find()) {
      Optional<JsonNode> block = parse(matcher.group(1));
      fenced = block.isPresent() ? block : fenced;
    }
    return fenced.isPresent() ? fenced : lastContainer(text);
  }

  private static Optional<JsonNode> lastContainer(String text) {
    Optional<JsonNode> last = Optional.empty();
    int from = 0;
    while (from < text.length()) {
      char c = text.charAt(from);
      int end = c == '{' || c == '[' ? endOfContainer(text, from) : -1;
      Optional<JsonNode> value = end < 0 ? Optional.empty() : parse(text.substring(from, end));
      last = value.isPresent() ? value : last;
      from = value.isPresent() ? end : from + 1;
    }
    return last;
  }

  /** Behind the bracket that closes the one at {@code start}; -1 if none does. */
  private static int endOfContainer(String text, int start) {
    int depth = 0;
    boolean quoted = false;
    for (int i = start; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quoted) {
        if (c == '\\') {
          i++;
        } else if (c == '"') {
          quoted = false;
        }
      } else if (c == '"') {
        quoted = true;
      } else if (c == '{' || c == '[') {
        depth++;
      } else if ((c == '}' || c == ']') && --depth == 0) {
        return i + 1;
      }
    }
    return -1;
  }

  private static Optional<JsonNode> parse(String text) {
    try {
      return text.isBlank() ? Optional.empty() : Optional.of(Json.parseReply(text));
    } catch (InvalidJsonException _) {
      return Optional.empty();
    }
  }
}
