package dev.switchboard.wire.gemini;

import dev.switchboard.ir.Blob;
import dev.switchboard.ir.ChatResponse;
import dev.switchboard.ir.Content;
import dev.switchboard.ir.ImageRequest;
import dev.switchboard.ir.ImageRequest.Look;
import dev.switchboard.ir.ImageResponse;
import dev.switchboard.ir.MediaSource;
import dev.switchboard.ir.Note;
import dev.switchboard.ir.Usage;
import dev.switchboard.json.Json;
import dev.switchboard.wire.WorkCall;
import dev.switchboard.wire.WorkPayload;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Pictures: Gemini's models draw within a turn, one picture each; Imagen's do nothing else.
 *
 * @see <a href="https://ai.google.dev/gemini-api/docs/image-generation">Gemini</a>
 * @see <a href="https://ai.google.dev/gemini-api/docs/imagen">Imagen</a>
 */
final class GeminiImages {
  private static final int MOST_OF_IMAGEN = 4;
  private static final List<String> RATIOS =
      List.of("1:1", "2:3", "3:2", "3:4", "4:3", "4:5", "5:4", "9:16", "16:9", "21:9");
  private static final List<String> RATIOS_OF_IMAGEN = List.of("1:1", "3:4", "4:3", "9:16", "16:9");

  private final WorkAnswers answers;

  GeminiImages(String provider) {
    this.answers = new WorkAnswers(provider);
  }

  List<WorkCall> encode(ImageRequest request, String upstreamModel) {
    Look look = request.look();
    if (request.mask() != null) {
      throw answers.unsupported("mask", "a picture", "none");
    }
    if ("transparent".equals(look.background())) {
      throw answers.unsupported("background", "transparent", "opaque");
    }
    List<Note> notes = new ArrayList<>();
    if (look.size() != null) {
      notes.add(
          new Note(
              Note.Kind.APPROXIMATED,
              "size",
              "the provider takes the shape of " + look.size() + ", not its pixels"));
    }
    omit(look.quality(), "quality", notes);
    omit(request.endUser(), "user", notes);
    if (request.byUrl()) {
      notes.add(
          new Note(
              Note.Kind.APPROXIMATED,
              "response_format",
              "the provider gives bytes in place of addresses"));
    }
    WorkAnswers.addForeign(request, Set.of(), notes);
    return upstreamModel.contains("imagen")
        ? imagen(request, upstreamModel, notes)
        : gemini(request, upstreamModel, notes);
  }

  private static void omit(@Nullable String value, String field, List<Note> notes) {
    if (value != null) {
      notes.add(new Note(Note.Kind.OMITTED, field, "the provider has no such field"));
    }
  }

  private List<WorkCall> gemini(ImageRequest request, String model, List<Note> notes) {
    Look look = request.look();
    if (look.format() != null && !look.format().equals("png")) {
      throw answers.unsupported("output_format", look.format(), "png");
    }
    ObjectNode body = Json.object();
    ArrayNode parts = body.putArray("contents").addObject().put("role", "user").putArray("parts");
    for (MediaSource image : request.images()) {
      if (!(image instanceof MediaSource.Inline inline)) {
        throw answers.unsupported("images", "a file stored elsewhere", "bytes or an address");
      }
      parts
          .addObject()
          .putObject("inlineData")
          .put("mimeType", inline.mimeType())
          .put("data", inline.base64());
    }
    parts.addObject().put("text", request.prompt());
    ObjectNode config = body.putObject("generationConfig");
    config.putArray("responseModalities").add("TEXT").add("IMAGE");
    if (look.size() != null) {
      config.putObject("imageConfig").put("aspectRatio", ratio(look.size(), RATIOS));
    }
    WorkCall call = call(GeminiPaths.generate(model, false), body, notes);
    return Collections.nCopies(request.count(), call);
  }

