package dev.switchboard.wire.openai;

import static dev.switchboard.wire.openai.OpenAiFlag.CACHE_CONTROL;
import static dev.switchboard.wire.openai.OpenAiFlag.ECHO_REASONING;
import static dev.switchboard.wire.openai.OpenAiFlag.ECHO_REASONING_CONTENT;
import static dev.switchboard.wire.openai.OpenAiFlag.ECHO_REASONING_DETAILS;
import static dev.switchboard.wire.openai.OpenAiFlag.FILE_IDS;
import static dev.switchboard.wire.openai.OpenAiFlag.NINE_CHARACTER_IDS;
import static dev.switchboard.wire.openai.OpenAiFlag.THOUGHT_SIGNATURES;

import dev.switchboard.ir.Content;
import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.MediaSource;
import dev.switchboard.json.Json;
import dev.switchboard.wire.ForeignPart;
import dev.switchboard.wire.Remarks;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes one assistant message of a history for a vendor.
 *
 * <p>Thoughts go back only where the vendor wants them, and never as visible text.
 */
final class AssistantWriter {
  private static final String FOREIGN = "the model cannot use another one's reasoning tokens";

  private final OpenAiFlags flags;
  private final String upstreamModel;
  private final Remarks notes;

  AssistantWriter(OpenAiFlags flags, String upstreamModel, Remarks notes) {
    this.upstreamModel = upstreamModel;
    this.flags = flags;
    this.notes = notes;
  }

  ObjectNode write(List<Content> content) {
    ObjectNode message = Json.object().put("role", "assistant").putNull("content");
    ArrayNode marked = Json.array();
    StringBuilder text = new StringBuilder();
    StringBuilder thought = new StringBuilder();
    for (Content part : content) {
      switch (part) {
        case Content.Text t -> text.append(t.text());
        case Content.Refusal refusal -> message.put("refusal", refusal.text());
        case Content.Reasoning reasoning -> {
          thought.append(reasoning.text());
          addDetail(message, reasoning);
        }
        case Content.ToolCall call -> message.withArray("tool_calls").add(call(call));
        case Content.Opaque opaque -> addOpaque(message, opaque);
        case Content.Audio audio -> addAudio(message, audio);
        case Content.CachePoint point -> mark(marked, text, point);
        case Content.Image _, Content.Video _, Content.Document _, Content.ToolResult _ ->
            throw OpenAiFields.unsupported(
                "messages", "a " + part.getClass().getSimpleName() + " in an assistant message");
      }
    }
    setContent(message, marked, text.toString());
    echo(message, thought.toString());
    return message;
  }

  private static void setContent(ObjectNode message, ArrayNode marked, String text) {
    if (!marked.isEmpty()) {
      if (!text.isEmpty()) {
        marked.add(PartWriter.text(text));
      }
      message.set("content", marked);
    } else if (!text.isEmpty() || message.size() == 2) {
      message.put("content", text);
    }
  }

  /** A mark needs a part to stand on, so that the text before it becomes one. */
  private void mark(ArrayNode marked, StringBuilder text, Content.CachePoint point) {
    if (!flags.has(CACHE_CONTROL) || text.isEmpty()) {
      PartWriter.noteCachePoint(notes);
      return;
    }
    ObjectNode part = PartWriter.text(text.toString());
    part.set("cache_control", PartWriter.cacheControl(point));
    marked.add(part);
    text.setLength(0);
  }

  private ObjectNode call(Content.ToolCall call) {
    ObjectNode node = AnswerParts.call(call);
    if (flags.has(NINE_CHARACTER_IDS)) {
      node.put("id", NineCharacterIds.of(call.id()));
    }
    if (call.signature() != null && !flags.has(THOUGHT_SIGNATURES)) {
      node.remove("extra_content");
      notes.omitted("reasoning", FOREIGN);
    }
    return node;
  }

  private void addOpaque(ObjectNode message, Content.Opaque opaque) {
    if (opaque.dialect() != Dialect.OPENAI_CHAT) {
      throw OpenAiFields.unsupported("messages", ForeignPart.named(opaque));
    }
    JsonNode part = OpenAiFields.parse("messages", opaque.json());
    if (!Opaques.isField(part)) {
      message.withArray("tool_calls").add(part);
    }
  }

  private void addAudio(ObjectNode message, Content.Audio audio) {
    if (audio.source() instanceof MediaSource.FileId id
        && id.dialect() == Dialect.OPENAI_CHAT
        && flags.has(FILE_IDS)) {
      message.putObject("audio").put("id", id.id());
    } else {
      throw OpenAiFields.unsupported("messages", "a sound in an assistant message");
    }
  }

  private void addDetail(ObjectNode message, Content.Reasoning reasoning) {
    if (flags.has(ECHO_REASONING_DETAILS) && isOfFamily(reasoning.signature())) {
      int index = message.withArray("reasoning_details").size();
      message
          .withArray("reasoning_details")
          .add(ReasoningSlots.writeDetail(reasoning.text(), reasoning.signature(), index));
    } else if (reasoning.signature() != null) {
      notes.omitted("reasoning", FOREIGN);
    }
  }

  /** A token is of use to models of the family that made it only, whoever serves them. */
  private boolean isOfFamily(Content.@Nullable Signature signature) {
    if (signature == null) {
      return true;
    }
    return switch (signature.origin().dialect()) {
      case ANTHROPIC_MESSAGES -> upstreamModel.contains("claude");
      case GEMINI_GENERATE -> upstreamModel.contains("gemini");
      case OPENAI_CHAT, OPENAI_RESPONSES ->
          !upstreamModel.contains("claude") && !upstreamModel.contains("gemini");
      case BEDROCK_CONVERSE,
          COHERE_CHAT,
          OLLAMA_CHAT,
          NATIVE,
          OPENAI_MEDIA,
          ELEVENLABS,
          DEEPGRAM,
          OPENAI_REALTIME,
          GEMINI_LIVE,
          GEMINI_INTERACTIONS ->
          false;
    };
  }

  private void echo(ObjectNode message, String thought) {
    if (flags.has(ECHO_REASONING_CONTENT)) {
      // A turn with calls must have the field, be it empty; one without must not.
      if (message.has("tool_calls")) {
        message.put("reasoning_content", thought);
      }
    } else if (flags.has(ECHO_REASONING) && !thought.isEmpty()) {
      message.put("reasoning", thought);
    } else if (!thought.isEmpty() && !message.has("reasoning_details")) {
      notes.omitted("reasoning", "thoughts of earlier turns are not sent back to this provider");
    }
  }
}
