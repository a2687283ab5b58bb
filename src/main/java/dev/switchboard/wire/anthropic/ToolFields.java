package dev.switchboard.wire.anthropic;

import dev.switchboard.ir.ChatRequest;
import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.Tool;
import dev.switchboard.ir.ToolChoice;
import dev.switchboard.json.InvalidJsonException;
import dev.switchboard.json.Json;
import dev.switchboard.wire.ClaudeModel;
import dev.switchboard.wire.ClaudeSchema;
import dev.switchboard.wire.Declined;
import dev.switchboard.wire.Remarks;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Tools and which of them must be called, as fields of a request.
 *
 * @param tools in the caller's order, which prompt caches depend on
 * @param choice null to leave it out
 */
record ToolFields(List<ObjectNode> tools, @Nullable ObjectNode choice) {
  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_-]{1,128}");

  /**
   * Translates.
   *
   * @throws dev.switchboard.ir.FailureException for a foreign tool, a name or a choice that this
   *     dialect or model does not take
   */
  static ToolFields of(ChatRequest request, ClaudeModel model, Remarks notes) {
    List<ObjectNode> tools = new ArrayList<>();
    for (Tool tool : request.tools()) {
      tools.add(
          switch (tool) {
            case Tool.Function function -> function(function, model, notes);
            case Tool.Opaque opaque -> opaque(opaque);
          });
    }
    ObjectNode choice = choice(request.toolChoice(), tools, model, notes);
    if (Boolean.FALSE.equals(request.parallelToolCalls()) && !tools.isEmpty()) {
      choice = choice == null ? Json.object().put("type", "auto") : choice;
      if (!choice.path("type").asString("").equals("none")) {
        choice.put("disable_parallel_tool_use", true);
      }
    }
    return new ToolFields(tools, choice);
  }

  /** Whether a tool call is forced. */
  boolean isForced() {
    String type = choice == null ? "" : choice.path("type").asString("");
    return type.equals("any") || type.equals("tool");
  }

  private static ObjectNode function(Tool.Function function, ClaudeModel model, Remarks notes) {
    if (!NAME.matcher(function.name()).matches()) {
      throw Declined.unsupported(
          "tools",
          "the tool name "
              + Json.quote(Declined.shown(function.name()))
              + " is not taken (expected: 1 to 128 of a-z, A-Z, 0-9, _, -)");
    }
    ObjectNode tool = Json.object().put("name", function.name());
    if (function.description() != null && !function.description().isBlank()) {
      tool.put("description", function.description());
    }
    ObjectNode schema = schema(function);
    if (Boolean.TRUE.equals(function.strict())) {
      putStrict(tool, schema, model, notes);
    } else {
      tool.set("input_schema", schema);
    }
    if (function.cachePoint() != null) {
      CacheMarks.put(tool, function.cachePoint(), notes);
    }
    return tool;
  }

  private static void putStrict(
      ObjectNode tool, ObjectNode schema, ClaudeModel model, Remarks notes) {
    String name = tool.path("name").asString("");
    ClaudeSchema subset = ClaudeSchema.of(schema);
    if (!model.hasSchemaMode() || !subset.obstacles().isEmpty()) {
      notes.approximated("tools", "the arguments of " + name + " are not held to their schema");
      tool.set("input_schema", schema);
      return;
    }
    if (!subset.softened().isEmpty()) {
      notes.approximated(
          "tools",
          "the arguments of " + name + " are not held to " + String.join(", ", subset.softened()));
    }
    tool.set("input_schema", subset.schema());
    tool.put("strict", true);
  }

  /** The parameters as the object schema that this dialect demands. */
  private static ObjectNode schema(Tool.Function function) {
    if (function.parameters() == null) {
      ObjectNode schema = Json.object().put("type", "object");
      schema.putObject("properties");
      return Boolean.TRUE.equals(function.strict())
          ? schema.put("additionalProperties", false)
          : schema;
    }
    JsonNode parameters;
    try {
      parameters = Json.parse(function.parameters());
    } catch (InvalidJsonException e) {
      throw Declined.invalid("/tools", "parameters of " + function.name() + ": " + e.getMessage());
    }
    if (!(parameters instanceof ObjectNode schema)
        || !schema.path("type").asString("object").equals("object")) {
      throw Declined.invalid(
          "/tools", "parameters of " + function.name() + ": not an object schema (expected: one)");
    }
    return schema.has("type") ? schema : Json.object().put("type", "object").setAll(schema);
  }

  private static ObjectNode opaque(Tool.Opaque tool) {
    if (tool.dialect() != Dialect.ANTHROPIC_MESSAGES) {
      throw Declined.unsupported(
          "tools", "the tool type " + Declined.shown(tool.type()) + " is not taken");
    }
    try {
      if (Json.parse(tool.json()) instanceof ObjectNode object) {
        return object;
      }
    } catch (InvalidJsonException _) {
      // Refused below like any other non-object.
    }
    throw Declined.invalid("/tools", "a tool is no JSON object");
  }

  private static @Nullable ObjectNode choice(
      ToolChoice choice, List<ObjectNode> tools, ClaudeModel model, Remarks notes) {
    return switch (choice) {
      case ToolChoice.Auto _ -> null;
      case ToolChoice.None _ -> tools.isEmpty() ? null : Json.object().put("type", "none");
      case ToolChoice.Required _ -> forced("any", tools, model);
      case ToolChoice.Named named -> {
        requireTools(List.of(named.name()), tools);
        yield forced("tool", tools, model).put("name", named.name());
      }
      case ToolChoice.Allowed allowed -> {
        requireTools(allowed.names(), tools);
        if (tools.removeIf(tool -> !allowed.names().contains(name(tool)))) {
          notes.approximated("tool_choice", "tools that may not be called were left out");
        }
        yield allowed.required() ? forced("any", tools, model) : null;
      }
    };
  }

  private static ObjectNode forced(String type, List<ObjectNode> tools, ClaudeModel model) {
    if (tools.isEmpty()) {
      throw Declined.invalid("/tool_choice", "a tool call is required, but there are no tools");
    }
    if (!model.forcesTools()) {
      throw Declined.unsupported("tool_choice", "the model takes no forced tool call");
    }
    return Json.object().put("type", type);
  }

  private static void requireTools(List<String> names, List<ObjectNode> tools) {
    Set<String> known = new HashSet<>();
    tools.forEach(tool -> known.add(name(tool)));
    for (String name : names) {
      if (!known.contains(name)) {
        throw Declined.invalid(
            "/tool_choice", "no tool is named " + Json.quote(Declined.shown(name)));
      }
    }
  }

  private static String name(ObjectNode tool) {
    return tool.path("name").asString("");
  }
}
