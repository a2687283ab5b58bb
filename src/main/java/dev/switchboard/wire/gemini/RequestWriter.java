package dev.switchboard.wire.gemini;

import dev.switchboard.ir.ChatRequest;
import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.Extension;
import dev.switchboard.json.Json;
import dev.switchboard.wire.Declined;
import dev.switchboard.wire.ForeignExtensions;
import java.util.List;
import java.util.Set;
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
      if (extension.dialect() == Dialect.GEMINI_GENERATE && !extension.isNested()) {
        own(extension, body);
      } else {
        ForeignExtensions.leaveOut(extension, translation.remarks());
      }
    }
    return body;
  }

  private void own(Extension extension, ObjectNode body) {
    String name = extension.name();
    List<String> path = List.of(name.split("\\.", -1));
    if (path.size() == 1 ? MODELLED.contains(name) : !NESTING.contains(path.getFirst())) {
      throw Declined.invalid("/" + name, name + ": not an extension of this dialect");
    }
    ObjectNode target = body;
    for (String step : path.subList(0, path.size() - 1)) {
      target = target.withObjectProperty(step);
    }
    target.set(path.getLast(), ForeignExtensions.value(extension));
  }
}
