package dev.switchboard.wire.bedrock;

import dev.switchboard.ir.Content;
import dev.switchboard.ir.MediaSource;
import dev.switchboard.ir.Origin;
import dev.switchboard.ir.StreamEvent;
import dev.switchboard.json.Fields;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A block of a stream that has begun and not ended. Both methods append what they mean, and throw
 * {@link dev.switchboard.json.InvalidFieldException} when a field is not what its kind demands.
 */
sealed interface OpenBlock {

  /** Takes the next piece. */
  void delta(Fields delta, List<StreamEvent> out);

  /** The block is whole, or nothing more of it will come. */
  void close(List<StreamEvent> out);

  /** A piece that its block does not know: kept as it is, it may be content. */
  private static void keep(Fields delta, List<StreamEvent> out) {
    out.add(new StreamEvent.Part(AnswerReader.opaque(delta.node())));
  }

  /** A text, or a thought: which of the two, only its pieces tell. */
  final class Plain implements OpenBlock {
    private final Origin origin;
    private final StringBuilder signature = new StringBuilder();
    private final StringBuilder redacted = new StringBuilder();

    Plain(Origin origin) {
      this.origin = origin;
    }

    @Override
    public void delta(Fields delta, List<StreamEvent> out) {
      if (delta.has("text")) {
        String text = delta.text("text");
        if (!text.isEmpty()) {
          out.add(new StreamEvent.TextDelta(text));
        }
      } else if (delta.has("reasoningContent")) {
        Fields thought = delta.object("reasoningContent");
        thought
            .optionalText("text")
            .filter(text -> !text.isEmpty())
            .ifPresent(text -> out.add(new StreamEvent.ReasoningDelta(text)));
        thought.optionalText("signature").ifPresent(signature::append);
        thought.optionalText("redactedContent").ifPresent(redacted::append);
      } else {
        keep(delta, out);
      }
    }

    @Override
    public void close(List<StreamEvent> out) {
      sign(Content.Signature.Kind.SIGNATURE, signature, out);
      sign(Content.Signature.Kind.REDACTED, redacted, out);
    }

    private void sign(Content.Signature.Kind kind, StringBuilder token, List<StreamEvent> out) {
      if (!token.isEmpty()) {
        out.add(
            new StreamEvent.ReasoningSigned(new Content.Signature(kind, token.toString(), origin)));
      }
    }
  }

  /** A tool call. */
  final class Call implements OpenBlock {
    private final int number;
    private boolean hasPieces;

    Call(int number) {
      this.number = number;
    }

    @Override
    public void delta(Fields delta, List<StreamEvent> out) {
      if (!delta.has("toolUse")) {
        keep(delta, out);
        return;
      }
      String piece = delta.object("toolUse").optionalText("input").orElse("");
      if (!piece.isEmpty()) {
        hasPieces = true;
        out.add(new StreamEvent.ToolCallDelta(number, piece));
      }
    }

    @Override
    public void close(List<StreamEvent> out) {
      if (!hasPieces) {
        out.add(new StreamEvent.ToolCallDelta(number, "{}"));
      }
      out.add(new StreamEvent.ToolCallEnded(number));
    }
  }

  /** A picture. */
  final class Picture implements OpenBlock {
    private final String format;
    private final StringBuilder base64 = new StringBuilder();

    Picture(String format) {
      this.format = format;
    }

    @Override
    public void delta(Fields delta, List<StreamEvent> out) {
      if (delta.has("image")) {
        delta
            .object("image")
            .optionalObject("source")
            .flatMap(source -> source.optionalText("bytes"))
            .ifPresent(base64::append);
      } else {
        keep(delta, out);
      }
    }

    @Override
    public void close(List<StreamEvent> out) {
      if (!base64.isEmpty()) {
        out.add(
            new StreamEvent.Part(
                new Content.Image(
                    new MediaSource.Inline("image/" + format, base64.toString()), null)));
      }
    }
  }

  /** A block of Bedrock's own tools or of an unknown kind, handed on with its pieces. */
  final class Foreign implements OpenBlock {
    private final ObjectNode start;
    private final ArrayNode pieces;

    Foreign(Fields start) {
      this.start = start.node();
      this.pieces = this.start.putArray("pieces");
    }

    @Override
    public void delta(Fields delta, List<StreamEvent> out) {
      pieces.add(delta.node());
    }

    @Override
    public void close(List<StreamEvent> out) {
      out.add(new StreamEvent.Part(AnswerReader.opaque(start)));
    }
  }
}
