package dev.switchboard.wire.openai.responses;

import dev.switchboard.json.Json;
import dev.switchboard.wire.WireEvent;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** Numbers events and collects them until they are taken; a silent one drops them. */
final class EventSink {
  private final boolean silent;
  private List<WireEvent> events = new ArrayList<>(2);
  private long next;

  EventSink(boolean silent) {
    this.silent = silent;
  }

  /** An event without its fields, to be filled and given to {@link #add}. */
  ObjectNode event(String type) {
    return Json.object().put("type", type).put("sequence_number", next);
  }

  /** The number of the next event. */
  void goOnAt(long number) {
    next = number;
  }

  void add(ObjectNode event) {
    next++;
    if (!silent) {
      events.add(new WireEvent(event.path("type").asString(), Json.text(event)));
    }
  }

  List<WireEvent> take() {
    List<WireEvent> taken = events;
    events = new ArrayList<>(2);
    return taken;
  }
}
