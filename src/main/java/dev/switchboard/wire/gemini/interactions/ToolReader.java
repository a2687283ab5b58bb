package dev.switchboard.wire.gemini.interactions;

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
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads {@code tools} and {@code tool_choice}.
 *
 * <p>Google's tools become those of {@code generateContent} where that has them, and everybody but
 * Google refuses them; the others everybody refuses.
 */
final class ToolReader {
  private static final Map<String, Boolean> MODES =
      Map.of("auto", false, "validated", false, "any", true, "none", false);

  private final List<Extension> extensions;

  /**
   * @param extensions takes what is not modelled
   */
  ToolReader(List<Extension> extensions) {
    this.extensions = extensions;
  }

  List<Tool> tools(List<Fields> given) {
    List<Tool> tools = new ArrayList<>();
    for (Fields tool : given) {
      tools.add(tool(tool));
    }
    return tools;
  }

  private Tool tool(Fields tool) {
    String type = tool.text("type");
    return switch (type) {
      case "function" -> function(tool);
      case "google_search" -> search(tool);
      case "code_execution" -> google("codeExecution", Json.object());
      case "url_context" -> google("urlContext", Json.object());
      case "google_maps" -> maps(tool);
      case "file_search" -> fileSearch(tool);
      case "computer_use" -> computerUse(tool);
      default -> unknown(tool, type);
    };
  }

  private static Tool unknown(Fields tool, String type) {
    return new Tool.Opaque(Dialect.GEMINI_INTERACTIONS, type, Json.text(tool.node()));
  }

  private static Tool google(String type, ObjectNode settings) {
    return new Tool.Opaque(
        Dialect.GEMINI_GENERATE, type, Json.text(Json.object().set(type, settings)));
  }

  private static Tool function(Fields function) {
    String name = function.text("name");
    if (name.isEmpty()) {
      throw function.invalid("name", "the name of the function");
    }
    return new Tool.Function(
        name,
        function.optionalText("description").filter(d -> !d.isEmpty()).orElse(null),
        function.optionalObject("parameters").map(p -> Json.text(p.node())).orElse(null),
        null,
        null);
  }

  private static Tool search(Fields tool) {
    List<String> types = tool.optionalTexts("search_types");
    if (types.isEmpty() || types.equals(List.of("web_search"))) {
      return google("googleSearch", Json.object());
    }
    if (types.equals(List.of("enterprise_web_search"))) {
      return google("enterpriseWebSearch", Json.object());
    }
    if (!Set.of("web_search", "image_search").containsAll(types)) {
      return unknown(tool, "google_search");
    }
    ObjectNode settings = Json.object();
    ObjectNode kinds = settings.putObject("searchTypes");
    if (types.contains("web_search")) {
      kinds.putObject("webSearch");
    }
    kinds.putObject("imageSearch");
    return google("googleSearch", settings);
  }

  private Tool maps(Fields tool) {
    ObjectNode settings = Json.object();
    tool.optionalBool("enable_widget").ifPresent(widget -> settings.put("enableWidget", widget));
    if (tool.optional("latitude").isPresent() || tool.optional("longitude").isPresent()) {
      ObjectNode place = Json.object();
      place
          .putObject("latLng")
          .put("latitude", tool.number("latitude"))
          .put("longitude", tool.number("longitude"));
      RequestReader.extend(extensions, "toolConfig.retrievalConfig", Json.text(place));
    }
    return google("googleMaps", settings);
  }

  private static Tool fileSearch(Fields tool) {
    ObjectNode settings = Json.object();
    var stores = settings.putArray("fileSearchStoreNames");
    tool.optionalTexts("file_search_store_names").forEach(stores::add);
    tool.optionalInteger("top_k", 1, Integer.MAX_VALUE).ifPresent(k -> settings.put("topK", k));
    tool.optionalText("metadata_filter").ifPresent(f -> settings.put("metadataFilter", f));
    return google("fileSearch", settings);
  }

  private static Tool computerUse(Fields tool) {
    if (tool.has("disabled_safety_policies") || tool.has("enable_prompt_injection_detection")) {
      return unknown(tool, "computer_use");
    }
    ObjectNode settings = Json.object();
    settings.put(
        "environment",
        "ENVIRONMENT_" + RequestReader.upper(tool.optionalText("environment").orElse("browser")));
    List<String> excluded = tool.optionalTexts("excluded_predefined_functions");
    if (!excluded.isEmpty()) {
      excluded.forEach(settings.putArray("excludedPredefinedFunctions")::add);
    }
    return google("computerUse", settings);
  }

  /** What must be called: a word, or a word with the functions that may be. */
  ToolChoice choice(Optional<Located> given, List<Tool> tools) {
    if (given.isEmpty()) {
      return new ToolChoice.Auto();
    }
    Located choice = given.get();
    List<String> names = List.of();
    if (choice.node().isObject()) {
      Optional<Fields> allowed = choice.fields().optionalObject("allowed_tools");
      if (allowed.isEmpty()) {
        return new ToolChoice.Auto();
      }
      names = allowed.get().optionalTexts("tools");
      Optional<Located> mode = allowed.get().optional("mode");
      if (mode.isEmpty()) {
        return names.isEmpty() ? new ToolChoice.Auto() : new ToolChoice.Allowed(names, false);
      }
      choice = mode.get();
    }
    return choice(choice, names, tools);
  }

  private ToolChoice choice(Located mode, List<String> names, List<Tool> tools) {
    boolean required = mode.choice(MODES);
    if (mode.text().equals("none")) {
      return new ToolChoice.None();
    }
    if (required && tools.isEmpty()) {
      throw mode.invalid("auto or none, because there are no tools");
    }
    if (mode.text().equals("validated") && !tools.isEmpty()) {
      RequestReader.extend(
          extensions, "toolConfig.functionCallingConfig.mode", Json.quote("VALIDATED"));
    }
    if (names.isEmpty()) {
      return required ? new ToolChoice.Required() : new ToolChoice.Auto();
    }
    return required && names.size() == 1
        ? new ToolChoice.Named(names.getFirst())
        : new ToolChoice.Allowed(names, required);
  }
}
