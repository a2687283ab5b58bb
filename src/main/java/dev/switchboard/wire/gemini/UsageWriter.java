package dev.switchboard.wire.gemini;

import dev.switchboard.ir.Usage;
import dev.switchboard.json.Json;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes {@code usageMetadata}: the prompt's count contains what was read from and written to a
 * cache, the candidates' does not contain the thoughts.
 */
final class UsageWriter {
  private UsageWriter() {}

  /**
   * An object without members if nobody counted: there are clients that fail where there is none.
   */
  static ObjectNode write(Usage usage) {
    ObjectNode counts = Json.object();
    if (usage.source() == Usage.Source.UNKNOWN) {
      return counts;
    }
    counts.put("promptTokenCount", usage.inputTotal());
    if (usage.cacheRead() > 0) {
      counts.put("cachedContentTokenCount", usage.cacheRead());
    }
    counts.put("candidatesTokenCount", usage.outputTotal() - usage.reasoning());
    if (usage.reasoning() > 0) {
      counts.put("thoughtsTokenCount", usage.reasoning());
    }
    counts.put("totalTokenCount", usage.inputTotal() + usage.outputTotal());
    details(
        "promptTokensDetails",
        usage.inputTotal() - usage.audioInput() - usage.imageInput(),
        usage.audioInput(),
        usage.imageInput(),
        counts);
    details(
        "candidatesTokensDetails",
        usage.output(),
        usage.audioOutput(),
        usage.imageOutput(),
        counts);
    return counts;
  }

  private static void details(String name, long text, long audio, long image, ObjectNode counts) {
    ArrayNode details = Json.array();
    detail("TEXT", text, details);
    detail("AUDIO", audio, details);
    detail("IMAGE", image, details);
    if (!details.isEmpty()) {
      counts.set(name, details);
    }
  }

  private static void detail(String modality, long tokens, ArrayNode details) {
    if (tokens > 0) {
      details.addObject().put("modality", modality).put("tokenCount", tokens);
    }
  }
}
