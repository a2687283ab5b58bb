package dev.switchboard.wire.anthropic;

import dev.switchboard.ir.Content;
import dev.switchboard.ir.StreamEvent;
import dev.switchboard.json.Json;
import dev.switchboard.wire.Remarks;
import dev.switchboard.wire.WireEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes the blocks of one stream, one after another; each method appends to {@code out}.
 *
 * <p>A thought gets its token just before it closes, and one that has none an empty wrapping.
 */
final class BlockWriter {
  private enum Open {
    NOTHING,
    TEXT,
    THOUGHT,
    CALL,
    /** A block that only the provider writes. */
    OTHER
  }

  static final String BEGIN = "content_block_start";
  static final String END = "content_block_stop";

  private Open open = Open.NOTHING;
  private int index = -1;
  private boolean hasArguments;

  /** Takes over the places of a provider's own blocks: their beginnings and ends, in order. */
  void resume(List<WireEvent> marks) {
    if (marks.isEmpty()) {
      return;
    }
    index = -1;
    WireEvent last = marks.getLast();
    for (WireEvent mark : marks) {
      index += BEGIN.equals(mark.event()) ? 1 : 0;
    }
    String type = Json.parseReply(last.data()).path("content_block").path("type").asString("");
    open =
        switch (BEGIN.equals(last.event()) ? type : "") {
          case "" -> Open.NOTHING;
          case "text" -> Open.TEXT;
          case "thinking" -> Open.THOUGHT;
          case "tool_use" -> Open.CALL;
          default -> Open.OTHER;
        };
  }

  void text(String text, List<WireEvent> out) {
    if (open != Open.TEXT) {
      begin(Open.TEXT, RequestBlocks.text(""), out);
    }
    delta(Json.object().put("type", "text_delta").put("text", text), out);
  }

  void thought(String text, List<WireEvent> out) {
    if (open != Open.THOUGHT) {
      begin(
          Open.THOUGHT,
          Json.object().put("type", "thinking").put("thinking", "").put("signature", ""),
          out);
    }
    delta(Json.object().put("type", "thinking_delta").put("thinking", text), out);
  }

  /** Closes the open thought with its token, or writes one that has nothing but a token. */
  void sign(Content.Signature signature, List<WireEvent> out) {
    if (open == Open.THOUGHT && signature.kind() != Content.Signature.Kind.REDACTED) {
      close(new ThoughtToken(signature, false), out);
      return;
    }
    ObjectNode block = MessageWriter.thought(new Content.Reasoning("", signature));
    if (block.path("type").asString("").equals("redacted_thinking")) {
      begin(Open.NOTHING, block, out);
      stop(out);
      return;
    }
    begin(Open.THOUGHT, block.put("signature", ""), out);
    close(new ThoughtToken(signature, false), out);
  }

  void call(StreamEvent.ToolCallStarted call, List<WireEvent> out) {
    if (call.signature() != null) {
      begin(
          Open.THOUGHT,
          Json.object().put("type", "thinking").put("thinking", "").put("signature", ""),
          out);
      close(new ThoughtToken(call.signature(), true), out);
    }
    ObjectNode block =
        Json.object().put("type", "tool_use").put("id", call.id()).put("name", call.name());
    block.putObject("input");
    begin(Open.CALL, block, out);
    hasArguments = false;
  }

  void arguments(String json, List<WireEvent> out) {
    if (!json.isEmpty()) {
      hasArguments |= !json.isBlank();
      delta(Json.object().put("type", "input_json_delta").put("partial_json", json), out);
    }
  }

  /** Writes a block of this dialect that came whole, or a piece of the open one. */
  void opaque(ObjectNode block, Remarks notes, List<WireEvent> out) {
    String type = block.path("type").asString("");
    if (!type.endsWith("_delta")) {
      begin(Open.NOTHING, block, out);
      stop(out);
    } else if (open != Open.NOTHING) {
      delta(block, out);
    } else {
      notes.omitted("content", "a piece of the type " + type + " belongs to no block");
    }
  }

  /** Closes what is open. */
  void close(List<WireEvent> out) {
    close(null, out);
  }

  private void close(@Nullable ThoughtToken token, List<WireEvent> out) {
    switch (open) {
      case NOTHING -> {
        return;
      }
      case TEXT, OTHER -> {}
      case THOUGHT -> {
        String signature = (token == null ? new ThoughtToken(null, false) : token).write();
        delta(Json.object().put("type", "signature_delta").put("signature", signature), out);
      }
      case CALL -> {
        if (!hasArguments) {
          arguments("{}", out);
        }
      }
    }
    stop(out);
  }

  private void begin(Open kind, ObjectNode block, List<WireEvent> out) {
    close(out);
    open = kind;
    index++;
    ObjectNode event = Json.object().put("type", BEGIN).put("index", index);
    event.set("content_block", block);
    out.add(EventWriter.event(BEGIN, event));
  }

  private void delta(ObjectNode delta, List<WireEvent> out) {
    ObjectNode event = Json.object().put("type", "content_block_delta").put("index", index);
    event.set("delta", delta);
    out.add(EventWriter.event("content_block_delta", event));
  }

  private void stop(List<WireEvent> out) {
    open = Open.NOTHING;
    out.add(EventWriter.event(END, Json.object().put("type", END).put("index", index)));
  }
}
