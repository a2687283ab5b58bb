package dev.switchboard.wire.bedrock;

import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * One message of a request; its list may still change while the request is put together.
 *
 * @param role {@code user} or {@code assistant}
 */
record Turn(String role, List<ObjectNode> blocks) {
  static final String USER = "user";
  static final String ASSISTANT = "assistant";

  boolean is(String wanted) {
    return role.equals(wanted);
  }

  boolean has(String block) {
    return blocks.stream().anyMatch(b -> b.has(block));
  }
}
