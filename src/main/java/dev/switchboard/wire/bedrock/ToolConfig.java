package dev.switchboard.wire.bedrock;

import dev.switchboard.ir.ChatRequest;
import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.Tool;
import dev.switchboard.ir.ToolChoice;
import dev.switchboard.json.Json;
import dev.switchboard.wire.ClaudeSchema;
import dev.switchboard.wire.Declined;
import dev.switchboard.wire.ModelTraits;
import dev.switchboard.wire.Remarks;
import dev.switchboard.wire.ToolArguments;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * The tools of a request and which of them must be called.
 *
 * <p>Once the history holds calls the dialect demands {@code toolConfig}, whatever the caller
 * offers now, and it has no word for "call none".
 *
 * @param choice null where the model decides
 * @param serial whether Claude is told to call one tool at a time
 */
record ToolConfig(List<ObjectNode> tools, @Nullable ObjectNode choice, boolean serial) {

  static ToolConfig of(
      ChatRequest request,
      Conversation conversation,
      BedrockModel model,
      ModelTraits traits,
      Remarks remarks) {
    Set<String> called = conversation.calledTools();
    ToolChoice wish = request.toolChoice();
    if (wish instanceof ToolChoice.None && called.isEmpty()) {
      return new ToolConfig(List.of(), null, false);
    }
    if (wish instanceof ToolChoice.None && !request.tools().isEmpty()) {
      remarks.approximated(
          "tool_choice", "the provider has no way to forbid calls once tools were called");
    }
    List<ObjectNode> tools = new ArrayList<>();
    for (Tool tool : request.tools()) {
      if (isAllowed(tool, wish)) {
        tools.add(tool(tool, model, traits, remarks));
        mark(tool, model, tools, remarks);
      } else {
        remarks.approximated("tool_choice", "tools that may not be called were left out");
      }
    }
    if (tools.isEmpty() && !called.isEmpty()) {
      called.forEach(name -> tools.add(stub(name)));
      remarks.approximated(
          "tools", "the tools of earlier calls are declared, because the provider demands it");
    }
    ObjectNode choice = choice(wish, request.tools());
    boolean serial = Boolean.FALSE.equals(request.parallelToolCalls()) && !tools.isEmpty();
    if (serial && (!model.isClaude() || choice != null)) {
      remarks.omitted("parallel_tool_calls", "the provider may call several tools at once");
      serial = false;
    }
    return new ToolConfig(List.copyOf(tools), choice, serial);
  }

  boolean isForced() {
    return choice != null;
  }

  void write(ObjectNode body, ObjectNode more) {
    if (tools.isEmpty()) {
      return;
    }
    ObjectNode config = body.putObject("toolConfig");
    config.putArray("tools").addAll(tools);
    if (choice != null) {
      config.set("toolChoice", choice);
    }
    if (serial) {
      more.putObject("tool_choice").put("type", "auto").put("disable_parallel_tool_use", true);
    }
  }

  private static boolean isAllowed(Tool tool, ToolChoice wish) {
    return !(wish instanceof ToolChoice.Allowed allowed)
        || !(tool instanceof Tool.Function function)
        || allowed.names().contains(function.name());
  }

  private static void mark(Tool tool, BedrockModel model, List<ObjectNode> tools, Remarks remarks) {
    if (tool instanceof Tool.Function function && function.cachePoint() != null) {
      new Blocks("", model, remarks).cachePoint(function.cachePoint(), tools).ifPresent(tools::add);
    }
  }

  private static ObjectNode tool(
      Tool tool, BedrockModel model, ModelTraits traits, Remarks remarks) {
    return switch (tool) {
      case Tool.Function function -> function(function, model, traits, remarks);
      case Tool.Opaque opaque -> {
        if (opaque.dialect() != Dialect.BEDROCK_CONVERSE) {
          throw Declined.unsupported(
              "tools", "the tool type " + Declined.shown(opaque.type()) + " is not taken");
        }
        yield ToolArguments.schema(opaque.json(), "/tools");
      }
    };
  }

  private static ObjectNode function(
      Tool.Function function, BedrockModel model, ModelTraits traits, Remarks remarks) {
    ObjectNode spec = Json.object().put("name", Blocks.requireName(function.name(), "/tools"));
    if (function.description() != null && !function.description().isEmpty()) {
      spec.put("description", function.description());
    }
    ObjectNode schema = schema(function);
    boolean strict = false;
    if (Boolean.TRUE.equals(function.strict())) {
      ClaudeSchema subset = ClaudeSchema.of(schema);
      strict =
          Boolean.TRUE.equals(traits.structuredOutput())
              && model.isClaude()
              && subset.obstacles().isEmpty();
      if (!strict || !subset.softened().isEmpty()) {
        remarks.approximated(
            "tools",
            "the arguments of " + function.name() + " are not held to all of their schema");
      }
      schema = strict ? subset.schema() : schema;
    }
    spec.putObject("inputSchema").set("json", schema);
    if (strict) {
      spec.put("strict", true);
    }
    return Json.object().set("toolSpec", spec);
  }

  private static ObjectNode schema(Tool.Function function) {
    if (function.parameters() == null) {
      return emptySchema();
    }
    ObjectNode schema = ToolArguments.schema(function.parameters(), "/tools");
    if (!schema.path("type").asString("object").equals("object")) {
      throw Declined.invalid(
          "/tools", "parameters of " + function.name() + ": not an object schema (expected: one)");
    }
    return schema.has("type") ? schema : Json.object().put("type", "object").setAll(schema);
  }

  private static ObjectNode stub(String name) {
    ObjectNode spec = Json.object().put("name", name);
    spec.putObject("inputSchema").set("json", emptySchema());
    return Json.object().set("toolSpec", spec);
  }

  private static ObjectNode emptySchema() {
    ObjectNode schema = Json.object().put("type", "object");
    schema.putObject("properties");
    return schema;
  }

  private static @Nullable ObjectNode choice(ToolChoice wish, List<Tool> tools) {
    return switch (wish) {
      case ToolChoice.Auto _, ToolChoice.None _ -> null;
      case ToolChoice.Required _ -> any(tools);
      case ToolChoice.Named named -> {
        requireTool(named.name(), tools);
        ObjectNode choice = Json.object();
        choice.putObject("tool").put("name", named.name());
        yield choice;
      }
      case ToolChoice.Allowed allowed -> {
        allowed.names().forEach(name -> requireTool(name, tools));
        yield allowed.required() ? any(tools) : null;
      }
    };
  }

  private static ObjectNode any(List<Tool> tools) {
    if (tools.isEmpty()) {
      throw Declined.invalid("/tool_choice", "a tool call is required, but there are no tools");
    }
    ObjectNode choice = Json.object();
    choice.putObject("any");
    return choice;
  }

  private static void requireTool(String name, List<Tool> tools) {
    if (tools.stream().noneMatch(t -> t instanceof Tool.Function f && f.name().equals(name))) {
      throw Declined.invalid(
          "/tool_choice", "no tool is named " + Json.quote(Declined.shown(name)));
    }
  }
}
