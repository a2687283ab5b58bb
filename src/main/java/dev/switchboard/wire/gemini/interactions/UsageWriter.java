package dev.switchboard.wire.gemini.interactions;

import dev.switchboard.ir.Usage;
import dev.switchboard.json.Json;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes {@code usage}: the input's count contains what was read from and written to a cache, the
 * output's does not contain the thoughts.
 */
final class UsageWriter {
  private UsageWriter() {}

  /** Empty if nobody counted. */
  static Optional<ObjectNode> write(Usage usage) {
    if (usage.source() == Usage.Source.UNKNOWN) {
      return Optional.empty();
    }
    ObjectNode counts = Json.object();
    counts.put("total_input_tokens", usage.inputTotal());
    modalities(
        "input_tokens_by_modality",
        usage.inputTotal() - usage.audioInput() - usage.imageInput(),
        usage.audioInput(),
        usage.imageInput(),
        counts);
    counts.put("total_cached_tokens", usage.cacheRead());
    counts.put("total_output_tokens", usage.outputTotal() - usage.reasoning());
    modalities(
        "output_tokens_by_modality",
        usage.output(),
        usage.audioOutput(),
        usage.imageOutput(),
        counts);
    counts.put("total_tool_use_tokens", 0);
    counts.put("total_thought_tokens", usage.reasoning());
    counts.put("total_tokens", usage.inputTotal() + usage.outputTotal());
    return Optional.of(counts);
  }

  private static void modalities(String name, long text, long audio, long image, ObjectNode to) {
    ArrayNode counts = Json.array();
    modality("text", text, counts);
    modality("audio", audio, counts);
    modality("image", image, counts);
    if (!counts.isEmpty()) {
      to.set(name, counts);
    }
  }

  private static void modality(String modality, long tokens, ArrayNode counts) {
    if (tokens > 0) {
      counts.addObject().put("modality", modality).put("tokens", tokens);
    }
  }
}
