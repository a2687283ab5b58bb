package dev.switchboard.wire.anthropic;

import dev.switchboard.wire.Remarks;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * A history in this dialect's order: instructions apart, the user first, roles in turn, every tool
 * call answered at the start of the turn after it.
 *
 * @param system the instructions before the conversation
 * @param turns the first is the user's
 */
record Conversation(List<ObjectNode> system, List<Turn> turns) {

  /**
   * Whether the last turn brings tool results to an assistant that has no thoughts to go on from.
   * With a thinking budget such a request is rejected.
   */
  boolean lacksThoughts() {
    List<Turn> loop = toolLoop();
    return !loop.isEmpty() && loop.stream().noneMatch(Turn::hasThought);
  }

  /** Whether the assistant is to go on writing the text that the last turn holds. */
  boolean endsInPrefill() {
    return turns.getLast().is(Turn.ASSISTANT) && turns.getLast().endsInText();
  }

  /** Leaves the thoughts of the running tool loop out: without thinking they are rejected. */
  void forgetThoughts(Remarks notes) {
    for (Turn turn : toolLoop()) {
      if (turn.blocks().removeIf(RequestBlocks::isThinking)) {
        notes.omitted("reasoning", "thoughts were left out because thinking is off");
      }
    }
  }

  /** Puts the thoughts of each turn first, where a thinking budget demands them. */
  void putThoughtsFirst() {
    for (Turn turn : turns) {
      if (turn.hasThought() && !RequestBlocks.isThinking(turn.blocks().getFirst())) {
        turn.blocks().sort(Comparator.comparing(block -> !RequestBlocks.isThinking(block)));
      }
    }
  }

  /** The assistant's turns since the user last spoke, if the last turn brings tool results. */
  private List<Turn> toolLoop() {
    List<Turn> loop = new ArrayList<>();
    for (Turn turn : turns.reversed()) {
      if (turn.is(Turn.ASSISTANT)) {
        loop.add(turn);
      } else if (turn.is(Turn.USER) && !turn.hasToolResult()) {
        break;
      }
    }
    boolean open =
        turns.stream().filter(turn -> !turn.is(Turn.SYSTEM)).toList().getLast().hasToolResult();
    return open ? loop : List.of();
  }
}
