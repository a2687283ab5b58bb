package dev.switchboard.wire.gemini;

import dev.switchboard.ir.Content;
import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.MediaSource;
import dev.switchboard.ir.Note;
import dev.switchboard.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes what an answer holds as {@code parts} of a candidate.
 *
 * <p>A signature of this dialect stands on a part. One of another vendor waits for the next call,
 * or the end, and goes on that part within a {@link ReasoningToken}: on calls every client keeps
 * it.
 *
 * <p>Not safe for use by several threads.
 */
final class AnswerParts {
  private final boolean showsThoughts;
  private final List<Content.Reasoning> waiting = new ArrayList<>();

  /**
   * @param showsThoughts whether readable thoughts are part of the answer
   */
  AnswerParts(boolean showsThoughts) {
    this.showsThoughts = showsThoughts;
  }

  static ObjectNode text(String text) {
    return Json.object().put("text", text);
  }

  /** A readable thought; empty if none is wanted, or there is none. */
  Optional<ObjectNode> thought(String text) {
    return showsThoughts && !text.isEmpty()
        ? Optional.of(text(text).put("thought", true))
        : Optional.empty();
  }

  /**
   * What stands for a signature that closes a thought, or stands alone.
   *
   * @param text the thought
   * @return a part of its own; empty where the signature goes on a later part
   */
  Optional<ObjectNode> signed(String text, Content.Signature signature) {
    if (signature.origin().dialect() != Dialect.GEMINI_GENERATE) {
      waiting.add(new Content.Reasoning(text, signature));
      return Optional.empty();
    }
    ObjectNode part = text("");
    if (!text.isEmpty()) {
      part.put("thought", true);
    }
    return Optional.of(part.put("thoughtSignature", signature.value()));
  }

  /** A whole call. */
  ObjectNode call(String id, String name, String arguments, Content.@Nullable Signature signature) {
    ObjectNode part = Json.object();
    ObjectNode call = part.putObject("functionCall").put("id", id).put("name", name);
    call.set("args", arguments(arguments));
    if (signature != null && signature.origin().dialect() == Dialect.GEMINI_GENERATE) {
      part.put("thoughtSignature", signature.value());
    } else if (!waiting.isEmpty()) {
      part.put("thoughtSignature", token());
    }
    return part;
  }

  /** The dialect has no place for arguments that are no object: they are kept under a key. */
  private static JsonNode arguments(String arguments) {
    if (arguments.isBlank()) {
      return Json.object();
    }
    return PartWriter.objectOf(arguments)
        .orElseGet(() -> Json.object().put("raw_arguments", arguments));
  }

  /** What closes the answer: signatures that no part has taken, on a part that says nothing. */
  Optional<ObjectNode> rest() {
    return waiting.isEmpty()
        ? Optional.empty()
        : Optional.of(text("").put("thoughtSignature", token()));
  }

  private String token() {
    String token = ReasoningToken.write(waiting);
    waiting.clear();
    return token;
  }

  /**
   * Writes a part that came whole.
   *
   * @param parts takes it
   * @param candidate takes what stands beside the parts
   * @return a note if the dialect cannot carry it
   */
  static Optional<Note> write(Content part, List<ObjectNode> parts, ObjectNode candidate) {
    Optional<ObjectNode> written =
        switch (part) {
          case Content.Image image -> media(image.source());
          case Content.Audio audio -> media(audio.source());
          case Content.Video video -> media(video.source());
          case Content.Document document -> media(document.source());
          case Content.Opaque opaque -> opaque(opaque);
          case Content.Text _,
              Content.Refusal _,
              Content.Reasoning _,
              Content.ToolCall _,
              Content.ToolResult _,
              Content.CachePoint _ ->
              Optional.empty();
        };
    if (written.isEmpty()) {
      return Optional.of(
          new Note(
              Note.Kind.OMITTED,
              "candidates[0].content",
              "a part of the answer ("
                  + part.getClass().getSimpleName()
                  + ") has no place in this dialect"));
    }
    if (AnswerMetadata.isAnswerOnly(written.get())) {
      candidate.setAll(written.get());
    } else {
      parts.add(written.get());
    }
    return Optional.empty();
  }

  private static Optional<ObjectNode> media(MediaSource source) {
    return switch (source) {
      case MediaSource.Inline inline -> Optional.of(MediaWriter.inline(inline));
      case MediaSource.Url url -> Optional.of(MediaWriter.file(url.url()));
      case MediaSource.FileId id when id.dialect() == Dialect.GEMINI_GENERATE ->
          Optional.of(MediaWriter.file(id.id()));
      case MediaSource.FileId _ -> Optional.empty();
    };
  }

  private static Optional<ObjectNode> opaque(Content.Opaque opaque) {
    return opaque.dialect() == Dialect.GEMINI_GENERATE
        ? PartWriter.objectOf(opaque.json()).filter(part -> !part.isEmpty())
        : Optional.empty();
  }
}
