package dev.switchboard.trace;

import dev.switchboard.ir.Content;
import dev.switchboard.ir.EmbeddingRequest;
import dev.switchboard.ir.EmbeddingResponse;
import dev.switchboard.ir.ImageRequest;
import dev.switchboard.ir.ImageResponse;
import dev.switchboard.ir.MediaSource;
import dev.switchboard.ir.ModerationRequest;
import dev.switchboard.ir.ModerationResponse;
import dev.switchboard.ir.SpeechRequest;
import dev.switchboard.ir.SpeechResponse;
import dev.switchboard.ir.TranscriptionRequest;
import dev.switchboard.ir.TranscriptionResponse;
import dev.switchboard.ir.WorkRequest;
import dev.switchboard.ir.WorkResponse;
import dev.switchboard.json.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Work that is no conversation as JSON for the record: texts as they are, vectors and media as what
 * they are and how large, since their bytes are of no use to whoever reads a trace.
 */
public final class WorkJson {
  private WorkJson() {}

  /** What was asked, as JSON. */
  public static Utf8Text input(WorkRequest request) {
    ObjectNode node = Json.object();
    node.put("model", request.model());
    switch (request) {
      case EmbeddingRequest embedding -> embedding(embedding, node);
      case ImageRequest image -> image(image, node);
      case SpeechRequest speech -> {
        node.put("input", speech.text());
        put(node, "voice", speech.voice());
        put(node, "response_format", speech.format());
        put(node, "instructions", speech.instructions());
      }
      case TranscriptionRequest transcription -> {
        node.putObject("file")
            .put("name", transcription.fileName())
            .put("mime_type", transcription.audio().mimeType())
            .put("bytes", transcription.audio().size());
        put(node, "language", transcription.language());
        put(node, "prompt", transcription.prompt());
      }
      case ModerationRequest moderation -> {
        ArrayNode items = node.putArray("input");
        for (List<Content> item : moderation.items()) {
          items.add(Json.parse(ContentJson.text(item)));
        }
      }
    }
    return Utf8Text.json(node);
  }

  private static void embedding(EmbeddingRequest request, ObjectNode node) {
    ArrayNode inputs = node.putArray("input");
    for (EmbeddingRequest.Input input : request.inputs()) {
      switch (input) {
        case EmbeddingRequest.Text text -> inputs.add(text.text());
        case EmbeddingRequest.Tokens tokens -> tokens.ids().forEach(inputs.addArray()::add);
      }
    }
    if (request.dimensions() != null) {
      node.put("dimensions", request.dimensions());
    }
  }

  private static void image(ImageRequest request, ObjectNode node) {
    node.put("prompt", request.prompt());
    node.put("n", request.count());
    look(request.look(), node);
    if (!request.images().isEmpty()) {
      ArrayNode images = node.putArray("images");
      request.images().forEach(source -> images.add(media(source)));
    }
    MediaSource mask = request.mask();
    if (mask != null) {
      node.set("mask", media(mask));
    }
  }

  /** What was answered, as JSON. */
  public static Utf8Text output(WorkResponse response) {
    ObjectNode node = Json.object();
    switch (response) {
      case EmbeddingResponse embedding ->
          node.put("embeddings", embedding.vectors().size())
              .put(
                  "dimensions",
                  embedding.vectors().isEmpty() ? 0 : embedding.vectors().getFirst().dimensions());
      case ImageResponse image -> {
        ArrayNode images = node.putArray("images");
        image.images().forEach(picture -> images.add(media(picture.source())));
        look(image.look(), node);
      }
      case SpeechResponse speech ->
          node.putObject("audio")
              .put("mime_type", speech.audio().mimeType())
              .put("bytes", speech.audio().size());
      case TranscriptionResponse transcription -> {
        node.put("text", transcription.text());
        put(node, "language", transcription.language());
      }
      case ModerationResponse moderation -> {
        ArrayNode flagged = node.putArray("flagged");
        moderation.verdicts().forEach(verdict -> flagged.add(verdict.flagged()));
      }
    }
    return Utf8Text.json(node);
  }

  private static void look(ImageRequest.Look look, ObjectNode node) {
    ImageRequest.Size size = look.size();
    put(node, "size", size == null ? null : size.toString());
    put(node, "quality", look.quality());
    put(node, "background", look.background());
    put(node, "output_format", look.format());
  }

  private static ObjectNode media(MediaSource source) {
    ObjectNode node = Json.object();
    switch (source) {
      case MediaSource.Inline inline ->
          node.put("mime_type", inline.mimeType()).put("bytes", inline.base64().length() * 3L / 4);
      case MediaSource.Url url -> node.put("url", url.url());
      case MediaSource.FileId file -> node.put("file_id", file.id());
    }
    return node;
  }

  private static void put(ObjectNode node, String name, @Nullable String value) {
    if (value != null) {
      node.put(name, value);
    }
  }
}
