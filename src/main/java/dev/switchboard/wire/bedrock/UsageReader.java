package dev.switchboard.wire.bedrock;

import dev.switchboard.ir.Usage;
import tools.jackson.databind.JsonNode;

/** Counts: {@code inputTokens} excludes what was read from or written to the cache. */
final class UsageReader {
  private UsageReader() {}

  static Usage read(JsonNode usage) {
    if (!isCount(usage.path("inputTokens")) || !isCount(usage.path("outputTokens"))) {
      return Usage.UNKNOWN;
    }
    long forAnHour = 0;
    for (JsonNode detail : usage.path("cacheDetails")) {
      if (detail.path("ttl").asString("").equals("1h")) {
        forAnHour += count(detail.path("inputTokens"));
      }
    }
    long written = count(usage.path("cacheWriteInputTokens"));
    return new Usage(
        count(usage.path("inputTokens")),
        count(usage.path("cacheReadInputTokens")),
        Math.max(0, written - forAnHour),
        forAnHour,
        0,
        0,
        count(usage.path("outputTokens")),
        0,
        0,
        0,
        Usage.Source.REPORTED,
        null);
  }

  private static boolean isCount(JsonNode figure) {
    return figure.isIntegralNumber() && figure.canConvertToInt() && figure.intValue() >= 0;
  }

  private static long count(JsonNode figure) {
    return isCount(figure) ? figure.intValue() : 0;
  }
}
