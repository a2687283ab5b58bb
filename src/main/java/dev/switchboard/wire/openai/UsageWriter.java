package dev.switchboard.wire.openai;

import dev.switchboard.ir.Usage;
import dev.switchboard.json.Json;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * Usage in the dialect's terms: {@code prompt_tokens} contains what was read from and written to
 * caches, {@code completion_tokens} contains reasoning.
 */
final class UsageWriter {
  private UsageWriter() {}

  /** Empty when nobody counted: no count is better than zeros. */
  static Optional<ObjectNode> write(Usage usage) {
    if (usage.source() == Usage.Source.UNKNOWN) {
      return Optional.empty();
    }
    ObjectNode node = Json.object();
    node.put("prompt_tokens", usage.inputTotal());
    node.put("completion_tokens", usage.outputTotal());
    node.put("total_tokens", usage.inputTotal() + usage.outputTotal());
    ObjectNode input = node.putObject("prompt_tokens_details");
    input.put("cached_tokens", usage.cacheRead());
    input.put("cache_write_tokens", usage.cacheWrite() + usage.cacheWriteLong());
    input.put("audio_tokens", usage.audioInput());
    if (usage.imageInput() > 0) {
      input.put("image_tokens", usage.imageInput());
    }
    ObjectNode output = node.putObject("completion_tokens_details");
    output.put("reasoning_tokens", usage.reasoning());
    output.put("audio_tokens", usage.audioOutput());
    output.put("accepted_prediction_tokens", 0);
    output.put("rejected_prediction_tokens", 0);
    if (usage.imageOutput() > 0) {
      output.put("image_tokens", usage.imageOutput());
    }
    return Optional.of(node);
  }
}
