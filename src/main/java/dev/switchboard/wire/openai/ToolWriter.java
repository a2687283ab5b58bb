package dev.switchboard.wire.openai;

import static dev.switchboard.wire.openai.OpenAiFlag.ALLOWED_TOOLS;
import static dev.switchboard.wire.openai.OpenAiFlag.CACHE_CONTROL;
import static dev.switchboard.wire.openai.OpenAiFlag.NO_PARALLEL_TOOL_CALLS;
import static dev.switchboard.wire.openai.OpenAiFlag.NO_STRICT;
import static dev.switchboard.wire.openai.OpenAiFlag.NO_TOOL_CHOICE_NAMED;
import static dev.switchboard.wire.openai.OpenAiFlag.NO_TOOL_CHOICE_NONE;
import static dev.switchboard.wire.openai.OpenAiFlag.NO_TOOL_CHOICE_REQUIRED;
import static dev.switchboard.wire.openai.OpenAiFlag.TOOL_CHOICE_ANY;

import dev.switchboard.ir.ChatRequest;
import dev.switchboard.ir.Content;
import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.Tool;
import dev.switchboard.ir.ToolChoice;
import dev.switchboard.json.Json;
import dev.switchboard.wire.Remarks;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes {@code tools}, {@code tool_choice} and {@code parallel_tool_calls}.
 *
 * <p>Where a vendor cannot be told to choose among some tools only, the others are not offered,
 * which comes to the same.
 */
final class ToolWriter {
  /** A tool with the name by which it is chosen. */
  private record Named(String name, String type, JsonNode json) {}

  private final ChatRequest request;
  private final OpenAiFlags flags;
  private final Remarks notes;

  ToolWriter(ChatRequest request, OpenAiFlags flags, Remarks notes) {
    this.request = request;
    this.flags = flags;
    this.notes = notes;
  }

  void write(ObjectNode body) {
    List<Named> tools = request.tools().stream().map(this::tool).toList();
    if (tools.isEmpty()) {
      return;
    }
    switch (request.toolChoice()) {
      case ToolChoice.Auto _ -> offer(body, tools);
      case ToolChoice.None _ -> {
        if (flags.has(NO_TOOL_CHOICE_NONE)) {
          return;
        }
        offer(body, tools);
        body.put("tool_choice", "none");
      }
      case ToolChoice.Required _ -> {
        offer(body, tools);
        body.put("tool_choice", required());
      }
      case ToolChoice.Named named -> writeNamed(body, tools, named.name());
      case ToolChoice.Allowed allowed -> writeAllowed(body, tools, allowed);
    }
    writeParallel(body);
  }

  private void writeNamed(ObjectNode body, List<Named> tools, String name) {
    Named chosen = find(tools, name);
    if (flags.has(NO_TOOL_CHOICE_NAMED)) {
      offer(body, List.of(chosen));
      body.put("tool_choice", required());
    } else {
      offer(body, tools);
      body.set("tool_choice", reference(chosen));
    }
  }

  private void writeAllowed(ObjectNode body, List<Named> tools, ToolChoice.Allowed allowed) {
    List<Named> chosen = allowed.names().stream().map(name -> find(tools, name)).toList();
    if (flags.has(ALLOWED_TOOLS)) {
      offer(body, tools);
      ObjectNode choice = body.putObject("tool_choice").put("type", "allowed_tools");
      ObjectNode inner = choice.putObject("allowed_tools");
      inner.put("mode", allowed.required() ? "required" : "auto");
      chosen.forEach(tool -> inner.withArray("tools").add(reference(tool)));
    } else if (!chosen.isEmpty()) {
      offer(body, chosen);
      if (allowed.required()) {
        body.put("tool_choice", required());
      }
    }
  }

  private static void offer(ObjectNode body, List<Named> tools) {
    List<JsonNode> all = new ArrayList<>();
    tools.forEach(tool -> all.add(tool.json()));
    body.putArray("tools").addAll(all);
  }

  private String required() {
    if (flags.has(NO_TOOL_CHOICE_REQUIRED)) {
      throw OpenAiFields.unsupported("tool_choice", "the provider cannot be made to call a tool");
    }
    return flags.has(TOOL_CHOICE_ANY) ? "any" : "required";
  }

  private void writeParallel(ObjectNode body) {
    Boolean parallel = request.parallelToolCalls();
    if (parallel == null || !body.has("tools")) {
      return;
    }
    if (!flags.has(NO_PARALLEL_TOOL_CALLS)) {
      body.put("parallel_tool_calls", parallel);
    } else if (!parallel) {
      throw OpenAiFields.unsupported(
          "parallel_tool_calls", "the provider cannot be kept from calling several tools at once");
    }
  }

  private static Named find(List<Named> tools, String name) {
    Optional<Named> found = tools.stream().filter(tool -> tool.name().equals(name)).findFirst();
    return found.orElseThrow(
        () -> OpenAiFields.unsupported("tool_choice", "there is no tool " + Json.quote(name)));
  }

  private static ObjectNode reference(Named tool) {
    ObjectNode reference = Json.object().put("type", tool.type());
    reference.putObject(tool.type()).put("name", tool.name());
    return reference;
  }

  private Named tool(Tool tool) {
    return switch (tool) {
      case Tool.Function function -> function(function);
      case Tool.Opaque opaque -> {
        if (opaque.dialect() != Dialect.OPENAI_CHAT) {
          throw OpenAiFields.unsupported(
              "tools", "the provider has no tool of type " + Json.quote(opaque.type()));
        }
        JsonNode json = OpenAiFields.parse("tools", opaque.json());
        String name = json.path(opaque.type()).path("name").asString("");
        yield new Named(name, opaque.type(), json);
      }
    };
  }

  private Named function(Tool.Function tool) {
    ObjectNode json = Json.object().put("type", "function");
    ObjectNode function = json.putObject("function").put("name", tool.name());
    if (tool.description() != null) {
      function.put("description", tool.description());
    }
    if (tool.parameters() != null) {
      function.set("parameters", OpenAiFields.parse("tools", tool.parameters()));
    }
    if (tool.strict() != null && !flags.has(NO_STRICT)) {
      function.put("strict", tool.strict());
    }
    Content.CachePoint cachePoint = tool.cachePoint();
    if (cachePoint != null) {
      if (flags.has(CACHE_CONTROL)) {
        json.set("cache_control", PartWriter.cacheControl(cachePoint));
      } else {
        PartWriter.noteCachePoint(notes);
      }
    }
    return new Named(tool.name(), "function", json);
  }
}
