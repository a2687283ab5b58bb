package dev.switchboard.provider.sandbox;

import dev.switchboard.ir.Content;
import dev.switchboard.ir.OutputFormat;
import dev.switchboard.ir.ReasoningRequest;
import dev.switchboard.ir.StopReason;
import dev.switchboard.ir.Tool;
import dev.switchboard.ir.Usage;
import dev.switchboard.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Decides what the sandbox says; pure. */
final class Answerer {
  private final ModelName model;
  private final Conversation conversation;
  private final Directives directives;
  private final SchemaTrue schemas;
  private final ToolTurn tools;
  private final Prose prose;

  Answerer(
      ModelName model,
      Conversation conversation,
      Directives directives,
      SchemaTrue schemas,
      ToolTurn tools) {
    this.model = model;
    this.conversation = conversation;
    this.directives = directives;
    this.schemas = schemas;
    this.tools = tools;
    this.prose = new Prose(conversation, model.standIn());
  }

  /**
   * The whole answer.
   *
   * @param defect what is wrong with its form; null for nothing
   */
  Answer answer(@Nullable Fault defect) {
    List<Content> parts = new ArrayList<>();
    if (model.echoes()) {
      parts.add(new Content.Text(conversation.userText()));
    } else {
      parts.addAll(thoughts());
      parts.addAll(said(defect));
    }
    boolean calls = parts.stream().anyMatch(Content.ToolCall.class::isInstance);
    Cutter cutter =
        new Cutter(
                conversation.request().sampling(), calls ? StopReason.TOOL_CALLS : StopReason.END)
            .take(parts);
    return new Answer(
        "sandbox-" + tools.answerId(),
        model.reported(),
        visible(cutter.kept()),
        cutter.reason(),
        cutter.stopSequence(),
        usage(cutter.kept()));
  }

  private List<Content> thoughts() {
    return reasons(conversation.request().reasoning())
        ? List.of(new Content.Reasoning(prose.thought(), null))
        : List.of();
  }

  private List<Content> said(@Nullable Fault defect) {
    List<Tool.Function> called = tools.called(directives.shape().calls());
    if (!called.isEmpty()) {
      return calls(called, defect);
    }
    Optional<JsonNode> schema = schema();
    if (schema.isPresent()) {
      String text =
          value(schema.get())
              .map(v -> Defects.written(v, defect, other -> schemas.allows(schema.get(), other)))
              .orElseGet(prose::noInstance);
      return List.of(new Content.Text(text));
    }
    return List.of(
        new Content.Text(
            conversation.results().isEmpty()
                ? prose.chat(directives.shape().words())
                : prose.afterTools()));
  }

  private List<Content> calls(List<Tool.Function> called, @Nullable Fault defect) {
    List<Content> parts = new ArrayList<>();
    if (!tools.forced()) {
      parts.add(tools.announcement(called.getFirst()));
    }
    for (int i = 0; i < called.size(); i++) {
      Tool.Function tool = called.get(i);
      JsonNode schema = parameters(tool);
      Optional<JsonNode> arguments = value(schema);
      if (arguments.isEmpty() || defect == Fault.PROSE) {
        String instead =
            arguments.map(v -> Defects.written(v, defect, _ -> false)).orElseGet(prose::noInstance);
        return List.of(new Content.Text(instead));
      }
      Fault spoiling = defect == Fault.FENCED ? null : defect;
      String text =
          Defects.written(arguments.get(), spoiling, other -> schemas.allows(schema, other));
      parts.add(new Content.ToolCall(tools.id(i), tool.name(), text, null));
    }
    return parts;
  }

  /** What a tool takes: always an object. */
  private JsonNode parameters(Tool.Function tool) {
    JsonNode object = Json.object().put("type", "object");
    if (tool.parameters() == null) {
      return object;
    }
    JsonNode schema = schemas.read(tool.parameters());
    if (!(schema instanceof ObjectNode given) || given.has("type")) {
      return schema;
    }
    return given.deepCopy().put("type", "object");
  }

  /** The schema that the answer's text must follow, if any. */
  private Optional<JsonNode> schema() {
    return switch (conversation.request().output()) {
      case OutputFormat.JsonSchema json -> Optional.of(schemas.read(json.schema()));
      case OutputFormat.JsonObject _ ->
          conversation.instructedSchema().or(() -> Optional.of(anyObject()));
      case OutputFormat.Text _ -> conversation.instructedSchema();
    };
  }

  private static JsonNode anyObject() {
    JsonNode text = Json.object().put("type", "string");
    return Json.object().put("type", "object").set("properties", Json.object().set("answer", text));
  }

  private Optional<JsonNode> value(JsonNode schema) {
    return schemas.value(schema, () -> new Plausible(conversation, prose));
  }

  private List<Content> visible(List<Content> parts) {
    return Boolean.FALSE.equals(conversation.request().reasoning().visible())
        ? parts.stream().filter(part -> !(part instanceof Content.Reasoning)).toList()
        : parts;
  }

  private Usage usage(List<Content> parts) {
    long output = 0;
    long reasoning = 0;
    for (Content part : parts) {
      switch (part) {
        case Content.Reasoning thought -> reasoning += Tokens.count(thought.text());
        case Content.Text text -> output += Tokens.count(text.text());
        case Content.ToolCall call -> output += Tokens.count(call.arguments());
        default -> throw new IllegalStateException("the sandbox does not say " + part);
      }
    }
    Usage input = Usage.of(Tokens.input(conversation.request()), 0);
    return input.plus(
        new Usage(0, 0, 0, 0, 0, 0, output, reasoning, 0, 0, Usage.Source.REPORTED, null));
  }

  private static boolean reasons(ReasoningRequest request) {
    Integer budget = request.budgetTokens();
    if (budget != null) {
      return budget != 0;
    }
    return request.effort() == null
        ? Boolean.TRUE.equals(request.visible())
        : request.effort() != ReasoningRequest.Effort.NONE;
  }
}
