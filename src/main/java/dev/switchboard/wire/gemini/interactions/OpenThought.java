package dev.switchboard.wire.gemini.interactions;

import dev.switchboard.ir.Content;
import dev.switchboard.ir.Content.Signature;
import dev.switchboard.ir.Dialect;
import dev.switchboard.json.Json;
import dev.switchboard.wire.gemini.ReasoningToken;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A {@code thought} being written; nothing of one that may not be read and is not signed.
 *
 * <p>A signature of Google's stands as it is. Another vendor's goes within a {@link
 * ReasoningToken}, and its text with it.
 */
final class OpenThought {
  private final EventSink events;
  private final ArrayNode steps;
  private final boolean shown;
  private final StringBuilder written = new StringBuilder();
  private int index;
  private @Nullable ObjectNode step;

  OpenThought(EventSink events, ArrayNode steps, boolean shown) {
    this.events = events;
    this.steps = steps;
    this.shown = shown;
  }

  void grow(String delta) {
    written.append(delta);
    if (shown) {
      begin();
      ObjectNode event = Json.object().put("type", "thought_summary");
      event.set("content", Json.object().put("type", "text").put("text", delta));
      events.delta(index, event);
    }
  }

  void sign(Signature signature) {
    ObjectNode signed = begin();
    String token =
        signature.origin().dialect() == Dialect.GEMINI_GENERATE
            ? signature.value()
            : ReasoningToken.write(List.of(new Content.Reasoning(written.toString(), signature)));
    signed.put("signature", token);
    events.delta(index, Json.object().put("type", "thought_signature").put("signature", token));
  }

  void close() {
    if (step == null) {
      return;
    }
    if (shown && !written.isEmpty()) {
      step.putArray("summary").addObject().put("type", "text").put("text", written.toString());
    }
    events.stop(index);
  }

  private ObjectNode begin() {
    ObjectNode begun = step;
    if (begun == null) {
      index = steps.size();
      begun = steps.addObject().put("type", "thought");
      step = begun;
      events.start(index, Json.object().put("type", "thought"));
    }
    return begun;
  }
}
