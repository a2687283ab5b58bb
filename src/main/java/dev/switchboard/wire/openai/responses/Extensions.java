package dev.switchboard.wire.openai.responses;

import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.Extension;
import dev.switchboard.wire.ForeignExtensions;
import dev.switchboard.wire.Remarks;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Fields of callers' requests that the inner language does not model: those of this dialect are
 * written again, with what the chat dialect has under the same name; others are refused or noted.
 */
final class Extensions {
  private static final Set<String> SHARED =
      Set.of(
          "metadata",
          "prompt_cache_key",
          "prompt_cache_retention",
          "prompt_cache_options",
          "safety_identifier",
          "service_tier",
          "verbosity",
          "moderation");

  private Extensions() {}

  static void write(List<Extension> extensions, ObjectNode body, Remarks notes) {
    for (Extension extension : extensions) {
      boolean own = extension.dialect() == Dialect.OPENAI_RESPONSES && !extension.isNested();
      boolean shared =
          extension.dialect() == Dialect.OPENAI_CHAT && SHARED.contains(extension.name());
      if (own || shared) {
        writeOwn(extension.name(), ForeignExtensions.value(extension), body, notes);
      } else {
        ForeignExtensions.leaveOut(extension, notes);
      }
    }
  }

  private static void writeOwn(String name, JsonNode value, ObjectNode body, Remarks notes) {
    if (name.equals("verbosity")) {
      body.withObject("/text").set(name, value);
    } else if (name.startsWith("reasoning.")) {
      body.withObject("/reasoning").set(name.substring("reasoning.".length()), value);
    } else if (name.equals("include") || name.equals(ToolReader.OPTIONAL_TOOLS)) {
      value.forEach(body.withArray(name)::add);
    } else if (body.has(name)) {
      notes.omitted(name, "the field is set by the translation");
    } else {
      body.set(name, value);
    }
  }
}
