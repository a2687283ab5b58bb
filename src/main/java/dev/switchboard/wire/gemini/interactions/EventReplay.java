package dev.switchboard.wire.gemini.interactions;

import dev.switchboard.json.Json;
import dev.switchboard.wire.WireEvent;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Tells a whole interaction as events, each text in one piece; one that failed ends in an error.
 */
final class EventReplay {
  private final EventSink events = new EventSink();

  List<WireEvent> of(JsonNode interaction) {
    if (interaction instanceof ObjectNode whole) {
      ObjectNode begun = whole.deepCopy().put("status", "in_progress");
      begun.remove(List.of("steps", "usage", "errors"));
      events.interaction("interaction.created", begun);
      int index = 0;
      for (JsonNode step : whole.path("steps")) {
        if (step instanceof ObjectNode object) {
          step(index++, object);
        }
      }
      if (whole.path("status").asString("").equals("failed")) {
        JsonNode error = whole.path("errors").path(0);
        events.failed(error.path("code").asString("INTERNAL"), error.path("message").asString(""));
      } else {
        events.interaction("interaction.completed", whole);
      }
    }
    return events.take();
  }

  private void step(int index, ObjectNode step) {
    String type = step.path("type").asString("");
    switch (type) {
      case "model_output" -> {
        events.start(index, Json.object().put("type", type));
        step.path("content")
            .forEach(content -> {
              if (content instanceof ObjectNode object) {
                events.delta(index, object);
              }
            });
      }
      case "thought" -> {
        events.start(index, Json.object().put("type", type));
        for (JsonNode summary : step.path("summary")) {
          ObjectNode delta = Json.object().put("type", "thought_summary");
          delta.set("content", summary);
          events.delta(index, delta);
        }
        if (step.has("signature")) {
          ObjectNode delta = Json.object().put("type", "thought_signature");
          delta.set("signature", step.path("signature"));
          events.delta(index, delta);
        }
      }
      case "function_call" -> {
        ObjectNode begun = step.deepCopy();
        begun.putObject("arguments");
        events.start(index, begun);
        events.delta(
            index,
            Json.object()
                .put("type", "arguments_delta")
                .put("arguments", Json.text(step.path("arguments"))));
      }
      default -> events.start(index, step);
    }
    events.stop(index);
  }
}
