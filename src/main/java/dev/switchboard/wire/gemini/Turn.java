package dev.switchboard.wire.gemini;

import dev.switchboard.json.Json;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One {@code contents} element as it grows: adjacent messages of one side.
 *
 * <p>Not safe for use by several threads.
 */
final class Turn {
  private final boolean model;
  private final List<Result> results = new ArrayList<>();
  private final List<ObjectNode> besideResults = new ArrayList<>();
  private final List<ObjectNode> parts = new ArrayList<>();
  private final Set<String> callIds = new LinkedHashSet<>();

  private record Result(int order, String callId, ObjectNode part) {}

  Turn(boolean model) {
    this.model = model;
  }

  /** Whether the model speaks; else the user. */
  boolean isModel() {
    return model;
  }

  /** The parts that are no tool results, to append to. */
  List<ObjectNode> parts() {
    return parts;
  }

  /** The media of tool results, to append to. */
  List<ObjectNode> besideResults() {
    return besideResults;
  }

  /** The calls made in this turn, in order. */
  Set<String> callIds() {
    return callIds;
  }

  /**
   * Takes a tool's result.
   *
   * @param order the call's position in its turn
   */
  void addResult(int order, String callId, ObjectNode part) {
    results.add(new Result(order, callId, part));
  }

  /** The calls that are answered here, each as often as it is answered. */
  List<String> answeredIds() {
    return results.stream().map(Result::callId).toList();
  }

  /** Whether the user says something and answers no call: the model thinks anew from here. */
  boolean speaksAnew() {
    return !model && results.isEmpty();
  }

  /** Takes over what the same side said after this. */
  void absorb(Turn later) {
    results.addAll(later.results);
    besideResults.addAll(later.besideResults);
    parts.addAll(later.parts);
    callIds.addAll(later.callIds);
  }

  boolean isEmpty() {
    return parts.isEmpty() && results.isEmpty();
  }

  /** The element: results in the order of their calls, their media, then the rest. */
  ObjectNode json() {
    ObjectNode content = Json.object().put("role", model ? "model" : "user");
    ArrayNode all = content.putArray("parts");
    results.stream()
        .sorted(Comparator.comparingInt(Result::order))
        .forEach(result -> all.add(result.part()));
    besideResults.forEach(all::add);
    parts.forEach(all::add);
    return content;
  }
}
