package dev.switchboard.pipeline;

import dev.switchboard.json.JsonWriter;
import dev.switchboard.routing.Decision;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How the targets of a call, or of a step of one, were chosen, and what became of them. */
final class Decided {
  private static final int TYPICAL_BYTES = 256;

  private final Map<String, List<String>> outcomes = new LinkedHashMap<>();
  private @Nullable Decision decision;

  /** That of a step of a call. */
  record Part(String step, Decided decided) {}

  void is(Decision made) {
    decision = made;
  }

  /**
   * A target did not serve.
   *
   * @param why in a word or two
   */
  void became(String target, String why) {
    outcomes.computeIfAbsent(target, _ -> new ArrayList<>(2)).add(why);
  }

  /** What became of the targets so far, such as {@code a/m circuit_open 4s; b/n served}. */
  String route(String served) {
    if (outcomes.isEmpty()) {
      return served + " served";
    }
    StringBuilder text = new StringBuilder();
    outcomes.forEach((target, words) -> {
      if (!target.equals(served)) {
        text.append(target).append(' ').append(String.join(", ", words)).append("; ");
      }
    });
    List<String> own = outcomes.getOrDefault(served, List.of());
    text.append(served).append(' ');
    own.forEach(word -> text.append(word).append(", "));
    return text.append("served").toString();
  }

  /** For the record, as a JSON object. */
  String json() {
    return json(List.of());
  }

  /**
   * The same of a call in steps.
   *
   * @param parts in the order of the steps
   */
  String json(List<Part> parts) {
    if (decision == null && parts.isEmpty()) {
      return "{}";
    }
    JsonWriter json = new JsonWriter(TYPICAL_BYTES, JsonWriter.Halves.ESCAPED);
    json.startObject();
    if (decision != null) {
      grounds(decision, json);
    }
    json.name("candidates");
    json.startArray();
    candidates(json, null);
    parts.forEach(part -> part.decided().candidates(json, part.step()));
    json.endArray();
    json.endObject();
    return json.text();
  }

  private static void grounds(Decision decision, JsonWriter json) {
    if (!decision.route().isEmpty()) {
      json.name("route");
      json.string(decision.route());
    }
    if (!decision.why().isEmpty()) {
      json.name("why");
      json.startArray();
      decision.why().forEach(json::string);
      json.endArray();
    }
  }

  private void candidates(JsonWriter json, @Nullable String step) {
    if (decision == null) {
      return;
    }
    for (Decision.Candidate candidate : decision.candidates()) {
      json.startObject();
      if (step != null) {
        json.name("step");
        json.string(step);
      }
      json.name("target");
      json.string(candidate.target());
      json.name("outcome");
      json.string(outcome(candidate));
      json.endObject();
    }
  }

  /** Why a planned target did not serve; {@code planned} alone for one that was not needed. */
  private String outcome(Decision.Candidate candidate) {
    List<String> words = outcomes.getOrDefault(candidate.target(), List.of());
    return !candidate.outcome().equals("planned") || words.isEmpty()
        ? candidate.outcome()
        : String.join(", ", words);
  }
}
