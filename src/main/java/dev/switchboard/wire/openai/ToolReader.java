package dev.switchboard.wire.openai;

import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.Tool;
import dev.switchboard.ir.ToolChoice;
import dev.switchboard.json.Fields;
import dev.switchboard.json.Json;
import dev.switchboard.json.Located;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads {@code tools} and {@code tool_choice}, and the older {@code functions} pair. */
final class ToolReader {
  private static final Map<String, ToolChoice> CHOICES =
      Map.of(
          "none", new ToolChoice.None(),
          "auto", new ToolChoice.Auto(),
          "required", new ToolChoice.Required(),
          "any", new ToolChoice.Required());

  private final Fields body;

  ToolReader(Fields body) {
    this.body = body;
  }

  List<Tool> tools() {
    List<Tool> tools = new ArrayList<>();
    for (Fields tool : body.optionalObjects("tools")) {
      tools.add(tool(tool));
    }
    if (body.optional("tools").isEmpty()) {
      for (Fields function : body.optionalObjects("functions")) {
        tools.add(function(function, function));
      }
    }
    return tools;
  }

  private static Tool tool(Fields tool) {
    String type = tool.optionalText("type").orElse("function");
    return type.equals("function")
        ? function(tool.object("function"), tool)
        : new Tool.Opaque(Dialect.OPENAI_CHAT, type, Json.text(tool.node()));
  }

  private static Tool function(Fields function, Fields around) {
    String name = function.text("name");
    if (name.isEmpty()) {
      throw function.invalid("name", "the name of the function");
    }
    return new Tool.Function(
        name,
        function.optionalText("description").orElse(null),
        function.optionalObject("parameters").map(p -> Json.text(p.node())).orElse(null),
        function.optionalBool("strict").orElse(null),
        PartReader.cachePoint(around).orElse(null));
  }

  ToolChoice choice(List<Tool> tools) {
    Optional<Located> given = body.optional("tool_choice").or(() -> body.optional("function_call"));
    if (given.isEmpty()) {
      return new ToolChoice.Auto();
    }
    Located choice = given.get();
    ToolChoice read = choice.node().isString() ? word(choice) : object(choice);
    boolean needsTools = !(read instanceof ToolChoice.Auto || read instanceof ToolChoice.None);
    if (needsTools && tools.isEmpty()) {
      throw choice.invalid("auto or none, because there are no tools");
    }
    return read;
  }

  private static ToolChoice word(Located choice) {
    return choice.choice(CHOICES);
  }

  private static ToolChoice object(Located choice) {
    if (!choice.node().isObject()) {
      throw choice.invalid("none, auto, required or an object");
    }
    Fields fields = choice.fields();
    Optional<String> type = fields.optionalText("type");
    if (type.isEmpty()) {
      return new ToolChoice.Named(fields.text("name"));
    }
    return switch (type.get()) {
      case "function", "custom" -> new ToolChoice.Named(fields.object(type.get()).text("name"));
      case "tool" -> new ToolChoice.Named(fields.text("name"));
      case "allowed_tools" -> allowed(fields.object("allowed_tools"));
      default -> word(fields.required("type"));
    };
  }

  private static ToolChoice allowed(Fields allowed) {
    List<String> names = new ArrayList<>();
    for (Fields tool : allowed.objects("tools")) {
      String type = tool.text("type");
      names.add(tool.optionalObject(type).orElse(tool).text("name"));
    }
    boolean required = allowed.choice("mode", Map.of("auto", false, "required", true));
    return new ToolChoice.Allowed(names, required);
  }
}
