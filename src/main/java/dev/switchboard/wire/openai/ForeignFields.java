package dev.switchboard.wire.openai;

import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.Extension;
import dev.switchboard.wire.Remarks;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/**
 * Fields of callers' requests that the inner language does not model: those of this dialect are
 * written again, those of others refused or noted.
 */
public final class ForeignFields {
  /**
   * Fields of other dialects about storage, billing, safety and caching: the answer is the same.
   */
  private static final Set<String> HARMLESS =
      Set.of(
          "metadata",
          "service_tier",
          "serviceTier",
          "labels",
          "cache_control",
          "context_management",
          "diagnostics",
          "speed",
          "user_profile_id",
          "workspace_id",
          "x-anthropic-billing-header",
          "safetySettings",
          "store",
          "generationConfig.topK",
          "generationConfig.topP",
          "generationConfig.mediaResolution",
          "generationConfig.enableEnhancedCivicAnswers",
          "toolConfig.functionCallingConfig.mode",
          "toolConfig.retrievalConfig");

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
      if (extension.dialect() == Dialect.OPENAI_RESPONSES) {
        writeResponses(extension, flags, body, notes);
        continue;
      }
      if (extension.dialect() == Dialect.OPENAI_CHAT) {
        if (body.has(extension.name())) {
          notes.omitted(extension.name(), "the field is set by the translation");
        } else {
          body.set(extension.name(), OpenAiFields.parse(extension.name(), extension.json()));
        }
      } else if (isHarmless(extension.name())) {
        notes.omitted(extension.name(), "the provider has no such field");
      } else {
        throw OpenAiFields.unsupported(extension.name(), "the provider has no such field");
      }
    }
  }

  /** Whether another dialect's field may be left out: the answer is the same, or close to it. */
  public static boolean isHarmless(String name) {
    return HARMLESS.contains(name) || isDetail(name);
  }

  /** Hints about single tools and the effort of the whole; what a vendor's own tools once did. */
  private static boolean isDetail(String name) {
    return name.startsWith("tools.")
        || name.startsWith("input.")
        || name.startsWith("functionDeclarations.")
        || name.startsWith("output_config.")
        || name.startsWith("metadata.");
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
      body.set(extension.name(), OpenAiFields.parse(extension.name(), extension.json()));
    } else {
      notes.omitted(extension.name(), "the provider has no such field");
    }
  }
}
