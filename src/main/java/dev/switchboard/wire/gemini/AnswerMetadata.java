package dev.switchboard.wire.gemini;

import dev.switchboard.ir.Content;
import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.StreamEvent;
import dev.switchboard.json.Json;
import dev.switchboard.json.Located;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a candidate says beside its parts: where it searched, whom it cites, how sure it was of each
 * token.
 *
 * <p>Each field is one opaque part at the end of the answer, {@code {"groundingMetadata": {…}}}. In
 * a history it has no place and is left out. Of a field that comes several times the last stands.
 *
 * <p>Not safe for use by several threads.
 */
final class AnswerMetadata {
  private static final List<Name> NAMES =
      List.of(
          Name.of("groundingMetadata"),
          Name.of("citationMetadata"),
          Name.of("urlContextMetadata"),
          Name.of("logprobsResult"));

  private final Map<String, JsonNode> fields = new LinkedHashMap<>();

  /** Whether an opaque part is one of these. */
  static boolean isAnswerOnly(ObjectNode part) {
    return part.size() == 1 && NAMES.stream().anyMatch(name -> part.has(name.camel()));
  }

  /** Keeps what a candidate says. */
  void read(GeminiObject candidate) {
    for (Name name : NAMES) {
      Optional<Located> value = candidate.get(name);
      if (value.isPresent()
          && !(value.get().node().isContainer() && value.get().node().isEmpty())) {
        fields.put(name.camel(), value.get().node());
      }
    }
  }

  /** Gives on what was kept. */
  void end(List<StreamEvent> events) {
    fields.forEach((name, value) ->
        events.add(
            new StreamEvent.Part(
                new Content.Opaque(
                    Dialect.GEMINI_GENERATE, Json.text(Json.object().set(name, value))))));
  }
}
