package dev.switchboard.wire.anthropic;

import dev.switchboard.ir.Content;
import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.Origin;
import dev.switchboard.json.Fields;
import dev.switchboard.json.Json;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Whole blocks of answers as parts.
 *
 * <p>A citation becomes an opaque part after its text, in the form in which a stream brings it, so
 * that a stream and a whole answer mean the same. Blocks of server tools and of unknown types are
 * kept as they are.
 */
final class AnswerBlocks {
  private final String answerId;
  private final Origin origin;
  private int calls;

  /**
   * @param answerId the provider's id of the answer; may be empty
   * @param origin who made the tokens in them
   */
  AnswerBlocks(String answerId, Origin origin) {
    this.answerId = answerId;
    this.origin = origin;
  }

  /** The number of the next tool call, from 0. */
  int nextCall() {
    return calls++;
  }

  /** Whether there was a tool call. */
  boolean calledTool() {
    return calls > 0;
  }

  /**
   * Reads one block.
   *
   * @throws dev.switchboard.json.InvalidFieldException if it lacks what its type demands
   */
  List<Content> decode(Fields block) {
    return switch (block.text("type")) {
      case "text" -> text(block);
      case "thinking" ->
          thinking(
              block.optionalText("thinking").orElse(""),
              block.optionalText("signature").orElse(""));
      case "redacted_thinking" -> List.of(redacted(block));
      case "tool_use" -> List.of(toolCall(block));
      default -> List.of(opaque(block.node()));
    };
  }

  private static List<Content> text(Fields block) {
    List<Content> parts = new ArrayList<>();
    String text = block.text("text");
    if (!text.isEmpty()) {
      parts.add(new Content.Text(text));
    }
    block.optionalItems("citations").forEach(item -> parts.add(citation(item.node())));
    return parts;
  }

  private List<Content> thinking(String text, String signature) {
    if (signature.isEmpty()) {
      return text.isEmpty() ? List.of() : List.of(new Content.Reasoning(text, null));
    }
    return List.of(new Content.Reasoning(text, signed(signature)));
  }

  /** The token that proves a thought. */
  Content.Signature signed(String signature) {
    return new Content.Signature(Content.Signature.Kind.SIGNATURE, signature, origin);
  }

  Content.Reasoning redacted(Fields block) {
    return new Content.Reasoning(
        "", new Content.Signature(Content.Signature.Kind.REDACTED, block.text("data"), origin));
  }

  private Content.ToolCall toolCall(Fields block) {
    return new Content.ToolCall(
        callId(block, nextCall()), block.text("name"), arguments(block.node().path("input")), null);
  }

  /** The call's id; one of ours, the same at each reading, if the provider gave none. */
  String callId(Fields block, int number) {
    return block
        .optionalText("id")
        .filter(id -> !id.isEmpty())
        .orElseGet(() -> ToolIds.hashed(answerId + '/' + number));
  }

  /** The arguments as JSON text, numbers as the model spelled them. */
  static String arguments(JsonNode input) {
    if (input.isString()) {
      return input.stringValue();
    }
    return input.isMissingNode() || input.isNull() ? "{}" : Json.text(input);
  }

  static Content.Opaque citation(JsonNode citation) {
    ObjectNode part = Json.object().put("type", RequestBlocks.CITATION);
    part.set("citation", citation);
    return opaque(part);
  }

  static Content.Opaque opaque(JsonNode block) {
    return new Content.Opaque(Dialect.ANTHROPIC_MESSAGES, Json.text(block));
  }
}
