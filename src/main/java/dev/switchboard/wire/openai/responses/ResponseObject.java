package dev.switchboard.wire.openai.responses;

import dev.switchboard.ir.Usage;
import dev.switchboard.json.Fields;
import dev.switchboard.json.Json;
import dev.switchboard.wire.AnswerHead;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes the {@code response} object with every field that strict clients require; what the caller
 * did not say has OpenAI's default.
 */
final class ResponseObject {
  private final ResponseCall call;
  private String model;
  private String id;
  private long created;

  ResponseObject(AnswerHead head, ResponseCall call) {
    this.call = call;
    this.model = head.model();
    this.id = head.id();
    this.created = head.createdSeconds();
  }

  /** Is the same as the object that a provider's own event began. */
  void resume(JsonNode begun) {
    id = begun.path("id").asString(id);
    created = begun.path("created_at").asLong(created);
    model = begun.path("model").asString(model);
  }

  /** The model that the provider says answers. */
  void reportedModel(String reported) {
    if (!reported.isEmpty()) {
      model = reported;
    }
  }

  /** The object before any output. */
  ObjectNode begun(String status) {
    return write(Ending.of(status), List.of(), Usage.UNKNOWN, false);
  }

  /** The object at its end. */
  ObjectNode ended(Ending ending, List<ObjectNode> output, Usage usage) {
    return write(ending, output, usage, true);
  }

  private ObjectNode write(Ending ending, List<ObjectNode> output, Usage usage, boolean ended) {
    Fields asked = call.fields();
    ObjectNode node = Json.object();
    node.put("id", id).put("object", "response").put("created_at", created);
    node.put("status", ending.status());
    node.put("background", call.keeping().background());
    if (ended && ending.status().equals("completed")) {
      node.put("completed_at", Math.max(call.nowSeconds(), created));
    } else {
      node.putNull("completed_at");
    }
    writeEnding(ending, node);
    copy(asked, "instructions", node, null);
    copy(asked, "max_output_tokens", node, null);
    copy(asked, "max_tool_calls", node, null);
    node.put("model", model);
    ArrayNode items = node.putArray("output");
    output.forEach(items::add);
    copy(asked, "parallel_tool_calls", node, Json.tree(true));
    copy(asked, "presence_penalty", node, Json.tree(0));
    copy(asked, "frequency_penalty", node, Json.tree(0));
    node.put("previous_response_id", call.keeping().previousResponseId());
    copy(asked, "prompt_cache_key", node, null);
    writeReasoning(asked, node.putObject("reasoning"));
    copy(asked, "safety_identifier", node, null);
    writeTier(asked, node);
    node.put("store", call.keeping().stored());
    copy(asked, "temperature", node, Json.tree(1));
    writeText(asked, node.putObject("text"));
    copy(asked, "tool_choice", node, Json.tree("auto"));
    writeTools(asked, node.putArray("tools"));
    copy(asked, "top_logprobs", node, Json.tree(0));
    copy(asked, "top_p", node, Json.tree(1));
    copy(asked, "truncation", node, Json.tree("disabled"));
    UsageWriter.write(usage, node);
    copy(asked, "user", node, null);
    copy(asked, "metadata", node, Json.object());
    return node;
  }

  private static void writeEnding(Ending ending, ObjectNode node) {
    if (ending.errorCode() == null) {
      node.putNull("error");
    } else {
      node.putObject("error").put("code", ending.errorCode()).put("message", ending.message());
    }
    if (ending.incomplete() == null) {
      node.putNull("incomplete_details");
    } else {
      node.putObject("incomplete_details").put("reason", ending.incomplete());
    }
  }

  private static void writeReasoning(Fields asked, ObjectNode node) {
    node.putNull("effort").putNull("summary");
    asked.optionalObject("reasoning").ifPresent(said -> node.setAll(said.node()));
  }

  /** What was asked as a wish only was not billed so, as far as we know. */
  private static void writeTier(Fields asked, ObjectNode node) {
    String tier = asked.optionalText("service_tier").orElse("default");
    node.put("service_tier", tier.equals("auto") ? "default" : tier);
  }

  private static void writeText(Fields asked, ObjectNode node) {
    asked.optionalObject("text").ifPresent(said -> node.setAll(said.node()));
    if (!node.path("format").isObject()) {
      node.putObject("format").put("type", "text");
    }
    if (node.path("verbosity").isNull()) {
      node.remove("verbosity");
    }
    JsonNode format = node.path("format");
    if (format instanceof ObjectNode schema
        && schema.path("type").asString("").equals("json_schema")) {
      ObjectNode whole = schema.deepCopy();
      whole.putIfAbsent("description", Json.tree(null));
      whole.putIfAbsent("strict", Json.tree(false));
      node.set("format", whole);
    }
  }

  private static void writeTools(Fields asked, ArrayNode tools) {
    for (JsonNode tool : asked.optionalArray("tools").orElse(Json.array())) {
      if (tool instanceof ObjectNode object
          && object.path("type").asString("").equals("function")) {
        ObjectNode whole = object.deepCopy();
        whole.putIfAbsent("description", Json.tree(null));
        whole.putIfAbsent("parameters", Json.tree(null));
        whole.putIfAbsent("strict", Json.tree(null));
        tools.add(whole);
      } else {
        tools.add(tool);
      }
    }
  }

  private static void copy(
      Fields asked, String name, ObjectNode node, @Nullable JsonNode fallback) {
    JsonNode said = asked.optional(name).map(value -> value.node()).orElse(fallback);
    if (said == null) {
      node.putNull(name);
    } else {
      node.set(name, said);
    }
  }
}
