package dev.switchboard.wire.anthropic;

import dev.switchboard.ir.Content;
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

/** Reads {@code tools} and {@code tool_choice}. */
final class CallerToolReader {
  private static final Set<String> MODELLED =
      Set.of("type", "name", "description", "input_schema", "strict", "cache_control");

  private final Fields body;
  private final List<Extension> extensions;

  /**
   * @param extensions takes what tools have beside the modelled fields
   */
  CallerToolReader(Fields body, List<Extension> extensions) {
    this.body = body;
    this.extensions = extensions;
  }

  List<Tool> tools() {
    List<Tool> tools = new ArrayList<>();
    for (Fields tool : body.optionalObjects("tools")) {
      String type = tool.optionalText("type").orElse("custom");
      tools.add(
          type.equals("custom")
              ? function(tool, tools.size())
              : new Tool.Opaque(Dialect.ANTHROPIC_MESSAGES, type, Json.text(tool.node())));
    }
    return tools;
  }

  private Tool function(Fields tool, int index) {
    String name = tool.text("name");
    if (name.isEmpty()) {
      throw tool.invalid("name", "the name of the tool");
    }
    for (Map.Entry<String, Located> field : tool.all().entrySet()) {
      if (!MODELLED.contains(field.getKey())) {
        CallerRequestReader.add(
            extensions, "tools[" + index + "]." + field.getKey(), field.getValue());
      }
    }
    return new Tool.Function(
        name,
        tool.optionalText("description").orElse(null),
        tool.optionalObject("input_schema").map(s -> Json.text(s.node())).orElse(null),
        tool.optionalBool("strict").orElse(null),
        cachePoint(tool).orElse(null));
  }

  /** The cache mark of an object, if it carries one. */
  static Optional<Content.CachePoint> cachePoint(Fields object) {
    return object
        .optionalObject(CacheMarks.FIELD)
        .map(mark -> new Content.CachePoint(mark.optionalText("ttl").orElse(null)));
  }

  ToolChoice choice() {
    Optional<Fields> choice = body.optionalObject("tool_choice");
    if (choice.isEmpty()) {
      return new ToolChoice.Auto();
    }
    return switch (choice.get().text("type")) {
      case "auto" -> new ToolChoice.Auto();
      case "none" -> new ToolChoice.None();
      case "any" -> forced(choice.get(), new ToolChoice.Required());
      case "tool" -> forced(choice.get(), new ToolChoice.Named(choice.get().text("name")));
      default -> throw choice.get().invalid("type", "one of any, auto, none, tool");
    };
  }

  private ToolChoice forced(Fields choice, ToolChoice read) {
    if (body.optionalItems("tools").isEmpty()) {
      throw choice.invalid("type", "auto or none, because there are no tools");
    }
    return read;
  }

  /** Whether several calls may come in one turn; null when not said. */
  @Nullable Boolean parallel() {
    return body.optionalObject("tool_choice")
        .flatMap(choice -> choice.optionalBool("disable_parallel_tool_use"))
        .map(disabled -> !disabled)
        .orElse(null);
  }
}
