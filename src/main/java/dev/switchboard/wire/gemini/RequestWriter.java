package dev.switchboard.wire.gemini;

import dev.switchboard.ir.ChatRequest;
import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.Extension;
import dev.switchboard.json.InvalidJsonException;
import dev.switchboard.json.Json;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes a {@code GenerateContentRequest}.
 *
 * <p>Extensions of the own dialect are top-level fields under their own name, or fields of {@code
 * generationConfig} and {@code toolConfig} under {@code generationConfig.<name>} and {@code
 * toolConfig.<name>}.
 */
final class RequestWriter {
  private static final Set<String> MODELLED =
      Set.of("model", "contents", "systemInstruction", "tools", "toolConfig", "generationConfig");

  private static final Set<String> NESTING = Set.of("generationConfig", "toolConfig");

  private final Translation translation;

  RequestWriter(Translation translation) {
    this.translation = translation;
  }

  ObjectNode write(ChatRequest request) {
    ObjectNode body = Json.object();
    new ContentsWriter(translation).write(request.messages(), body);
    new ToolsWriter(translation).write(request, body);
    ObjectNode config = new GenerationConfigWriter(translation).write(request);
    if (!config.isEmpty()) {
      body.set("generationConfig", config);
    }
    if (request.endUser() != null) {
      translation.omitted("user", "the dialect has no slot for the caller's user");
    }
    for (Extension extension : request.extensions()) {
      if (extension.dialect() == Dialect.GEMINI_GENERATE) {
        own(extension, body);
      } else {
        ForeignExtensions.leaveOut(extension, translation);
      }
    }
    return body;
  }

  private static void own(Extension extension, ObjectNode body) {
    int dot = extension.name().indexOf('.');
    String outer = dot < 0 ? "" : extension.name().substring(0, dot);
    String name = extension.name().substring(dot + 1);
    if (dot < 0 ? MODELLED.contains(name) : !NESTING.contains(outer)) {
      throw Translation.invalid(
          "/" + extension.name(), extension.name() + ": not an extension of this dialect");
    }
    JsonNode value;
    try {
      value = Json.parse(extension.json());
    } catch (InvalidJsonException e) {
      throw Translation.invalid("/" + extension.name(), extension.name() + ": " + e.getMessage());
    }
    ObjectNode target = dot < 0 ? body : body.withObjectProperty(outer);
    target.set(name, value);
  }
}
