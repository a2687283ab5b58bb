package dev.switchboard.wire.gemini.live;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What both directions of one caller's session must know of each other. */
public final class LiveServerState {
  /** The calls whose results are awaited, with their tools' names. */
  private final Map<String, String> calls = new LinkedHashMap<>();

  private boolean responding;

  synchronized void responds(boolean now) {
    responding = now;
  }

  /** Whether the caller has been told of a response whose end it has not. */
  public synchronized boolean isResponding() {
    return responding;
  }

  synchronized void called(String id, String name) {
    calls.put(id, name);
  }

  /** The call that a result without an id must be of: the first of that tool. */
  synchronized Optional<String> callOf(String name) {
    return calls.entrySet().stream()
        .filter(call -> call.getValue().equals(name))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  /** Takes a result; whether no other is awaited. */
  synchronized boolean answered(String id) {
    calls.remove(id);
    return calls.isEmpty();
  }
}
