package dev.switchboard.wire;

import dev.switchboard.ir.ChatRequest;
import dev.switchboard.ir.Tool;
import dev.switchboard.ir.ToolChoice;
import dev.switchboard.json.Json;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** The functions of a request, for dialects that borrow OpenAI's form for them. */
public final class OfferedTools {
  private OfferedTools() {}

  /**
   * The functions that may be called.
   *
   * @throws dev.switchboard.ir.FailureException for tools of other dialects, and a choice that
   *     names a tool that is not there
   */
  public static List<Tool.Function> of(ChatRequest request, ModelTraits traits, Remarks remarks) {
    if (!request.tools().isEmpty() && Boolean.FALSE.equals(traits.tools())) {
      throw Declined.unsupported("tools", "the model cannot call tools");
    }
    List<Tool.Function> functions = new ArrayList<>();
    for (Tool tool : request.tools()) {
      switch (tool) {
        case Tool.Function function -> functions.add(function);
        case Tool.Opaque opaque ->
            throw Declined.unsupported(
                "tools", "the tool type " + Declined.shown(opaque.type()) + " is not taken");
      }
    }
    for (Tool.Function function : functions) {
      if (function.cachePoint() != null) {
        remarks.omitted("cache_control", "the provider has no prompt cache that can be marked");
      }
    }
    return chosen(functions, request.toolChoice(), remarks);
  }

  private static List<Tool.Function> chosen(
      List<Tool.Function> functions, ToolChoice choice, Remarks remarks) {
    switch (choice) {
      case ToolChoice.Named named -> require(List.of(named.name()), functions);
      case ToolChoice.Required _ -> {
        if (functions.isEmpty()) {
          throw Declined.invalid("/tool_choice", "a tool call is required, but there are no tools");
        }
      }
      case ToolChoice.Allowed allowed -> {
        require(allowed.names(), functions);
        if (functions.removeIf(function -> !allowed.names().contains(function.name()))) {
          remarks.approximated("tool_choice", "tools that may not be called were left out");
        }
      }
      case ToolChoice.Auto _, ToolChoice.None _ -> {}
    }
    return functions;
  }

  private static void require(List<String> names, List<Tool.Function> functions) {
    for (String name : names) {
      if (functions.stream().noneMatch(function -> function.name().equals(name))) {
        throw Declined.invalid(
            "/tool_choice", "no tool is named " + Json.quote(Declined.shown(name)));
      }
    }
  }

  /** A function as {@code {type: function, function: {name, description, parameters}}}. */
  public static ObjectNode write(Tool.Function function) {
    ObjectNode tool = Json.object().put("type", "function");
    ObjectNode inner = tool.putObject("function").put("name", function.name());
    if (function.description() != null) {
      inner.put("description", function.description());
    }
    ObjectNode schema =
        function.parameters() == null
            ? Json.object().put("type", "object")
            : ToolArguments.schema(function.parameters(), "/tools");
    if (!schema.has("properties")) {
      schema.putObject("properties");
    }
    inner.set("parameters", schema);
    return tool;
  }
}
