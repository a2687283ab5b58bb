package dev.switchboard.wire.anthropic;

import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * One message of a request; its list may still change while the request is put together.
 *
 * @param role {@code user}, {@code assistant} or {@code system}
 */
record Turn(String role, List<ObjectNode> blocks) {
  static final String USER = "user";
  static final String ASSISTANT = "assistant";
  static final String SYSTEM = "system";

  boolean is(String wanted) {
    return role.equals(wanted);
  }

  /** Whether it answers tool calls. */
  boolean hasToolResult() {
    return blocks.stream().anyMatch(block -> type(block).equals("tool_result"));
  }

  /** Whether there are thoughts in it. */
  boolean hasThought() {
    return blocks.stream().anyMatch(RequestBlocks::isThinking);
  }

  /** Whether the last thing said is plain text. */
  boolean endsInText() {
    return !blocks.isEmpty() && type(blocks.getLast()).equals("text");
  }

  static String type(ObjectNode block) {
    return block.path("type").asString("");
  }
}
