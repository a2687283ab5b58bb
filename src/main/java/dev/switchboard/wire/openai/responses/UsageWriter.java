package dev.switchboard.wire.openai.responses;

import dev.switchboard.ir.Usage;
import tools.jackson.databind.node.ObjectNode;

/** Usage in the dialect's terms, with all details: strict clients require them. */
final class UsageWriter {
  private UsageWriter() {}

  /** Sets {@code usage}, to null when nobody counted: no count is better than zeros. */
  static void write(Usage usage, ObjectNode response) {
    if (usage.source() == Usage.Source.UNKNOWN) {
      response.putNull("usage");
      return;
    }
    ObjectNode node = response.putObject("usage").put("input_tokens", usage.inputTotal());
    node.putObject("input_tokens_details")
        .put("cached_tokens", usage.cacheRead())
        .put("cache_write_tokens", usage.cacheWrite() + usage.cacheWriteLong());
    node.put("output_tokens", usage.outputTotal());
    node.putObject("output_tokens_details").put("reasoning_tokens", usage.reasoning());
    node.put("total_tokens", usage.inputTotal() + usage.outputTotal());
  }
}
