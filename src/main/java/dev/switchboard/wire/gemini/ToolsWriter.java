package dev.switchboard.wire.gemini;

import dev.switchboard.ir.ChatRequest;
import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.OutputFormat;
import dev.switchboard.ir.Tool;
import dev.switchboard.ir.ToolChoice;
import dev.switchboard.json.Json;
import dev.switchboard.wire.Declined;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes {@code tools} and {@code toolConfig}.
 *
 * <p>That calls must not be made in parallel cannot be said in this dialect; it is left out with a
 * note, because an answer with two calls is one that a caller can still serve.
 */
final class ToolsWriter {
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_.:-]{0,127}");

  private final Translation translation;

  ToolsWriter(Translation translation) {
    this.translation = translation;
  }

  /** Adds both fields to the body where there is something to say. */
  void write(ChatRequest request, ObjectNode body) {
    List<Tool.Function> functions = functions(request);
    ArrayNode tools = Json.array();
    if (!functions.isEmpty()) {
      ArrayNode declarations = tools.addObject().putArray("functionDeclarations");
      functions.forEach(function -> declarations.add(declaration(function)));
    }
    for (Tool tool : request.tools()) {
      if (tool instanceof Tool.Opaque opaque) {
        tools.add(opaque(opaque));
      }
    }
    if (!tools.isEmpty()) {
      body.set("tools", tools);
    }
    requireTools(request.toolChoice(), functions);
    if (!functions.isEmpty()) {
      choice(request, functions, body);
    }
  }

  /** The functions to declare: of a choice that only some models know, those that are allowed. */
  private List<Tool.Function> functions(ChatRequest request) {
    List<Tool.Function> functions = new ArrayList<>();
    for (Tool tool : request.tools()) {
      if (tool instanceof Tool.Function function) {
        functions.add(function);
      }
    }
    if (functions.isEmpty()) {
      return functions;
    }
    if (request.toolChoice() instanceof ToolChoice.None) {
      if (!(request.output() instanceof OutputFormat.Text)
          && !translation.model().takesFormatBesideTools()) {
        translation.omitted("tools", "none may be called, and a JSON answer excludes them");
        return List.of();
      }
    } else if (Boolean.FALSE.equals(translation.traits().tools())) {
      throw translation.unsupported("tools", "the model calls no tools");
    }
    if (request.toolChoice() instanceof ToolChoice.Allowed allowed
        && !allowed.required()
        && !translation.model().takesValidatedCalls()) {
      functions.removeIf(function -> !allowed.names().contains(function.name()));
    }
    return functions;
  }

  private ObjectNode declaration(Tool.Function function) {
    if (!NAME.matcher(function.name()).matches()) {
      throw translation.unsupported(
          "tools",
          "function name \""
              + function.name()
              + "\" (expected: a letter or underscore, then up to 127 letters, digits or _ . : -)");
    }
    if (function.cachePoint() != null) {
      translation.omitted("cache_control", "the provider caches prompts by itself");
    }
    ObjectNode declaration = Json.object().put("name", function.name());
    if (function.description() != null) {
      declaration.put("description", function.description());
    }
    parameters(function).ifPresent(schema -> parameters(schema, declaration));
    return declaration;
  }

  private static Optional<ObjectNode> parameters(Tool.Function function) {
    if (function.parameters() == null) {
      return Optional.empty();
    }
    ObjectNode schema =
        PartWriter.objectOf(function.parameters())
            .orElseThrow(() ->
                Declined.invalid(
                    "/tools", function.name() + ": parameters that are no JSON object"));
    schema.remove("$schema");
    return schema.isEmpty() ? Optional.empty() : Optional.of(schema);
  }

  private void parameters(ObjectNode schema, ObjectNode declaration) {
    if (!translation.model().takesSchemaSubsetOnly()) {
      declaration.set("parametersJsonSchema", schema);
      return;
    }
    ObjectNode subset = OpenApiSchema.of(schema, "tools", translation);
    // The older models refuse an object without properties; none at all means the same.
    if (subset.has("properties") || !"OBJECT".equals(subset.path("type").asString(""))) {
      declaration.set("parameters", subset);
    }
  }

  private ObjectNode opaque(Tool.Opaque tool) {
    if (tool.dialect() != Dialect.GEMINI_GENERATE) {
      throw translation.unsupported(
          "tools",
          "a tool of type "
              + tool.type()
              + " that only "
              + tool.dialect().label()
              + " understands");
    }
    return PartWriter.objectOf(tool.json())
        .orElseThrow(() -> Declined.invalid("/tools", tool.type() + ": no JSON object"));
  }

  private static void requireTools(ToolChoice choice, List<Tool.Function> functions) {
    List<String> names =
        switch (choice) {
          case ToolChoice.Auto _, ToolChoice.None _ -> List.of();
          case ToolChoice.Required _ -> {
            if (functions.isEmpty()) {
              throw Declined.invalid("/tool_choice", "a call is required, but there is no tool");
            }
            yield List.of();
          }
          case ToolChoice.Named named -> List.of(named.name());
          case ToolChoice.Allowed allowed -> allowed.names();
        };
    for (String name : names) {
      if (functions.stream().noneMatch(function -> function.name().equals(name))) {
        throw Declined.invalid(
            "/tool_choice", "tool \"" + name + "\" (expected: the name of one of the tools)");
      }
    }
  }

  private void choice(ChatRequest request, List<Tool.Function> functions, ObjectNode body) {
    boolean none = request.toolChoice() instanceof ToolChoice.None;
    if (Boolean.FALSE.equals(request.parallelToolCalls()) && !none) {
      translation.omitted("parallel_tool_calls", "the model may call several tools at once");
    }
    boolean strict = functions.stream().anyMatch(f -> Boolean.TRUE.equals(f.strict()));
    switch (request.toolChoice()) {
      case ToolChoice.Auto _ -> {
        if (strict) {
          strictAuto(body);
        }
      }
      case ToolChoice.None _ -> mode("NONE", null, body);
      case ToolChoice.Required _ -> mode("ANY", null, body);
      case ToolChoice.Named named -> mode("ANY", List.of(named.name()), body);
      case ToolChoice.Allowed allowed when allowed.required() -> mode("ANY", allowed.names(), body);
      case ToolChoice.Allowed allowed -> {
        if (translation.model().takesValidatedCalls()) {
          mode("VALIDATED", allowed.names(), body);
        }
      }
    }
  }

  /** Holds all functions to their schemas, not only those that ask for it. */
  private void strictAuto(ObjectNode body) {
    if (translation.model().takesValidatedCalls()) {
      mode("VALIDATED", null, body);
    } else {
      translation.omitted("strict", "the model holds calls to their schema only when it must call");
    }
  }

  private static void mode(String mode, @Nullable List<String> names, ObjectNode body) {
    ObjectNode config = body.putObject("toolConfig").putObject("functionCallingConfig");
    config.put("mode", mode);
    if (names != null) {
      ArrayNode allowed = config.putArray("allowedFunctionNames");
      names.forEach(allowed::add);
    }
  }
}
