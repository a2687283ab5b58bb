package dev.switchboard.wire.gemini.interactions;

import dev.switchboard.ir.Failure;
import dev.switchboard.json.Json;
import dev.switchboard.wire.WireEvent;
import dev.switchboard.wire.gemini.ErrorBodies;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** Numbers events, from 1, and collects them until they are taken. */
final class EventSink {
  private List<WireEvent> events = new ArrayList<>(4);
  private long last;

  void interaction(String type, ObjectNode interaction) {
    ObjectNode event = Json.object();
    event.set("interaction", interaction);
    add(type, event);
  }

  void start(int index, ObjectNode step) {
    ObjectNode event = Json.object().put("index", index);
    event.set("step", step);
    add("step.start", event);
  }

  void delta(int index, ObjectNode delta) {
    ObjectNode event = Json.object().put("index", index);
    event.set("delta", delta);
    add("step.delta", event);
  }

  void stop(int index) {
    add("step.stop", Json.object().put("index", index));
  }

  void failed(Failure failure) {
    failed(ErrorBodies.word(failure), failure.message());
  }

  void failed(String code, String message) {
    ObjectNode event = Json.object();
    event.putObject("error").put("code", code).put("message", message);
    add("error", event);
  }

  private void add(String type, ObjectNode event) {
    last++;
    event.put("event_type", type).put("event_id", Long.toString(last));
    events.add(new WireEvent(type, Json.text(event)));
  }

  List<WireEvent> take() {
    List<WireEvent> taken = events;
    events = new ArrayList<>(4);
    return taken;
  }
}
