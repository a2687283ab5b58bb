package dev.switchboard.wire.bedrock;

import dev.switchboard.wire.Remarks;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/**
 * A history in this dialect's order: instructions apart, the user first, roles in turn, every tool
 * call answered at the start of the turn after it.
 *
 * @param system the instructions before the conversation
 * @param turns the first is the user's
 */
record Conversation(List<ObjectNode> system, List<Turn> turns) {

  /** Names of the tools that were called, in their order. */
  Set<String> calledTools() {
    Set<String> names = new LinkedHashSet<>();
    for (Turn turn : turns) {
      for (ObjectNode block : turn.blocks()) {
        if (block.has("toolUse")) {
          names.add(block.path("toolUse").path("name").asString(""));
        }
      }
    }
    return names;
  }

  /**
   * Whether the last turn brings tool results to an assistant that has no thoughts to go on from.
   */
  boolean lacksThoughts() {
    List<Turn> loop = toolLoop();
    return !loop.isEmpty() && loop.stream().noneMatch(turn -> turn.has("reasoningContent"));
  }

  /** Leaves the thoughts of the running tool loop out: without thinking they are rejected. */
  void forgetThoughts(Remarks remarks) {
    for (Turn turn : toolLoop()) {
      if (turn.blocks().removeIf(block -> block.has("reasoningContent"))) {
        remarks.omitted("reasoning", "thoughts were left out because thinking is off");
      }
    }
  }

  /** The assistant's turns since the user last spoke, if the last turn brings tool results. */
  private List<Turn> toolLoop() {
    if (!turns.getLast().has("toolResult")) {
      return List.of();
    }
    List<Turn> loop = new ArrayList<>();
    for (Turn turn : turns.reversed()) {
      if (turn.is(Turn.ASSISTANT)) {
        loop.add(turn);
      } else if (!turn.has("toolResult")) {
        break;
      }
    }
    return loop;
  }
}
