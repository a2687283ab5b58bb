package dev.switchboard.wire.openai.media;

import dev.switchboard.ir.ImageRequest;
import dev.switchboard.ir.ImageResponse;
import dev.switchboard.ir.MediaSource;
import dev.switchboard.ir.Usage;
import dev.switchboard.ir.WorkEvent;
import dev.switchboard.json.Json;
import dev.switchboard.wire.WireEvent;
import dev.switchboard.wire.WorkStreamEncoder;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** Writes the events of streamed pictures. */
public final class ImageStreamWriter implements WorkStreamEncoder {
  private final String prefix;
  private final ImageRequest.Look asked;
  private final long createdSeconds;

  public ImageStreamWriter(ImageRequest request, long createdSeconds) {
    this.prefix = request.images().isEmpty() ? "image_generation" : "image_edit";
    this.asked = request.look();
    this.createdSeconds = createdSeconds;
  }

  @Override
  public List<WireEvent> encode(WorkEvent event) {
    return switch (event) {
      case WorkEvent.PartialImage partial -> {
        ObjectNode node = node(".partial_image", partial.image(), asked);
        node.put("partial_image_index", partial.index());
        yield List.of(event(node));
      }
      case WorkEvent.Finished(ImageResponse response) -> completed(response);
      case WorkEvent.Failed failed -> List.of(StreamErrors.event(failed.failure()));
      case WorkEvent.Finished _, WorkEvent.AudioPiece _, WorkEvent.TextDelta _ -> List.of();
    };
  }

  /** Usage is told once, with the last picture. */
  private List<WireEvent> completed(ImageResponse response) {
    List<WireEvent> events = new ArrayList<>();
    for (int i = 0; i < response.images().size(); i++) {
      if (!(response.images().get(i).source() instanceof MediaSource.Inline inline)) {
        continue;
      }
      ObjectNode node = node(".completed", inline, response.look());
      boolean last = i == response.images().size() - 1;
      node.set("usage", ImageAnswers.usage(last ? response.usage() : Usage.NONE));
      events.add(event(node));
    }
    return events;
  }

  private ObjectNode node(String suffix, MediaSource.Inline image, ImageRequest.Look look) {
    ObjectNode node = Json.object();
    node.put("type", prefix + suffix);
    node.put("b64_json", image.base64());
    node.put("created_at", createdSeconds);
    ImageRequest.Size size = look.size();
    node.put("size", size == null ? "auto" : size.toString());
    node.put("quality", look.quality() == null ? "auto" : look.quality());
    node.put("background", look.background() == null ? "auto" : look.background());
    String subtype = image.mimeType().substring(image.mimeType().indexOf('/') + 1);
    node.put("output_format", look.format() == null ? subtype : look.format());
    return node;
  }

  private static WireEvent event(ObjectNode node) {
    return new WireEvent(node.path("type").stringValue(), Json.text(node));
  }
}
