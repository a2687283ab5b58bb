package dev.switchboard.wire.openai.responses;

import dev.switchboard.ir.ChatRequest;
import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.Tool;
import dev.switchboard.ir.ToolChoice;
import dev.switchboard.json.Json;
import dev.switchboard.wire.Remarks;
import dev.switchboard.wire.openai.OpenAiFields;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Writes {@code tools}, {@code tool_choice} and {@code parallel_tool_calls}. */
final class ToolWriter {
  private final ChatRequest request;
  private final Remarks notes;

  ToolWriter(ChatRequest request, Remarks notes) {
    this.request = request;
    this.notes = notes;
  }

  void write(ObjectNode body) {
    if (!request.tools().isEmpty()) {
      ArrayNode tools = body.putArray("tools");
      request.tools().forEach(tool -> tools.add(tool(tool)));
    }
    switch (request.toolChoice()) {
      case ToolChoice.Auto _ -> {}
      case ToolChoice.None _ -> {
        if (!request.tools().isEmpty()) {
          body.put("tool_choice", "none");
        }
      }
      case ToolChoice.Required _ -> body.put("tool_choice", "required");
      case ToolChoice.Named named -> body.set("tool_choice", reference(named.name()));
      case ToolChoice.Allowed allowed -> {
        ObjectNode choice = body.putObject("tool_choice").put("type", "allowed_tools");
        choice.put("mode", allowed.required() ? "required" : "auto");
        ArrayNode names = choice.putArray("tools");
        allowed.names().forEach(name -> names.add(reference(name)));
      }
    }
    if (request.parallelToolCalls() != null && !request.tools().isEmpty()) {
      body.put("parallel_tool_calls", request.parallelToolCalls());
    }
  }

  /** A function by its name, a hosted tool by its type. */
  private ObjectNode reference(String name) {
    for (Tool tool : request.tools()) {
      if (tool instanceof Tool.Function function && function.name().equals(name)) {
        return Json.object().put("type", "function").put("name", name);
      }
      if (tool instanceof Tool.Opaque opaque && opaque.type().equals(name)) {
        return Json.object().put("type", name);
      }
    }
    throw OpenAiFields.unsupported("tool_choice", "there is no tool " + Json.quote(name));
  }

  private JsonNode tool(Tool tool) {
    return switch (tool) {
      case Tool.Function function -> function(function);
      case Tool.Opaque opaque -> {
        if (opaque.dialect() != Dialect.OPENAI_RESPONSES) {
          throw OpenAiFields.unsupported(
              "tools", "the provider has no tool of type " + Json.quote(opaque.type()));
        }
        yield OpenAiFields.parse("tools", opaque.json());
      }
    };
  }

  /** Left out, {@code strict} means true here and false elsewhere, so that it is always said. */
  private JsonNode function(Tool.Function tool) {
    ObjectNode json = Json.object().put("type", "function").put("name", tool.name());
    if (tool.description() != null) {
      json.put("description", tool.description());
    }
    if (tool.parameters() == null) {
      json.putObject("parameters").put("type", "object").putObject("properties");
    } else {
      json.set("parameters", OpenAiFields.parse("tools", tool.parameters()));
    }
    json.put("strict", Boolean.TRUE.equals(tool.strict()));
    if (tool.cachePoint() != null) {
      InputWriter.noteCachePoint(notes);
    }
    return json;
  }
}
