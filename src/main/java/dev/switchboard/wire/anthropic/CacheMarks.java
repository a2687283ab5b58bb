package dev.switchboard.wire.anthropic;

import dev.switchboard.ir.Content;
import dev.switchboard.json.Json;
import dev.switchboard.wire.Declined;
import dev.switchboard.wire.Remarks;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * Prompt-cache marks: a field {@code cache_control} of the block that they follow.
 *
 * @see <a href="https://platform.claude.com/docs/en/build-with-claude/prompt-caching">source</a>
 */
final class CacheMarks {
  /** The most marks that a request may have. */
  static final int MAX = 4;

  static final String FIELD = "cache_control";

  private CacheMarks() {}

  /** Marks a block; a mark that it brought along stays. */
  static void put(ObjectNode block, Content.CachePoint point, Remarks notes) {
    if (block.has(FIELD)) {
      return;
    }
    ObjectNode mark = block.putObject(FIELD).put("type", "ephemeral");
    String ttl = point.ttl();
    if (ttl == null) {
      return;
    }
    if (ttl.equals("5m") || ttl.equals("1h")) {
      mark.put("ttl", ttl);
    } else {
      notes.approximated(
          FIELD,
          "the cache time "
              + Json.quote(Declined.shown(ttl))
              + " is not one of 5m, 1h; the provider's default is used");
    }
  }

  /** Marks the last of the blocks that can carry a mark; thoughts cannot. */
  static void putOnLast(List<ObjectNode> blocks, Content.CachePoint point, Remarks notes) {
    for (ObjectNode block : blocks.reversed()) {
      if (!RequestBlocks.isThinking(block)) {
        put(block, point, notes);
        return;
      }
    }
    notes.omitted(FIELD, "a cache mark with nothing before it in its message was left out");
  }

  /**
   * Takes marks away until the request may be sent. Those within the conversation go first, from
   * its start on: the last one covers all that they do, and the marks on tools and instructions
   * hold what is common to many conversations.
   *
   * @param before the tools and instructions
   * @param conversation the blocks of all turns
   * @param taken marks that stand elsewhere
   */
  static void limit(
      List<ObjectNode> before, List<ObjectNode> conversation, int taken, Remarks notes) {
    List<ObjectNode> marked = new ArrayList<>(marked(conversation));
    int last = marked.size() - 1;
    marked.addAll(Math.max(0, last), marked(before));
    int extra = marked.size() - (MAX - taken);
    if (extra <= 0) {
      return;
    }
    marked.stream().limit(extra).forEach(block -> block.remove(FIELD));
    notes.omitted(FIELD, extra + " cache marks were left out; at most " + MAX + " may be set");
  }

  private static List<ObjectNode> marked(List<ObjectNode> blocks) {
    return blocks.stream().filter(block -> block.has(FIELD)).toList();
  }
}
