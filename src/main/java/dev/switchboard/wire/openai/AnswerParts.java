package dev.switchboard.wire.openai;

import dev.switchboard.ir.Content;
import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.MediaSource;
import dev.switchboard.ir.Note;
import dev.switchboard.json.Json;
import dev.switchboard.wire.AnswerHead;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes the parts of an answer that are not plain text into a message or a delta.
 *
 * <p>Pictures go to {@code images} as OpenRouter and LiteLLM do, because the dialect has no place
 * of its own.
 */
final class AnswerParts {
  private final AnswerHead head;

  AnswerParts(AnswerHead head) {
    this.head = head;
  }

  /**
   * Writes a part that came whole.
   *
   * @param message the message or delta written to
   * @param choice the choice around it
   * @return a note if the dialect cannot carry it
   */
  Optional<Note> write(Content part, ObjectNode message, ObjectNode choice) {
    return switch (part) {
      case Content.Image image -> writeImage(image, message);
      case Content.Audio audio -> writeAudio(audio, message);
      case Content.Opaque opaque -> writeOpaque(opaque, message, choice);
      case Content.Text _,
          Content.Refusal _,
          Content.Reasoning _,
          Content.ToolCall _,
          Content.ToolResult _,
          Content.CachePoint _,
          Content.Video _,
          Content.Document _ ->
          omitted(part);
    };
  }

  private static Optional<Note> writeImage(Content.Image image, ObjectNode message) {
    String url =
        switch (image.source()) {
          case MediaSource.Inline inline -> DataUrl.write(inline);
          case MediaSource.Url address -> address.url();
          case MediaSource.FileId _ -> "";
        };
    if (url.isEmpty()) {
      return omitted(image);
    }
    ObjectNode node = message.withArray("images").addObject();
    node.put("type", "image_url").putObject("image_url").put("url", url);
    return Optional.empty();
  }

  /** The sound cannot be referred to later, so that it is born expired. */
  private Optional<Note> writeAudio(Content.Audio audio, ObjectNode message) {
    if (!(audio.source() instanceof MediaSource.Inline inline)) {
      return omitted(audio);
    }
    message
        .putObject("audio")
        .put("id", "audio_" + head.id())
        .put("data", inline.base64())
        .put("expires_at", head.createdSeconds())
        .put("transcript", "");
    return Optional.empty();
  }

  private static Optional<Note> writeOpaque(
      Content.Opaque opaque, ObjectNode message, ObjectNode choice) {
    if (opaque.dialect() != Dialect.OPENAI_CHAT) {
      return omitted(opaque);
    }
    JsonNode part = Json.parse(opaque.json());
    String type = part.path("type").asString("");
    if (!Opaques.isField(part)) {
      message.withArray("tool_calls").add(part);
    } else if (type.equals(Opaques.LOGPROBS)) {
      choice.set(type, part.get(type));
    } else {
      message.withArray(type).addAll(part.withArray(type));
    }
    return Optional.empty();
  }

  /** A function call as it stands in {@code tool_calls}; empty arguments become an object. */
  static ObjectNode call(Content.ToolCall call) {
    ObjectNode node = Json.object();
    node.put("id", call.id()).put("type", "function");
    node.putObject("function").put("name", call.name()).put("arguments", arguments(call));
    sign(node, call.signature());
    return node;
  }

  /** Clients parse this text, so it is never empty. */
  static String arguments(Content.ToolCall call) {
    return call.arguments().isBlank() ? "{}" : call.arguments();
  }

  /** Google's place for the token that a call of Gemini must be sent back with. */
  static void sign(ObjectNode call, Content.@Nullable Signature signature) {
    if (signature != null && signature.origin().dialect() == Dialect.GEMINI_GENERATE) {
      call.putObject("extra_content")
          .putObject("google")
          .put("thought_signature", signature.value());
    }
  }

  private static Optional<Note> omitted(Content part) {
    return Optional.of(
        new Note(
            Note.Kind.OMITTED,
            "choices[0].message",
            "a part of the answer ("
                + part.getClass().getSimpleName()
                + ") has no place in this dialect"));
  }
}
