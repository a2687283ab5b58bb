package dev.switchboard.wire.gemini.interactions;

import dev.switchboard.ir.ChatRequest;
import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.Extension;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.ir.Message;
import dev.switchboard.ir.Role;
import dev.switchboard.ir.Tool;
import dev.switchboard.json.Fields;
import dev.switchboard.json.Json;
import dev.switchboard.json.Located;
import dev.switchboard.wire.CallerRequest;
import dev.switchboard.wire.Delivery;
import dev.switchboard.wire.UnknownFields;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads the top level of a request.
 *
 * <p>What {@code generateContent} has too becomes an {@link Extension} under its name there, and
 * anything else that is not modelled one of this dialect.
 */
final class RequestReader {
  /** What is read here, by the readers of parts, or before a request gets here. */
  private static final Set<String> MODELLED =
      Set.of(
          "model",
          "input",
          "system_instruction",
          "tools",
          "generation_config",
          "response_format",
          "response_mime_type",
          "response_modalities",
          "cached_content",
          "safety_settings",
          "stream",
          "store",
          "background",
          "previous_interaction_id");

  /** What makes of a request another one than a model can answer. */
  private static final Map<String, String> REFUSED =
      Map.of(
          "agent", "a model: agents are Google's own",
          "agent_config", "a model: agents are Google's own",
          "environment", "no environment: it is of use to agents only",
          "webhook_config", "no webhook: poll the interaction instead");

  private final Fields body;
  private final List<Extension> extensions = new ArrayList<>();

  RequestReader(Fields body) {
    this.body = body;
  }

  CallerRequest read() {
    REFUSED.forEach(this::refuse);
    String model = body.text("model");
    List<Message> messages = new ArrayList<>();
    body.optional("system_instruction").flatMap(RequestReader::system).ifPresent(messages::add);
    InputReader input = new InputReader(extensions);
    messages.addAll(input.read(body.required("input")));
    ToolReader toolReader = new ToolReader(extensions);
    List<Tool> tools = toolReader.tools(body.optionalObjects("tools"));
    ConfigReader config =
        new ConfigReader(
            body.optionalObject("generation_config").orElseGet(() -> Fields.of(Json.object())),
            extensions);
    FormatReader format = new FormatReader(body, extensions);
    ChatRequest chat =
        new ChatRequest(
            model,
            messages,
            tools,
            toolReader.choice(config.toolChoice(), tools),
            null,
            format.output(),
            config.sampling(),
            config.reasoning(),
            null,
            List.of());
    extendOwn();
    extensions.addAll(
        UnknownFields.in(body.node(), InteractionsShape.BODY, Dialect.GEMINI_INTERACTIONS));
    return new CallerRequest(
        chat.withExtensions(extensions),
        body.boolOr("stream", false) ? Delivery.STREAM : Delivery.WHOLE);
  }

  private void refuse(String field, String expected) {
    if (body.optional(field).isPresent()) {
      throw new FailureException(
          new Failure.Unsupported(field, field + ": not offered (expected: " + expected + ")"));
    }
  }

  private static Optional<Message> system(Located given) {
    if (given.node().isString()) {
      return given.text().isEmpty()
          ? Optional.empty()
          : Optional.of(Message.text(Role.SYSTEM, given.text()));
    }
    return Optional.of(new Message(Role.SYSTEM, ContentReader.list(given), null));
  }

  private void extendOwn() {
    body.optionalText("cached_content")
        .ifPresent(name -> extend(extensions, "cachedContent", Json.quote(name)));
    List<Fields> safety = body.optionalObjects("safety_settings");
    if (!safety.isEmpty()) {
      extend(extensions, "safetySettings", Json.text(safety(safety)));
    }
    body.all()
        .forEach((name, value) -> {
          if (!MODELLED.contains(name) && !value.node().isNull()) {
            extensions.add(
                new Extension(Dialect.GEMINI_INTERACTIONS, name, Json.text(value.node())));
          }
        });
  }

  private static ArrayNode safety(List<Fields> settings) {
    ArrayNode all = Json.array();
    for (Fields setting : settings) {
      ObjectNode written = all.addObject();
      String type = upper(setting.text("type"));
      written.put("category", type.startsWith("HARM_") ? type : "HARM_CATEGORY_" + type);
      written.put("threshold", upper(setting.text("threshold")));
      setting.optionalText("method").ifPresent(method -> written.put("method", upper(method)));
    }
    return all;
  }

  static String upper(String word) {
    return word.toUpperCase(Locale.ROOT);
  }

  /** Gives on a field in the words of {@code generateContent}. */
  static void extend(List<Extension> extensions, String name, String json) {
    extensions.add(new Extension(Dialect.GEMINI_GENERATE, name, json));
  }
}
