package dev.switchboard.wire.anthropic;

import dev.switchboard.ir.Content;
import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.Origin;
import dev.switchboard.json.InvalidJsonException;
import dev.switchboard.json.Json;
import dev.switchboard.wire.ClaudeModel;
import dev.switchboard.wire.Declined;
import dev.switchboard.wire.ForeignPart;
import dev.switchboard.wire.Remarks;
import dev.switchboard.wire.ToolArguments;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Parts of messages as blocks of a request, one by one; knows nothing of turns. */
final class RequestBlocks {
  /** The type of the opaque part that holds one citation of the text before it. */
  static final String CITATION = "citations_delta";

  private final String provider;
  private final String upstreamModel;
  private final Remarks notes;

  RequestBlocks(String provider, String upstreamModel, Remarks notes) {
    this.provider = provider;
    this.upstreamModel = upstreamModel;
    this.notes = notes;
  }

  static boolean isThinking(ObjectNode block) {
    String type = block.path("type").asString("");
    return type.equals("thinking") || type.equals("redacted_thinking");
  }

  static ObjectNode text(String text) {
    return Json.object().put("type", "text").put("text", text);
  }

  /** The blocks of parts that stand by themselves: text, media, opaque ones and cache marks. */
  List<ObjectNode> plain(List<Content> parts, String where) {
    List<ObjectNode> blocks = new ArrayList<>();
    for (Content part : parts) {
      append(part, blocks, where);
    }
    return blocks;
  }

  /**
   * Appends one such part.
   *
   * @param where what it stands in, for messages
   */
  void append(Content part, List<ObjectNode> blocks, String where) {
    switch (part) {
      case Content.Text text -> appendText(text.text(), blocks);
      case Content.Refusal refusal -> appendText(refusal.text(), blocks);
      case Content.Image image -> blocks.add(MediaBlocks.image(image, notes));
      case Content.Document document -> blocks.add(MediaBlocks.document(document, notes));
      case Content.CachePoint point -> CacheMarks.putOnLast(blocks, point, notes);
      case Content.Opaque opaque -> appendOpaque(opaque, blocks);
      case Content.Reasoning _ ->
          notes.omitted("reasoning", "a thought in " + where + " was left out");
      case Content.Audio _ -> throw Declined.unsupported("audio", "audio is not taken");
      case Content.Video _ -> throw Declined.unsupported("video", "video is not taken");
      case Content.ToolCall _ ->
          throw Declined.invalid("", "a tool call stands in " + where + " (expected: assistant)");
      case Content.ToolResult _ ->
          throw Declined.invalid("", "a tool result stands in " + where + " (expected: tool)");
    }
  }

  /** A thought, if it was made here; any other cannot be read by this model. */
  Optional<ObjectNode> thinking(Content.Reasoning reasoning) {
    Content.Signature signature = reasoning.signature();
    if (signature == null
        || signature.kind() == Content.Signature.Kind.ENCRYPTED
        || !isOurs(signature.origin())) {
      notes.omitted("reasoning", "thoughts of another model or without a signature were left out");
      return Optional.empty();
    }
    if (signature.kind() == Content.Signature.Kind.REDACTED) {
      return Optional.of(
          Json.object().put("type", "redacted_thinking").put("data", signature.value()));
    }
    return Optional.of(
        Json.object()
            .put("type", "thinking")
            .put("thinking", reasoning.text())
            .put("signature", signature.value()));
  }

  private boolean isOurs(Origin origin) {
    return origin.dialect() == Dialect.ANTHROPIC_MESSAGES
        && (origin.provider().isEmpty() || origin.provider().equals(provider))
        && (origin.model().isEmpty() || ClaudeModel.isSame(origin.model(), upstreamModel));
  }

  /** A call under its name in this request. */
  ObjectNode toolUse(Content.ToolCall call, String id) {
    if (call.signature() != null) {
      notes.omitted("reasoning", "a tool call's token of another model was left out");
    }
    ObjectNode block = Json.object().put("type", "tool_use").put("id", id).put("name", call.name());
    block.set("input", ToolArguments.object(call.arguments(), notes));
    return block;
  }

  /** A result of the call that has this name in the request. */
  ObjectNode toolResult(Content.ToolResult result, String id) {
    ObjectNode block = Json.object().put("type", "tool_result").put("tool_use_id", id);
    List<ObjectNode> inner = plain(result.content(), "a tool result");
    if (inner.size() == 1 && isBareText(inner.getFirst())) {
      block.put("content", inner.getFirst().path("text").asString(""));
    } else if (!inner.isEmpty()) {
      block.putArray("content").addAll(inner);
    }
    if (result.error()) {
      block.put("is_error", true);
    }
    return block;
  }

  private static boolean isBareText(ObjectNode block) {
    return block.path("type").asString("").equals("text") && block.size() == 2;
  }

  /** Blank texts are rejected and say nothing. */
  private static void appendText(String text, List<ObjectNode> blocks) {
    if (!text.isBlank()) {
      blocks.add(text(text));
    }
  }

  private void appendOpaque(Content.Opaque opaque, List<ObjectNode> blocks) {
    ObjectNode block = opaque(opaque);
    String type = block.path("type").asString("");
    if (type.equals(CITATION)) {
      cite(block, blocks);
    } else if (type.endsWith("_delta")) {
      notes.omitted(
          "content", "a piece of an answer of the unknown type " + type + " was left out");
    } else {
      blocks.add(block);
    }
  }

  /**
   * The JSON of a part in this dialect.
   *
   * @throws dev.switchboard.ir.FailureException if it is of another dialect
   */
  static ObjectNode opaque(Content.Opaque opaque) {
    if (opaque.dialect() != Dialect.ANTHROPIC_MESSAGES) {
      throw Declined.unsupported("content", ForeignPart.named(opaque) + " is not taken");
    }
    try {
      if (Json.parse(opaque.json()) instanceof ObjectNode object) {
        return object;
      }
    } catch (InvalidJsonException _) {
      // Refused below like any other non-object.
    }
    throw Declined.invalid("", "a content block is no JSON object");
  }

  private void cite(ObjectNode citation, List<ObjectNode> blocks) {
    if (blocks.isEmpty() || !blocks.getLast().path("type").asString("").equals("text")) {
      notes.omitted("content", "a citation without a text before it was left out");
      return;
    }
    ObjectNode text = blocks.getLast();
    ArrayNode citations =
        text.get("citations") instanceof ArrayNode array ? array : text.putArray("citations");
    citations.add(citation.path("citation"));
  }
}
