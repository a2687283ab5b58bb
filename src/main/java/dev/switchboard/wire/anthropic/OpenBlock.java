package dev.switchboard.wire.anthropic;

import dev.switchboard.ir.Content;
import dev.switchboard.ir.StreamEvent;
import dev.switchboard.json.Fields;
import dev.switchboard.json.InvalidJsonException;
import dev.switchboard.json.Json;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A block of a stream that has begun and not ended.
 *
 * <p>All methods append what they mean to {@code out}, and throw {@link
 * dev.switchboard.json.InvalidFieldException} when a field is not what its type demands.
 */
sealed interface OpenBlock {

  /** Takes what came with the block's beginning. */
  void begin(Fields block, List<StreamEvent> out);

  /** Takes the next piece. */
  void delta(String type, Fields delta, List<StreamEvent> out);

  /** The block is whole, or nothing more of it will come. */
  void close(List<StreamEvent> out);

  /** A piece of a type that its block does not know: kept as it is, it may be content. */
  private static void keep(Fields delta, List<StreamEvent> out) {
    out.add(new StreamEvent.Part(AnswerBlocks.opaque(delta.node())));
  }

  private static void addText(String text, List<StreamEvent> out) {
    if (!text.isEmpty()) {
      out.add(new StreamEvent.TextDelta(text));
    }
  }

  private static void addReasoning(String text, List<StreamEvent> out) {
    if (!text.isEmpty()) {
      out.add(new StreamEvent.ReasoningDelta(text));
    }
  }

  /** Visible text with its citations. */
  final class Text implements OpenBlock {
    @Override
    public void begin(Fields block, List<StreamEvent> out) {
      addText(block.optionalText("text").orElse(""), out);
      block
          .optionalItems("citations")
          .forEach(item -> out.add(new StreamEvent.Part(AnswerBlocks.citation(item.node()))));
    }

    @Override
    public void delta(String type, Fields delta, List<StreamEvent> out) {
      if (type.equals("text_delta")) {
        addText(delta.text("text"), out);
      } else {
        keep(delta, out);
      }
    }

    @Override
    public void close(List<StreamEvent> out) {}
  }

  /** A thought; its token comes just before its end, and may be all that comes. */
  final class Thinking implements OpenBlock {
    private final AnswerBlocks blocks;
    private final StringBuilder signature = new StringBuilder();

    Thinking(AnswerBlocks blocks) {
      this.blocks = blocks;
    }

    @Override
    public void begin(Fields block, List<StreamEvent> out) {
      addReasoning(block.optionalText("thinking").orElse(""), out);
      signature.append(block.optionalText("signature").orElse(""));
    }

    @Override
    public void delta(String type, Fields delta, List<StreamEvent> out) {
      switch (type) {
        case "thinking_delta" -> addReasoning(delta.text("thinking"), out);
        case "signature_delta" -> signature.append(delta.text("signature"));
        default -> keep(delta, out);
      }
    }

    @Override
    public void close(List<StreamEvent> out) {
      if (!signature.isEmpty()) {
        out.add(new StreamEvent.ReasoningSigned(blocks.signed(signature.toString())));
      }
    }
  }

  /** A thought that came whole and hidden. */
  final class Redacted implements OpenBlock {
    private final AnswerBlocks blocks;

    Redacted(AnswerBlocks blocks) {
      this.blocks = blocks;
    }

    @Override
    public void begin(Fields block, List<StreamEvent> out) {
      Content.Signature signature = blocks.redacted(block).signature();
      if (signature != null) {
        out.add(new StreamEvent.ReasoningSigned(signature));
      }
    }

    @Override
    public void delta(String type, Fields delta, List<StreamEvent> out) {
      keep(delta, out);
    }

    @Override
    public void close(List<StreamEvent> out) {}
  }

  /** A call of a caller's tool; an input given at the start counts only if no piece follows. */
  final class Call implements OpenBlock {
    private final AnswerBlocks blocks;
    private int index;
    private String initial = "";
    private boolean hasPieces;

    Call(AnswerBlocks blocks) {
      this.blocks = blocks;
    }

    @Override
    public void begin(Fields block, List<StreamEvent> out) {
      index = blocks.nextCall();
      initial = AnswerBlocks.arguments(block.node().path("input"));
      out.add(
          new StreamEvent.ToolCallStarted(
              index, blocks.callId(block, index), block.text("name"), null));
    }

    @Override
    public void delta(String type, Fields delta, List<StreamEvent> out) {
      if (!type.equals("input_json_delta")) {
        keep(delta, out);
        return;
      }
      String piece = delta.text("partial_json");
      if (!piece.isEmpty()) {
        hasPieces = true;
        out.add(new StreamEvent.ToolCallDelta(index, piece));
      }
    }

    @Override
    public void close(List<StreamEvent> out) {
      if (!hasPieces) {
        out.add(new StreamEvent.ToolCallDelta(index, initial));
      }
      out.add(new StreamEvent.ToolCallEnded(index));
    }
  }

  /** A block of a server tool or of an unknown type, put together and handed on as it is. */
  final class Whole implements OpenBlock {
    private final StringBuilder input = new StringBuilder();
    private ObjectNode block = Json.object();

    @Override
    public void begin(Fields whole, List<StreamEvent> out) {
      block = whole.node();
    }

    @Override
    public void delta(String type, Fields delta, List<StreamEvent> out) {
      if (type.equals("input_json_delta")) {
        input.append(delta.text("partial_json"));
        return;
      }
      for (Map.Entry<String, JsonNode> field : delta.node().properties()) {
        if (!field.getKey().equals("type")) {
          grow(field.getKey(), field.getValue());
        }
      }
    }

    private void grow(String name, JsonNode piece) {
      JsonNode before = block.get(name);
      if (before != null && before.isString() && piece.isString()) {
        block.put(name, before.stringValue() + piece.stringValue());
      } else if (before instanceof ArrayNode list && piece instanceof ArrayNode more) {
        list.addAll(more);
      } else {
        block.set(name, piece);
      }
    }

    @Override
    public void close(List<StreamEvent> out) {
      if (!input.isEmpty()) {
        block.set("input", parsed(input.toString()));
      }
      out.add(new StreamEvent.Part(AnswerBlocks.opaque(block)));
    }

    /** Input that was cut off is kept as text. */
    private static JsonNode parsed(String json) {
      try {
        return Json.parseReply(json);
      } catch (InvalidJsonException _) {
        return Json.tree(json);
      }
    }
  }
}
