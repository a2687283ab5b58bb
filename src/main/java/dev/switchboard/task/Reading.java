package dev.switchboard.task;

import dev.switchboard.ir.ChatResponse;
import dev.switchboard.ir.Content;
import dev.switchboard.ir.Violation;
import dev.switchboard.json.Json;
import dev.switchboard.json.JsonExtraction;
import dev.switchboard.json.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a model's answer says in the terms of the output schema.
 *
 * @param data null when there is no value in it
 * @param written what the model wrote, for a repair and for the error
 * @param violations empty when {@code data} may be returned
 */
record Reading(
    @Nullable JsonNode data,
    String written,
    List<Content.ToolCall> toolCalls,
    List<Violation> violations) {

  private static final List<String> TEXT_PROPERTIES =
      List.of("message", "reply", "text", "content", "answer", "response");

  /** Values in one text that are tried beside the likeliest. */
  private static final int MAX_OTHERS = 20;

  Reading {
    Objects.requireNonNull(written);
    toolCalls = List.copyOf(toolCalls);
    violations = List.copyOf(violations);
  }

  boolean isValid() {
    return violations.isEmpty();
  }

  /** The answer itself is the value. */
  static Reading ofText(ChatResponse answer) {
    String text = words(answer);
    return new Reading(Json.tree(text), text, toolCalls(answer), List.of());
  }

  /**
   * The answer holds a JSON value.
   *
   * @param schema what the value must follow
   * @param callersTools whether a call of a tool is the caller's to answer
   */
  static Reading ofJson(
      ChatResponse answer, OutputPlan.Structured plan, Schema schema, boolean callersTools) {
    List<Content.ToolCall> calls = toolCalls(answer);
    if (callersTools && !calls.isEmpty()) {
      return ofCalls(answer, plan, schema, calls);
    }
    String written =
        calls.stream()
            .filter(call -> call.name().equals(Conversation.ANSWER_TOOL))
            .map(Content.ToolCall::arguments)
            .findFirst()
            .orElseGet(() -> words(answer));
    List<JsonNode> candidates = candidates(written);
    List<JsonNode> values = candidates.stream().map(plan::unwrap).filter(Objects::nonNull).toList();
    if (values.isEmpty()) {
      String problem =
          candidates.isEmpty()
              ? "no JSON value in the answer (expected: one value, whole)"
              : "the property " + OutputPlan.VALUE + " is missing";
      return new Reading(null, written, List.of(), List.of(new Violation("", "type", problem)));
    }
    JsonNode data = firstValid(schema, values).orElse(values.getFirst());
    return new Reading(data, written, List.of(), check(schema, data));
  }

  /** The JSON values that may be meant, the likeliest first. */
  private static List<JsonNode> candidates(String text) {
    return switch (JsonExtraction.from(text)) {
      case JsonExtraction.Found found -> {
        List<JsonNode> all = new ArrayList<>();
        all.add(found.value());
        all.addAll(found.others().subList(0, Math.min(found.others().size(), MAX_OTHERS)));
        yield all;
      }
      case JsonExtraction.Missing _ -> List.of();
    };
  }

  private static Optional<JsonNode> firstValid(Schema schema, List<JsonNode> values) {
    return values.stream().filter(value -> check(schema, value).isEmpty()).findFirst();
  }

  private static Reading ofCalls(
      ChatResponse answer,
      OutputPlan.Structured plan,
      Schema schema,
      List<Content.ToolCall> calls) {
    String text = words(answer);
    Optional<JsonNode> said =
        firstValid(
            schema, candidates(text).stream().map(plan::unwrap).filter(Objects::nonNull).toList());
    if (said.isPresent()) {
      return new Reading(said.get(), text, calls, List.of());
    }
    ObjectNode properties = plan.wrapped() ? null : propertiesOf(plan.asked());
    if (properties == null || !(properties.has("tool_call") || properties.has("tool_calls"))) {
      return new Reading(Json.tree(null), text, calls, List.of());
    }
    ObjectNode data = Json.object();
    textProperty(properties).ifPresent(name -> data.put(name, text));
    if (properties.has("tool_call")) {
      data.set("tool_call", call(calls.getFirst()));
    }
    if (properties.has("tool_calls")) {
      calls.forEach(call -> data.withArray("tool_calls").add(call(call)));
    }
    return new Reading(data, Json.text(data), calls, check(schema, data));
  }

  private static @Nullable ObjectNode propertiesOf(ObjectNode schema) {
    return schema.get("properties") instanceof ObjectNode properties ? properties : null;
  }

  private static Optional<String> textProperty(ObjectNode properties) {
    Optional<String> wellKnown =
        TEXT_PROPERTIES.stream().filter(name -> isText(properties.path(name))).findFirst();
    return wellKnown.isPresent()
        ? wellKnown
        : properties.propertyNames().stream()
            .filter(name -> isText(properties.path(name)))
            .findFirst();
  }

  private static boolean isText(JsonNode schema) {
    return schema.path("type").asString("").equals("string");
  }

  private static ObjectNode call(Content.ToolCall call) {
    ObjectNode node = Json.object();
    node.put("name", call.name());
    node.set("arguments", ToolArguments.of(call));
    return node;
  }

  private static List<Violation> check(Schema schema, JsonNode data) {
    return schema.validate(data).stream()
        .map(v -> new Violation(v.pointer(), v.keyword(), v.message()))
        .toList();
  }

  private static List<Content.ToolCall> toolCalls(ChatResponse answer) {
    return answer.content().stream()
        .filter(Content.ToolCall.class::isInstance)
        .map(Content.ToolCall.class::cast)
        .toList();
  }

  private static String words(ChatResponse answer) {
    StringBuilder words = new StringBuilder();
    for (Content part : answer.content()) {
      if (part instanceof Content.Text text) {
        words.append(text.text());
      } else if (part instanceof Content.Refusal refusal) {
        words.append(refusal.text());
      }
    }
    return words.toString();
  }
}
