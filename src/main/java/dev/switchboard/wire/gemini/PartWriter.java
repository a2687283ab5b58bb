package dev.switchboard.wire.gemini;

import dev.switchboard.ir.Content;
import dev.switchboard.ir.Dialect;
import dev.switchboard.json.InvalidJsonException;
import dev.switchboard.json.Json;
import dev.switchboard.wire.Declined;
import dev.switchboard.wire.ForeignPart;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Writes what was said as {@code parts}; tool results are {@link ToolResults}'. */
final class PartWriter {
  private final Translation translation;
  private final MediaWriter media;

  PartWriter(Translation translation) {
    this.translation = translation;
    this.media = new MediaWriter(translation);
  }

  MediaWriter media() {
    return media;
  }

  /**
   * Appends a part.
   *
   * @param parts of the same turn so far; nothing is appended for what has no slot
   */
  void write(Content content, List<ObjectNode> parts) {
    switch (content) {
      case Content.Text text -> text(text.text(), parts);
      case Content.Image image -> parts.add(media.image(image));
      case Content.Audio audio -> parts.add(media.part(audio, audio.source(), "audio"));
      case Content.Video video -> parts.add(media.part(video, video.source(), "video"));
      case Content.Document document -> parts.add(media.document(document));
      case Content.ToolCall call -> parts.add(call(call));
      case Content.Reasoning reasoning -> reasoning(reasoning, parts);
      case Content.Refusal refusal -> {
        translation.approximated("refusal", "a refusal in the history is sent as ordinary text");
        text(refusal.text(), parts);
      }
      case Content.CachePoint _ -> cachePoint();
      case Content.Opaque opaque -> opaque(opaque).ifPresent(parts::add);
      case Content.ToolResult _ ->
          throw translation.unsupported("messages", "a tool result within another part");
    }
  }

  void cachePoint() {
    translation.omitted("cache_control", "the provider caches prompts by itself");
  }

  /** A part of the own dialect; empty for what stands beside parts in an answer only. */
  Optional<ObjectNode> opaque(Content.Opaque opaque) {
    if (opaque.dialect() != Dialect.GEMINI_GENERATE) {
      throw translation.unsupported("messages", ForeignPart.named(opaque));
    }
    ObjectNode part =
        objectOf(opaque.json())
            .orElseThrow(() -> Declined.invalid("/contents", "a part that is no JSON object"));
    return AnswerMetadata.isAnswerOnly(part) ? Optional.empty() : Optional.of(part);
  }

  /** The text as an object, if it is one. */
  static Optional<ObjectNode> objectOf(String json) {
    try {
      return Json.parse(json) instanceof ObjectNode object ? Optional.of(object) : Optional.empty();
    } catch (InvalidJsonException e) {
      return Optional.empty();
    }
  }

  /** An empty text says nothing, and some models refuse it. */
  private static void text(String text, List<ObjectNode> parts) {
    if (!text.isEmpty()) {
      parts.add(Json.object().put("text", text));
    }
  }

  private ObjectNode call(Content.ToolCall call) {
    ObjectNode part = Json.object();
    ObjectNode function = part.putObject("functionCall");
    function.put("id", call.id()).put("name", call.name());
    function.set("args", arguments(call.arguments()));
    Content.Signature signature = call.signature();
    if (signature != null && translation.owns(signature)) {
      part.put("thoughtSignature", signature.value());
    } else if (signature != null) {
      foreignReasoning();
    }
    return part;
  }

  /** The dialect has no slot for arguments that are not an object: they are kept under a key. */
  private JsonNode arguments(String arguments) {
    if (arguments.isBlank()) {
      return Json.object();
    }
    Optional<ObjectNode> object = objectOf(arguments);
    if (object.isPresent()) {
      return object.get();
    }
    translation.approximated(
        "arguments", "arguments that are no JSON object are sent as a text under raw_arguments");
    return Json.object().put("raw_arguments", arguments);
  }

  /**
   * A signature goes back to the part it came on. Only for pictures and sounds is that checked; for
   * text, one part of its own is what a stream brings.
   */
  private void reasoning(Content.Reasoning reasoning, List<ObjectNode> parts) {
    Content.Signature signature = reasoning.signature();
    if (signature == null || !translation.owns(signature)) {
      foreignReasoning();
      return;
    }
    ObjectNode last = parts.isEmpty() ? null : parts.getLast();
    if (reasoning.text().isEmpty()
        && last != null
        && last.has("inlineData")
        && !last.has("thoughtSignature")) {
      last.put("thoughtSignature", signature.value());
      return;
    }
    ObjectNode part = Json.object().put("text", reasoning.text());
    if (!reasoning.text().isEmpty()) {
      part.put("thought", true);
    }
    parts.add(part.put("thoughtSignature", signature.value()));
  }

  private void foreignReasoning() {
    translation.omitted(
        "reasoning", "thoughts without a signature of this provider and model family stay out");
  }
}