  private List<WorkCall> imagen(ImageRequest request, String model, List<Note> notes) {
    if (!request.images().isEmpty()) {
      throw answers.unsupported("image", "a picture to be changed", "a prompt alone with Imagen");
    }
    Look look = request.look();
    if ("webp".equals(look.format())) {
      throw answers.unsupported("output_format", "webp", "png or jpeg");
    }
    List<WorkCall> calls = new ArrayList<>();
    for (int left = request.count(); left > 0; left -= MOST_OF_IMAGEN) {
      ObjectNode body = Json.object();
      body.putArray("instances").addObject().put("prompt", request.prompt());
      ObjectNode parameters = body.putObject("parameters");
      parameters.put("sampleCount", Math.min(left, MOST_OF_IMAGEN));
      if (look.size() != null) {
        parameters.put("aspectRatio", ratio(look.size(), RATIOS_OF_IMAGEN));
      }
      if (look.format() != null) {
        parameters.putObject("outputOptions").put("mimeType", "image/" + look.format());
      }
      calls.add(call(GeminiPaths.resource(model) + ":predict", body, notes));
    }
    return calls;
  }

  private static WorkCall call(String path, ObjectNode body, List<Note> notes) {
    return new WorkCall(
        path,
        new WorkPayload.Whole(new Blob("application/json", Json.write(body))),
        WorkCall.Framing.WHOLE,
        notes);
  }

  /** The shape of a size; another shape than asked for is another picture. */
  private String ratio(ImageRequest.Size size, List<String> known) {
    for (String ratio : known) {
      int colon = ratio.indexOf(':');
      long width = Long.parseLong(ratio.substring(0, colon));
      long height = Long.parseLong(ratio.substring(colon + 1));
      if (size.width() * height == size.height() * width) {
        return ratio;
      }
    }
    throw answers.unsupported(
        "size", size.toString(), "a size of the shape " + String.join(", ", known));
  }

  ImageResponse decode(ImageRequest request, byte[] body) {
    JsonNode document = answers.object(body);
    return document.has("predictions") || document.has("generatedImages")
        ? predicted(request, document)
        : drawn(request, body);
  }

  private ImageResponse predicted(ImageRequest request, JsonNode answer) {
    List<ImageResponse.Picture> pictures = new ArrayList<>();
    String filtered = "";
    for (JsonNode prediction : answer.path("predictions")) {
      String base64 = prediction.path("bytesBase64Encoded").asString("");
      if (base64.isEmpty()) {
        filtered = prediction.path("raiFilteredReason").asString("none given");
        continue;
      }
      pictures.add(
          new ImageResponse.Picture(
              new MediaSource.Inline(prediction.path("mimeType").asString("image/png"), base64),
              null));
    }
    if (pictures.isEmpty()) {
      throw answers.filtered(filtered.isEmpty() ? "no picture" : filtered);
    }
    return response("", pictures, request.look(), Usage.UNKNOWN);
  }

  private ImageResponse drawn(ImageRequest request, byte[] body) {
    ChatResponse turn = answers.turn(body);
    List<ImageResponse.Picture> pictures = new ArrayList<>();
    for (Content part : turn.content()) {
      if (part instanceof Content.Image image) {
        pictures.add(new ImageResponse.Picture(image.source(), null));
      }
    }
    if (pictures.isEmpty()) {
      throw answers.unreadable("no picture in an answer that ended with " + turn.rawStopReason());
    }
    return response(turn.reportedModel(), pictures, request.look(), turn.usage());
  }

  private static ImageResponse response(
      String model, List<ImageResponse.Picture> pictures, Look asked, Usage usage) {
    String type =
        pictures.getFirst().source() instanceof MediaSource.Inline inline
            ? inline.mimeType()
            : "image/png";
    String format = type.substring(type.indexOf('/') + 1);
    return new ImageResponse(
        model, pictures, new Look(null, null, asked.background(), format, null), usage);
  }
}
