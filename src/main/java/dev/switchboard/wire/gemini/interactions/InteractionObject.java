package dev.switchboard.wire.gemini.interactions;

import dev.switchboard.ir.Failure;
import dev.switchboard.ir.StopReason;
import dev.switchboard.ir.Usage;
import dev.switchboard.json.Json;
import dev.switchboard.wire.AnswerHead;
import dev.switchboard.wire.gemini.ErrorBodies;
import java.time.Instant;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Writes an interaction around its steps. */
final class InteractionObject {
  private final AnswerHead head;
  private final InteractionCall call;
  private String model;

  InteractionObject(AnswerHead head, InteractionCall call) {
    this.head = head;
    this.call = call;
    this.model = head.model();
  }

  void reportedModel(String reported) {
    if (!reported.isEmpty()) {
      model = reported;
    }
  }

  /** An interaction that runs. */
  ObjectNode begun() {
    return base("in_progress", head.createdSeconds());
  }

  /**
   * A whole one.
   *
   * @param calls whether the caller is to do something for it
   */
  ObjectNode ended(StopReason reason, boolean calls, ArrayNode steps, Usage usage) {
    ObjectNode interaction = base(status(reason, calls), call.nowSeconds().getAsLong());
    interaction.set("steps", steps);
    UsageWriter.write(usage).ifPresent(counts -> interaction.set("usage", counts));
    switch (reason) {
      case CONTENT_FILTER ->
          error(interaction, "content_filter", "the provider's filter ended the answer");
      case REFUSAL -> error(interaction, "refusal", "the model declined to answer");
      case MALFORMED_TOOL_CALL ->
          error(
              interaction,
              "malformed_function_call",
              "the model wrote a function call that cannot be read");
      case END, STOP_SEQUENCE, MAX_TOKENS, CONTEXT_FULL, TOOL_CALLS, PAUSED -> {}
    }
    return interaction;
  }

  ObjectNode failed(Failure failure) {
    ObjectNode interaction = base("failed", call.nowSeconds().getAsLong());
    interaction.putArray("steps");
    error(interaction, ErrorBodies.word(failure), failure.message());
    return interaction;
  }

  private ObjectNode base(String status, long updatedSeconds) {
    ObjectNode interaction = Json.object().put("id", head.id()).put("object", "interaction");
    interaction.put("status", status).put("model", model);
    interaction.put("created", Instant.ofEpochSecond(head.createdSeconds()).toString());
    long updated = Math.max(updatedSeconds, head.createdSeconds());
    interaction.put("updated", Instant.ofEpochSecond(updated).toString());
    if (call.previousId() != null) {
      interaction.put("previous_interaction_id", call.previousId());
    }
    return interaction;
  }

  private static String status(StopReason reason, boolean calls) {
    return switch (reason) {
      case END, STOP_SEQUENCE, TOOL_CALLS, PAUSED, REFUSAL ->
          calls ? "requires_action" : "completed";
      case MAX_TOKENS, CONTEXT_FULL, CONTENT_FILTER -> "incomplete";
      case MALFORMED_TOOL_CALL -> "failed";
    };
  }

  private static void error(ObjectNode interaction, String code, String message) {
    interaction.putArray("errors").addObject().put("code", code).put("message", message);
  }
}
