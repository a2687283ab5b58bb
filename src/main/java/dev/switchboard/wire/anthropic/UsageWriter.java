package dev.switchboard.wire.anthropic;

import dev.switchboard.ir.Usage;
import dev.switchboard.json.Json;
import tools.jackson.databind.node.ObjectNode;

/**
 * Usage in this dialect's terms: {@code input_tokens} excludes what was read from or written to the
 * cache, {@code output_tokens} includes thoughts.
 */
final class UsageWriter {
  private UsageWriter() {}

  /** All of it. */
  static ObjectNode write(Usage usage) {
    ObjectNode node = input(usage);
    node.putObject("cache_creation")
        .put("ephemeral_5m_input_tokens", usage.cacheWrite())
        .put("ephemeral_1h_input_tokens", usage.cacheWriteLong());
    return output(node, usage);
  }

  /**
   * The start of a stream.
   *
   * <p>{@code output_tokens} is 0: some clients add this figure to the one at the end.
   */
  static ObjectNode start(Usage usage) {
    ObjectNode node = input(usage);
    node.putObject("cache_creation")
        .put("ephemeral_5m_input_tokens", usage.cacheWrite())
        .put("ephemeral_1h_input_tokens", usage.cacheWriteLong());
    return node.put("output_tokens", 0);
  }

  /** The end of a stream; the input once more, because some clients read it here only. */
  static ObjectNode end(Usage usage) {
    return output(input(usage), usage);
  }

  private static ObjectNode input(Usage usage) {
    return Json.object()
        .put("input_tokens", usage.uncachedInput() + usage.audioInput() + usage.imageInput())
        .put("cache_creation_input_tokens", usage.cacheWrite() + usage.cacheWriteLong())
        .put("cache_read_input_tokens", usage.cacheRead());
  }

  private static ObjectNode output(ObjectNode node, Usage usage) {
    node.put("output_tokens", usage.outputTotal());
    node.putObject("output_tokens_details").put("thinking_tokens", usage.reasoning());
    return node;
  }
}
