package dev.switchboard.wire.gemini;

import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.Extension;
import dev.switchboard.ir.Tool;
import dev.switchboard.ir.ToolChoice;
import dev.switchboard.json.Json;
import dev.switchboard.json.Located;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads {@code tools} and {@code toolConfig}. */
final class ToolsReader {
  private static final Name DECLARATIONS = Name.of("functionDeclarations");
  private static final Name NAME = Name.of("name");
  private static final Name DESCRIPTION = Name.of("description");
  private static final Name PARAMETERS = Name.of("parameters");
  private static final Name JSON_PARAMETERS = Name.of("parametersJsonSchema");
  private static final Name CALLING = Name.of("functionCallingConfig");
  private static final Name MODE = Name.of("mode");
  private static final Name ALLOWED = Name.of("allowedFunctionNames");

  /** How calls are asked for. */
  private enum Mode {
    AUTO,
    ANY,
    NONE,
    VALIDATED
  }

  private static final Map<String, Mode> MODES =
      Map.of(
          "MODE_UNSPECIFIED", Mode.AUTO,
          "AUTO", Mode.AUTO,
          "ANY", Mode.ANY,
          "NONE", Mode.NONE,
          "VALIDATED", Mode.VALIDATED);

  private final List<Extension> extensions;

  /**
   * @param extensions takes what is not modelled
   */
  ToolsReader(List<Extension> extensions) {
    this.extensions = extensions;
  }

  /** All functions and, one by one, the tools that only Google has. */
  List<Tool> tools(List<GeminiObject> given) {
    List<Tool> tools = new ArrayList<>();
    for (GeminiObject tool : given) {
      for (GeminiObject declaration : tool.objects(DECLARATIONS)) {
        tools.add(function(declaration));
      }
      tool.others(Set.of(DECLARATIONS))
          .forEach((name, value) ->
              tools.add(
                  new Tool.Opaque(
                      Dialect.GEMINI_GENERATE,
                      name,
                      Json.text(Json.object().set(name, value.node())))));
    }
    return tools;
  }

  private static Tool function(GeminiObject declaration) {
    String name = declaration.text(NAME);
    if (name.isEmpty()) {
      throw declaration.fields().invalid(NAME.camel(), "the name of the function");
    }
    String description = declaration.text(DESCRIPTION);
    return new Tool.Function(
        name, description.isEmpty() ? null : description, parameters(declaration), null, null);
  }

  /** Real JSON Schema wins over Google's form of it. */
  private static @Nullable String parameters(GeminiObject declaration) {
    Optional<Located> json = declaration.get(JSON_PARAMETERS);
    if (json.isPresent()) {
      return Json.text(json.get().fields().node());
    }
    return declaration
        .object(PARAMETERS)
        .map(schema -> Json.text(SchemaReader.read(schema.fields().node())))
        .orElse(null);
  }

  /**
   * What must be called.
   *
   * <p>{@code VALIDATED} differs from {@code AUTO} in that calls hold to their schema, which others
   * are asked for by function; that it was asked for is kept as an extension.
   */
  ToolChoice choice(Optional<GeminiObject> config, List<Tool> tools) {
    if (config.isEmpty()) {
      return new ToolChoice.Auto();
    }
    RequestReader.extend("toolConfig.", config.get().others(Set.of(CALLING)), extensions);
    Optional<GeminiObject> calling = config.get().object(CALLING);
    if (calling.isEmpty()) {
      return new ToolChoice.Auto();
    }
    Mode mode = calling.get().choice(MODE, MODES).orElse(Mode.AUTO);
    List<String> names = calling.get().texts(ALLOWED);
    if (mode == Mode.ANY && tools.isEmpty()) {
      throw calling
          .get()
          .fields()
          .invalid(MODE.camel(), "AUTO or NONE, because there are no tools");
    }
    if (mode == Mode.VALIDATED && !tools.isEmpty()) {
      extensions.add(
          new Extension(
              Dialect.GEMINI_GENERATE,
              "toolConfig.functionCallingConfig.mode",
              Json.quote(mode.name())));
    }
    return switch (mode) {
      case NONE -> new ToolChoice.None();
      case ANY -> required(names);
      case AUTO, VALIDATED ->
          names.isEmpty() ? new ToolChoice.Auto() : new ToolChoice.Allowed(names, false);
    };
  }

  private static ToolChoice required(List<String> names) {
    if (names.isEmpty()) {
      return new ToolChoice.Required();
    }
    return names.size() == 1
        ? new ToolChoice.Named(names.getFirst())
        : new ToolChoice.Allowed(names, true);
  }
}
