package dev.switchboard.wire.gemini;

import dev.switchboard.ir.ChatRequest;
import dev.switchboard.ir.Content;
import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.Extension;
import dev.switchboard.ir.Message;
import dev.switchboard.ir.Role;
import dev.switchboard.ir.Tool;
import dev.switchboard.json.Json;
import dev.switchboard.json.Located;
import dev.switchboard.wire.UnknownFields;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * Reads the top level of a {@code GenerateContentRequest}.
 *
 * <p>What is not modelled becomes an {@link Extension} under its name in camelCase: the target
 * decides. A value that asks for nothing (an empty list, text or object) is left out, because
 * clients send it by habit.
 */
final class RequestReader {
  private static final Name MODEL = Name.of("model");
  private static final Name SYSTEM = Name.of("systemInstruction");
  private static final Name CONTENTS = Name.of("contents");
  private static final Name TOOLS = Name.of("tools");
  private static final Name TOOL_CONFIG = Name.of("toolConfig");
  private static final Name CONFIG = Name.of("generationConfig");
  private static final Set<Name> MODELLED =
      Set.of(MODEL, SYSTEM, CONTENTS, TOOLS, TOOL_CONFIG, CONFIG);

  private final GeminiObject body;
  private final List<Extension> extensions = new ArrayList<>();

  RequestReader(GeminiObject body) {
    this.body = body;
  }

  ChatRequest read() {
    List<Message> messages = new ArrayList<>();
    system().ifPresent(messages::add);
    messages.addAll(new ContentsReader().read(body));
    ToolsReader toolsReader = new ToolsReader(extensions);
    List<Tool> tools = toolsReader.tools(body.objects(TOOLS));
    GenerationConfigReader config =
        new GenerationConfigReader(body.object(CONFIG).orElseGet(GeminiObject::empty), extensions);
    ChatRequest request =
        new ChatRequest(
            body.text(MODEL),
            messages,
            tools,
            toolsReader.choice(body.object(TOOL_CONFIG), tools),
            null,
            config.output(),
            config.sampling(),
            config.reasoning(),
            null,
            List.of());
    extend("", body.others(MODELLED), extensions);
    extensions.addAll(
        UnknownFields.in(body.fields().node(), GenerateShape.BODY, Dialect.GEMINI_GENERATE));
    return request.withExtensions(extensions);
  }

  /** The role that SDKs send with instructions is ignored, as Google does. */
  private Optional<Message> system() {
    Optional<GeminiObject> instruction = body.object(SYSTEM);
    if (instruction.isEmpty()) {
      return Optional.empty();
    }
    List<Content> parts = new ArrayList<>();
    for (GeminiObject part : instruction.get().objects(ContentsReader.PARTS)) {
      RequestParts.read(part).ifPresent(parts::add);
    }
    return parts.isEmpty() ? Optional.empty() : Optional.of(new Message(Role.SYSTEM, parts, null));
  }

  /**
   * Adds fields that are not modelled.
   *
   * @param prefix of their names, such as {@code generationConfig.}
   */
  static void extend(String prefix, Map<String, Located> fields, List<Extension> extensions) {
    fields.forEach((name, value) -> {
      if (!asksForNothing(value.node())) {
        extensions.add(
            new Extension(Dialect.GEMINI_GENERATE, prefix + name, Json.text(value.node())));
      }
    });
  }

  private static boolean asksForNothing(JsonNode value) {
    return (value.isContainer() && value.isEmpty())
        || (value.isString() && value.stringValue().isEmpty())
        || (value.isBoolean() && !value.booleanValue());
  }
}
