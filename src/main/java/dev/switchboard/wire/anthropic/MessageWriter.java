package dev.switchboard.wire.anthropic;

import dev.switchboard.ir.ChatResponse;
import dev.switchboard.ir.Content;
import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.Usage;
import dev.switchboard.json.Json;
import dev.switchboard.wire.AnswerHead;
import dev.switchboard.wire.Remarks;
import dev.switchboard.wire.ToolArguments;
import dev.switchboard.wire.WireBody;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Writes one whole message; one instance per answer. */
final class MessageWriter {
  private final ChatResponse response;
  private final AnswerHead head;
  private final ArrayNode content = Json.array();
  private final StringBuilder refusal = new StringBuilder();
  private final Remarks notes = new Remarks();

  MessageWriter(ChatResponse response, AnswerHead head) {
    this.response = response;
    this.head = head;
  }

  WireBody write() {
    response.content().forEach(this::add);
    String reported = response.reportedModel();
    ObjectNode message = Json.object();
    message.put("id", response.id().isEmpty() ? head.id() : response.id());
    message.put("type", "message").put("role", "assistant");
    message.put("model", reported.isEmpty() ? head.model() : reported);
    message.set("content", content);
    message.put("stop_reason", StopReasons.write(response.stopReason(), !refusal.isEmpty()));
    message.put("stop_sequence", response.stopSequence());
    message.set("stop_details", stopDetails(refusal.toString()));
    message.set("usage", UsageWriter.write(usage()));
    return new WireBody(Json.write(message), notes.list());
  }

  /** The model's words for why it declined; JSON {@code null} if there are none. */
  static JsonNode stopDetails(String refusal) {
    if (refusal.isEmpty()) {
      return Json.object().nullNode();
    }
    return Json.object().put("type", "refusal").putNull("category").put("explanation", refusal);
  }

  private Usage usage() {
    if (response.usage().source() != Usage.Source.UNKNOWN) {
      return response.usage();
    }
    notes.estimated("usage", "the provider did not count the tokens");
    return Usage.of(head.guess().input(), head.guess().output(Json.text(content)));
  }

  private void add(Content part) {
    switch (part) {
      case Content.Text text -> content.add(RequestBlocks.text(text.text()));
      case Content.Refusal words -> refusal.append(words.text());
      case Content.Reasoning reasoning -> content.add(thought(reasoning));
      case Content.ToolCall call -> addCall(call);
      case Content.Opaque opaque -> addOpaque(opaque);
      case Content.Image _,
          Content.Audio _,
          Content.Video _,
          Content.Document _,
          Content.ToolResult _,
          Content.CachePoint _ ->
          notes.omitted("content", omission(part));
    }
  }

  /** Why a part of an answer is not there. */
  static String omission(Content part) {
    return "a part of the answer ("
        + part.getClass().getSimpleName()
        + ") has no place in this dialect";
  }

  /** A thought as a block. */
  static ObjectNode thought(Content.Reasoning reasoning) {
    Content.Signature signature = reasoning.signature();
    String token = new ThoughtToken(signature, false).write();
    boolean isHidden =
        signature != null
            && signature.kind() != Content.Signature.Kind.SIGNATURE
            && reasoning.text().isEmpty();
    return isHidden
        ? Json.object().put("type", "redacted_thinking").put("data", token)
        : Json.object()
            .put("type", "thinking")
            .put("thinking", reasoning.text())
            .put("signature", token);
  }

  private void addCall(Content.ToolCall call) {
    if (call.signature() != null) {
      content.add(
          Json.object()
              .put("type", "thinking")
              .put("thinking", "")
              .put("signature", new ThoughtToken(call.signature(), true).write()));
    }
    ObjectNode block =
        Json.object().put("type", "tool_use").put("id", call.id()).put("name", call.name());
    content.add(block.set("input", ToolArguments.object(call.arguments(), notes)));
  }

  private void addOpaque(Content.Opaque opaque) {
    if (opaque.dialect() != Dialect.ANTHROPIC_MESSAGES) {
      notes.omitted("content", omission(opaque));
      return;
    }
    ObjectNode block = RequestBlocks.opaque(opaque);
    String type = block.path("type").asString("");
    if (!type.endsWith("_delta")) {
      content.add(block);
    } else if (type.equals(RequestBlocks.CITATION)
        && content.path(content.size() - 1) instanceof ObjectNode last
        && last.path("type").asString("").equals("text")) {
      last.withArray("citations").add(block.path("citation"));
    } else {
      notes.omitted("content", "a piece of the unknown type " + type + " belongs to no block");
    }
  }
}
