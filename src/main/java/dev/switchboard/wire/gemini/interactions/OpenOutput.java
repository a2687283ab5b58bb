package dev.switchboard.wire.gemini.interactions;

import dev.switchboard.json.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A {@code model_output} being written. */
final class OpenOutput {
  private final EventSink events;
  private final int index;
  private final ArrayNode content;
  private final StringBuilder written = new StringBuilder();
  private @Nullable ObjectNode text;

  OpenOutput(EventSink events, ArrayNode steps) {
    this.events = events;
    this.index = steps.size();
    this.content = steps.addObject().put("type", "model_output").putArray("content");
    events.start(index, Json.object().put("type", "model_output"));
  }

  void text(String delta) {
    if (text == null) {
      text = content.addObject().put("type", "text");
    }
    written.append(delta);
    events.delta(index, Json.object().put("type", "text").put("text", delta));
  }

  void media(ObjectNode media) {
    keepText();
    content.add(media);
    events.delta(index, media);
  }

  void close() {
    keepText();
    events.stop(index);
  }

  private void keepText() {
    if (text != null) {
      text.put("text", written.toString());
      written.setLength(0);
      text = null;
    }
  }
}
