package dev.switchboard.wire.openai.responses;

import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.Extension;
import dev.switchboard.ir.Tool;
import dev.switchboard.ir.ToolChoice;
import dev.switchboard.json.Fields;
import dev.switchboard.json.Json;
import dev.switchboard.json.Located;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/**
 * Reads {@code tools} and {@code tool_choice}; one instance per request.
 *
 * <p>Functions of a namespace become plain functions, custom tools functions with one text. Tools
 * that agents offer with every request, and that a model can do without, become an {@link
 * Extension}, which other dialects leave out with a note; every other hosted tool is {@link
 * Tool.Opaque}, which they refuse.
 */
final class ToolReader {
  /** The extension that holds the tools a model can do without. */
  static final String OPTIONAL_TOOLS = "tools";

  private static final Set<String> OPTIONAL =
      Set.of(
          "web_search",
          "web_search_2025_08_26",
          "web_search_preview",
          "web_search_preview_2025_03_11",
          "tool_search",
          "programmatic_tool_calling");
  private static final Map<String, ToolChoice> CHOICES =
      Map.of(
          "none", new ToolChoice.None(),
          "auto", new ToolChoice.Auto(),
          "required", new ToolChoice.Required());

  private final Fields body;
  private final List<Tool> tools = new ArrayList<>();
  private final ArrayNode optional = Json.array();

  ToolReader(Fields body) {
    this.body = body;
    body.optionalObjects("tools").forEach(tool -> read(null, tool));
  }

  List<Tool> tools() {
    return tools;
  }

  /** The tools a model can do without; empty if there are none. */
  Optional<Extension> extension() {
    return optional.isEmpty()
        ? Optional.empty()
        : Optional.of(new Extension(Dialect.OPENAI_RESPONSES, OPTIONAL_TOOLS, Json.text(optional)));
  }

  private void read(@Nullable String namespace, Fields tool) {
    String type = tool.optionalText("type").orElse("function");
    switch (type) {
      case "function" -> tools.add(function(namespace, tool));
      case "custom" -> tools.add(custom(namespace, tool));
      case "namespace" -> {
        String name = tool.text("name");
        tool.objects("tools").forEach(inner -> read(name, inner));
      }
      default -> {
        if (OPTIONAL.contains(type)) {
          optional.add(tool.node());
        } else {
          tools.add(new Tool.Opaque(Dialect.OPENAI_RESPONSES, type, Json.text(tool.node())));
        }
      }
    }
  }

  private static Tool function(@Nullable String namespace, Fields tool) {
    // Some callers send the chat dialect's {"type": "function", "function": {…}}.
    Fields function = tool.has("name") ? tool : tool.optionalObject("function").orElse(tool);
    return new Tool.Function(
        ToolNames.flat(namespace, name(function)),
        function.optionalText("description").orElse(null),
        function.optionalObject("parameters").map(p -> Json.text(p.node())).orElse(null),
        function.optionalBool("strict").orElse(null),
        null);
  }

  /** A grammar cannot be enforced elsewhere, so the model is told of it. */
  private static Tool custom(@Nullable String namespace, Fields tool) {
    StringBuilder description = new StringBuilder(tool.optionalText("description").orElse(""));
    tool.optionalObject("format")
        .flatMap(format -> format.optionalText("definition"))
        .ifPresent(
            grammar -> description.append("\n\nThe input follows this grammar:\n").append(grammar));
    var parameters = Json.object().put("type", "object");
    parameters.putObject("properties").putObject(ToolNames.INPUT).put("type", "string");
    parameters.putArray("required").add(ToolNames.INPUT);
    parameters.put("additionalProperties", false);
    return new Tool.Function(
        ToolNames.flat(namespace, name(tool)),
        description.toString().strip(),
        Json.text(parameters),
        null,
        null);
  }

  private static String name(Fields function) {
    String name = function.text("name");
    if (name.isEmpty()) {
      throw function.invalid("name", "the name of the tool");
    }
    return name;
  }

  ToolChoice choice() {
    Optional<Located> given = body.optional("tool_choice");
    if (given.isEmpty()) {
      return new ToolChoice.Auto();
    }
    Located choice = given.get();
    ToolChoice read = choice.node().isString() ? choice.choice(CHOICES) : object(choice);
    boolean needsTools = !(read instanceof ToolChoice.Auto || read instanceof ToolChoice.None);
    if (needsTools && tools.isEmpty() && optional.isEmpty()) {
      throw choice.invalid("auto or none, because there are no tools");
    }
    return read;
  }

  private static ToolChoice object(Located choice) {
    if (!choice.node().isObject()) {
      throw choice.invalid("none, auto, required or an object");
    }
    Fields fields = choice.fields();
    String type = fields.text("type");
    return switch (type) {
      case "function", "custom" -> new ToolChoice.Named(reference(fields));
      case "allowed_tools" -> allowed(fields);
      case "none", "auto", "required" -> fields.required("type").choice(CHOICES);
      default -> new ToolChoice.Named(fields.optionalText("name").orElse(type));
    };
  }

  private static ToolChoice allowed(Fields allowed) {
    List<String> names = new ArrayList<>();
    for (Fields tool : allowed.objects("tools")) {
      names.add(tool.has("name") ? reference(tool) : tool.text("type"));
    }
    boolean required =
        allowed.optionalChoice("mode", Map.of("auto", false, "required", true)).orElse(false);
    return new ToolChoice.Allowed(names, required);
  }

  private static String reference(Fields tool) {
    JsonNode inner = tool.node().path("function").path("name");
    String name = inner.isString() ? inner.stringValue() : tool.text("name");
    return ToolNames.flat(tool.optionalText("namespace").orElse(null), name);
  }
}
