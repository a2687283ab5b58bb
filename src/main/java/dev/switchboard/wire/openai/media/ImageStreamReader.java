package dev.switchboard.wire.openai.media;

import dev.switchboard.ir.FailureException;
import dev.switchboard.ir.ImageRequest;
import dev.switchboard.ir.ImageResponse;
import dev.switchboard.ir.MediaSource;
import dev.switchboard.ir.Usage;
import dev.switchboard.ir.WorkEvent;
import dev.switchboard.wire.WorkStreamDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Reads the events of streamed pictures; the answer is whole when all that were asked are there.
 */
final class ImageStreamReader implements WorkStreamDecoder {
  private final int wanted;
  private final Unreadable unreadable;
  private final List<ImageResponse.Picture> done = new ArrayList<>();
  private ImageRequest.Look look = ImageRequest.Look.ANY;
  private Usage usage = Usage.UNKNOWN;

  ImageStreamReader(ImageRequest request, Unreadable unreadable) {
    this.wanted = request.count();
    this.unreadable = unreadable;
  }

  @Override
  public List<WorkEvent> decode(@Nullable String event, String data) {
    if (data.equals("[DONE]")) {
      return List.of();
    }
    try {
      JsonNode node = unreadable.json(data.getBytes(StandardCharsets.UTF_8));
      String type = node.path("type").asString("");
      if (type.endsWith(".partial_image")) {
        String base64 = node.path("b64_json").asString("");
        return List.of(
            new WorkEvent.PartialImage(
                node.path("partial_image_index").asInt(0),
                new MediaSource.Inline(MediaTypes.ofImage(base64), base64)));
      }
      if (!type.endsWith(".completed")) {
        return List.of();
      }
      done.add(ImageAnswers.picture(node, unreadable));
      look = ImageAnswers.look(node);
      usage = usage.plus(ImageAnswers.usage(node.path("usage")));
      return done.size() == wanted ? end() : List.of();
    } catch (FailureException e) {
      return List.of(new WorkEvent.Failed(e.failure()));
    }
  }

  @Override
  public List<WorkEvent> end() {
    return done.isEmpty()
        ? List.of()
        : List.of(new WorkEvent.Finished(new ImageResponse("", done, look, usage)));
  }
}
