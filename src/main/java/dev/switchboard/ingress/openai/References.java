package dev.switchboard.ingress.openai;

import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.json.TopLevel;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.JsonNode;

/**
 * What a request says by an id alone. No such id goes on: the account at a provider is that of all
 * projects, and what it keeps may be another project's.
 */
final class References {
  private static final String REFERENCE = "item_reference";

  private References() {}

  /**
   * Refuses a request that goes on in a conversation of a provider's.
   *
   * @throws FailureException with {@code Unsupported}
   */
  static void requireNoConversation(TopLevel body) {
    if (body.field("conversation").isPresent()) {
      throw new FailureException(
          new Failure.Unsupported(
              "conversation",
              "conversation: conversations are not kept here (expected: previous_response_id, or"
                  + " the earlier items in input)"));
    }
  }

  /**
   * Whether one of the input's items is a reference.
   *
   * <p>Looks for the words before it reads: most requests have none. A word may be escaped.
   */
  static boolean areIn(TopLevel body, byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    boolean possible = text.contains(REFERENCE) || text.contains("\"id\"") || text.contains("\\u");
    if (!possible) {
      return false;
    }
    JsonNode input = body.node("input").orElse(null);
    if (input == null || !input.isArray()) {
      return false;
    }
    for (JsonNode item : input) {
      if (isOne(item)) {
        return true;
      }
    }
    return false;
  }

  /** Whether this is an item that says nothing but which one it is; its type may be left out. */
  static boolean isOne(JsonNode item) {
    boolean typeless = !item.has("role") && !item.path("type").isString();
    return item.path("type").asString("").equals(REFERENCE) || (typeless && item.has("id"));
  }
}
