package dev.switchboard.wire.openai.media;

import dev.switchboard.ir.ImageRequest;
import dev.switchboard.ir.ImageResponse;
import dev.switchboard.ir.MediaSource;
import dev.switchboard.ir.Usage;
import dev.switchboard.json.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Answers of the image routes, read and written. */
public final class ImageAnswers {
  private ImageAnswers() {}

  /**
   * Reads a vendor's answer.
   *
   * @throws dev.switchboard.ir.FailureException if there is no picture in it
   */
  static ImageResponse read(byte[] body, Unreadable unreadable) {
    JsonNode answer = unreadable.json(body);
    List<ImageResponse.Picture> images = new ArrayList<>();
    for (JsonNode item : answer.path("data")) {
      images.add(picture(item, unreadable));
    }
    if (images.isEmpty()) {
      throw unreadable.because("no picture");
    }
    return new ImageResponse(
        answer.path("model").asString(""), images, look(answer), usage(answer.path("usage")));
  }

  static ImageResponse.Picture picture(JsonNode item, Unreadable unreadable) {
    String base64 = item.path("b64_json").asString("");
    String url = item.path("url").asString("");
    if (base64.isEmpty() && url.isEmpty()) {
      throw unreadable.because("a picture without bytes and without an address");
    }
    String revised = item.path("revised_prompt").asString("");
    return new ImageResponse.Picture(
        base64.isEmpty()
            ? new MediaSource.Url(url)
            : new MediaSource.Inline(MediaTypes.ofImage(base64), base64),
        revised.isEmpty() ? null : revised);
  }

  static ImageRequest.Look look(JsonNode answer) {
    return new ImageRequest.Look(
        ImageRequests.size(answer.path("size").asString("")).orElse(null),
        word(answer.path("quality")),
        word(answer.path("background")),
        word(answer.path("output_format")),
        null);
  }

  private static @Nullable String word(JsonNode node) {
    String word = node.asString("");
    return word.isEmpty() || word.equals("auto") ? null : word;
  }

  static Usage usage(JsonNode usage) {
    if (!usage.path("input_tokens").isIntegralNumber()) {
      return Usage.UNKNOWN;
    }
    long input = Math.max(0, usage.path("input_tokens").asLong(0));
    long image = Math.max(0, usage.path("input_tokens_details").path("image_tokens").asLong(0));
    long output = Math.max(0, usage.path("output_tokens").asLong(0));
    long text = Math.max(0, usage.path("output_tokens_details").path("text_tokens").asLong(0));
    image = Math.min(image, input);
    text = Math.min(text, output);
    return new Usage(
        input - image, 0, 0, 0, 0, image, text, 0, 0, output - text, Usage.Source.REPORTED, null);
  }

  /**
   * Writes an answer for a caller.
   *
   * @param createdSeconds Unix time of the answer
   */
  public static byte[] write(ImageResponse response, long createdSeconds) {
    ObjectNode body = Json.object();
    body.put("created", createdSeconds);
    ArrayNode data = body.putArray("data");
    for (ImageResponse.Picture picture : response.images()) {
      ObjectNode item = data.addObject();
      switch (picture.source()) {
        case MediaSource.Inline inline -> item.put("b64_json", inline.base64());
        case MediaSource.Url url -> item.put("url", url.url());
        case MediaSource.FileId file -> item.put("file_id", file.id());
      }
      if (picture.revisedPrompt() != null) {
        item.put("revised_prompt", picture.revisedPrompt());
      }
    }
    ImageRequest.Look look = response.look();
    put(body, "background", look.background());
    put(body, "output_format", look.format());
    put(body, "quality", look.quality());
    if (look.size() != null) {
      body.put("size", look.size().toString());
    }
    if (response.usage().source() != Usage.Source.UNKNOWN) {
      body.set("usage", usage(response.usage()));
    }
    return Json.write(body);
  }

  static ObjectNode usage(Usage usage) {
    ObjectNode node = Json.object();
    node.put("input_tokens", usage.inputTotal());
    node.put("output_tokens", usage.outputTotal());
    node.put("total_tokens", usage.inputTotal() + usage.outputTotal());
    node.putObject("input_tokens_details")
        .put("text_tokens", usage.inputTotal() - usage.imageInput())
        .put("image_tokens", usage.imageInput());
    node.putObject("output_tokens_details")
        .put("text_tokens", usage.outputTotal() - usage.imageOutput())
        .put("image_tokens", usage.imageOutput());
    return node;
  }

  private static void put(ObjectNode node, String name, @Nullable String value) {
    if (value != null) {
      node.put(name, value);
    }
  }
}
