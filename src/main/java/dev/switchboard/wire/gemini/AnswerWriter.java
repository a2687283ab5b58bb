package dev.switchboard.wire.gemini;

import dev.switchboard.ir.ChatResponse;
import dev.switchboard.ir.Content;
import dev.switchboard.ir.Note;
import dev.switchboard.json.Json;
import dev.switchboard.wire.AnswerHead;
import dev.switchboard.wire.WireBody;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** Writes one whole {@code GenerateContentResponse}; one instance per answer. */
final class AnswerWriter {
  private final AnswerHead head;
  private final AnswerParts answer;
  private final List<ObjectNode> parts = new ArrayList<>();
  private final ObjectNode candidate = Json.object();
  private final List<Note> notes = new ArrayList<>();

  AnswerWriter(AnswerHead head, boolean showsThoughts) {
    this.head = head;
    this.answer = new AnswerParts(showsThoughts);
  }

  WireBody write(ChatResponse response) {
    response.content().forEach(this::add);
    answer.rest().ifPresent(parts::add);
    ObjectNode written =
        AnswerEnvelope.of(head, response.id(), response.reportedModel())
            .writeLast(parts, candidate, response.stopReason(), response.usage());
    return new WireBody(Json.write(written), notes);
  }

  private void add(Content part) {
    switch (part) {
      case Content.Text text -> {
        if (!text.text().isEmpty()) {
          parts.add(AnswerParts.text(text.text()));
        }
      }
      case Content.Refusal refusal -> parts.add(AnswerParts.text(refusal.text()));
      case Content.Reasoning reasoning -> {
        answer.thought(reasoning.text()).ifPresent(parts::add);
        if (reasoning.signature() != null) {
          answer.signed(reasoning.text(), reasoning.signature()).ifPresent(parts::add);
        }
      }
      case Content.ToolCall call ->
          parts.add(answer.call(call.id(), call.name(), call.arguments(), call.signature()));
      case Content.Image _,
          Content.Audio _,
          Content.Video _,
          Content.Document _,
          Content.Opaque _,
          Content.ToolResult _,
          Content.CachePoint _ ->
          AnswerParts.write(part, parts, candidate).ifPresent(notes::add);
    }
  }
}
