package dev.switchboard.wire.openai;

import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.Extension;
import dev.switchboard.wire.ForeignExtensions;
import dev.switchboard.wire.Remarks;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/**
 * Fields of callers' requests that the inner language does not model: those of this dialect are
 * written again, those of others treated as {@link dev.switchboard.wire.ForeignField} says.
 */
final class ForeignFields {
  /** Fields of the Responses API that chat completions have under the same name. */
  private static final Set<String> SHARED =
      Set.of(
          "prompt_cache_key",
          "prompt_cache_retention",
          "prompt_cache_options",
          "safety_identifier",
          "service_tier",
          "verbosity",
          "moderation");

  /** Fields of the Responses API without which another answer would come. */
  private static final Set<String> RESPONSES_ONLY = Set.of("prompt", "context_management");

  private ForeignFields() {}

  /** What the encoder has written itself stands. */
  static void write(List<Extension> extensions, OpenAiFlags flags, ObjectNode body, Remarks notes) {
    for (Extension extension : extensions) {
      if (extension.isNested()) {
        ForeignExtensions.leaveOut(extension, notes);
        continue;
      }
      if (extension.dialect() == Dialect.OPENAI_RESPONSES) {
        writeResponses(extension, flags, body, notes);
        continue;
      }
      if (extension.dialect() == Dialect.OPENAI_CHAT) {
        if (body.has(extension.name())) {
          notes.omitted(extension.name(), "the field is set by the translation");
        } else {
          body.set(extension.name(), ForeignExtensions.value(extension));
        }
      } else {
        ForeignExtensions.leaveOut(extension, notes);
      }
    }
  }

  /** OpenAI itself takes what both of its dialects have; its imitators need not know it. */
  private static void writeResponses(
      Extension extension, OpenAiFlags flags, ObjectNode body, Remarks notes) {
    if (RESPONSES_ONLY.contains(extension.name())) {
      throw OpenAiFields.unsupported(extension.name(), "the provider has no such field");
    }
    if (SHARED.contains(extension.name())
        && flags.has(OpenAiFlag.DEVELOPER_ROLE)
        && !body.has(extension.name())) {
      body.set(extension.name(), ForeignExtensions.value(extension));
    } else {
      notes.omitted(extension.name(), "the provider has no such field");
    }
  }
}
