package dev.switchboard.wire.gemini;

import dev.switchboard.ir.Content;
import dev.switchboard.ir.MediaSource;
import dev.switchboard.json.Json;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes what tools answered as {@code functionResponse} parts.
 *
 * <p>A response is an object. A result that is the text of one goes as it is; other text goes under
 * {@code output}, that of a failed call under {@code error}: the two keys to which the API gives a
 * meaning. Pictures, PDFs and plain text files stand within the response from generation 3 on;
 * anything else stands beside it.
 *
 * @see <a href="https://ai.google.dev/gemini-api/docs/function-calling">source</a>
 */
final class ToolResults {
  private final Translation translation;
  private final PartWriter writer;

  ToolResults(Translation translation, PartWriter writer) {
    this.translation = translation;
    this.writer = writer;
  }

  /**
   * One result as a part.
   *
   * @param name the called function's name
   * @param beside takes the media that must follow all results of the turn
   */
  ObjectNode write(Content.ToolResult result, String name, List<ObjectNode> beside) {
    StringJoiner text = new StringJoiner("\n");
    ArrayNode within = Json.array();
    for (Content content : result.content()) {
      switch (content) {
        case Content.Text said -> text.add(said.text());
        case Content.Refusal refusal -> text.add(refusal.text());
        case Content.CachePoint _ -> writer.cachePoint();
        case Content.Reasoning _ ->
            translation.omitted("reasoning", "thoughts within a tool result stay out");
        case Content.Image image -> media(image, image.source(), within, beside);
        case Content.Document document -> media(document, document.source(), within, beside);
        case Content.Audio audio -> media(audio, audio.source(), within, beside);
        case Content.Video video -> media(video, video.source(), within, beside);
        case Content.Opaque opaque -> writer.opaque(opaque).ifPresent(beside::add);
        case Content.ToolCall _, Content.ToolResult _ ->
            throw translation.unsupported("messages", "a tool's call or result within a result");
      }
    }
    ObjectNode part = Json.object();
    ObjectNode response = part.putObject("functionResponse");
    response.put("id", result.toolCallId()).put("name", name);
    response.set("response", response(text.toString(), result.error()));
    if (!within.isEmpty()) {
      response.set("parts", within);
    }
    return part;
  }

  private static ObjectNode response(String text, boolean error) {
    Optional<ObjectNode> object = PartWriter.objectOf(text);
    if (!error) {
      return object.orElseGet(() -> Json.object().put("output", text));
    }
    ObjectNode wrapped = Json.object();
    object.ifPresentOrElse(o -> wrapped.set("error", o), () -> wrapped.put("error", text));
    return wrapped;
  }

  private void media(
      Content content, MediaSource source, ArrayNode within, List<ObjectNode> beside) {
    if (translation.model().takesMediaInResults()
        && source instanceof MediaSource.Inline inline
        && mayStandWithin(inline.mimeType())) {
      within.add(MediaWriter.inline(inline));
      return;
    }
    translation.approximated(
        "messages", "media of a tool result follow it as parts of the same turn");
    writer.write(content, beside);
  }

  private static boolean mayStandWithin(String mimeType) {
    return switch (mimeType) {
      case "image/png", "image/jpeg", "image/webp", "application/pdf", "text/plain" -> true;
      default -> false;
    };
  }
}
