package dev.switchboard.matrix;

import dev.switchboard.ir.ChatRequest;
import dev.switchboard.ir.ChatResponse;
import dev.switchboard.ir.Content;
import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.MediaSource;
import dev.switchboard.ir.Message;
import dev.switchboard.ir.OutputFormat;
import dev.switchboard.ir.ReasoningRequest;
import dev.switchboard.ir.Role;
import dev.switchboard.ir.Sampling;
import dev.switchboard.ir.StopReason;
import dev.switchboard.ir.StreamEvent;
import dev.switchboard.ir.Tool;
import dev.switchboard.ir.ToolChoice;
import dev.switchboard.ir.Usage;
import dev.switchboard.json.Json;
import dev.switchboard.wire.AnswerHead;
import dev.switchboard.wire.CallerRequest;
import dev.switchboard.wire.Delivery;
import dev.switchboard.wire.ServerCodec;
import dev.switchboard.wire.StreamEncoder;
import dev.switchboard.wire.WireBody;
import dev.switchboard.wire.WireEvent;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Bedrock's side of its Converse API, as far as the matrix asks. */
final class BedrockVendor implements ServerCodec {
  @Override
  public Dialect dialect() {
    return Dialect.BEDROCK_CONVERSE;
  }

  @Override
  public CallerRequest decodeRequest(byte[] body) {
    JsonNode asked = Json.parse(body);
    List<Message> messages = new ArrayList<>();
    if (asked.has("system")) {
      messages.add(new Message(Role.SYSTEM, blocks(asked.path("system")), null));
    }
    for (JsonNode message : asked.path("messages")) {
      List<Content> content = blocks(message.path("content"));
      boolean results = content.stream().anyMatch(Content.ToolResult.class::isInstance);
      Role role = message.path("role").stringValue().equals("user") ? Role.USER : Role.ASSISTANT;
      messages.add(new Message(results ? Role.TOOL : role, content, null));
    }
    ChatRequest request =
        ChatRequest.of("m", messages)
            .withSampling(sampling(asked))
            .withTools(tools(asked.path("toolConfig")), choice(asked))
            .withOutput(format(asked.at("/outputConfig/textFormat")));
    JsonNode thinking = asked.at("/additionalModelRequestFields/thinking");
    if (thinking.path("type").asString("").equals("enabled")) {
      request =
          Asked.thinking(
              request, new ReasoningRequest(null, thinking.path("budget_tokens").asInt(), null));
    }
    boolean serial =
        asked
            .at("/additionalModelRequestFields/tool_choice/disable_parallel_tool_use")
            .asBoolean(false);
    return new CallerRequest(serial ? Asked.parallel(request, false) : request, Delivery.WHOLE);
  }

  private static List<Content> blocks(JsonNode blocks) {
    List<Content> content = new ArrayList<>();
    for (JsonNode block : blocks) {
      String kind = block.propertyNames().iterator().next();
      JsonNode said = block.path(kind);
      content.add(
          switch (kind) {
            case "text" -> new Content.Text(said.stringValue());
            case "image" -> new Content.Image(bytes("image/", said), null);
            case "audio" -> new Content.Audio(bytes("audio/", said));
            case "document" ->
                new Content.Document(bytes("application/", said), said.path("name").asString(null));
            case "cachePoint" -> new Content.CachePoint(said.path("ttl").asString(null));
            case "toolUse" ->
                new Content.ToolCall(
                    said.path("toolUseId").stringValue(),
                    said.path("name").stringValue(),
                    Json.text(said.path("input")),
                    null);
            case "toolResult" ->
                new Content.ToolResult(
                    said.path("toolUseId").stringValue(),
                    null,
                    blocks(said.path("content")),
                    said.path("status").asString("").equals("error"));
            case "reasoningContent" ->
                new Content.Reasoning(said.at("/reasoningText/text").asString(""), null);
            case "json" -> new Content.Text(Json.text(said));
            default -> throw new IllegalStateException(kind);
          });
    }
    return content;
  }

  private static MediaSource bytes(String type, JsonNode media) {
    return new MediaSource.Inline(
        type + media.path("format").stringValue(), media.at("/source/bytes").stringValue());
  }

  private static Sampling sampling(JsonNode asked) {
    JsonNode config = asked.path("inferenceConfig");
    List<String> stops = new ArrayList<>();
    config.path("stopSequences").forEach(stop -> stops.add(stop.stringValue()));
    JsonNode most = config.path("maxTokens");
    JsonNode best = asked.at("/additionalModelRequestFields/top_k");
    return new Sampling(
        number(config.path("temperature")),
        number(config.path("topP")),
        best.isNumber() ? best.asInt() : null,
        most.isNumber() ? most.asInt() : null,
        stops,
        null,
        null,
        null,
        null,
        null);
  }

  private static @org.jspecify.annotations.Nullable Double number(JsonNode figure) {
    return figure.isNumber() ? figure.asDouble() : null;
  }

  private static List<Tool> tools(JsonNode config) {
    List<Tool> tools = new ArrayList<>();
    for (JsonNode tool : config.path("tools")) {
      JsonNode spec = tool.path("toolSpec");
      tools.add(
          new Tool.Function(
              spec.path("name").stringValue(),
              spec.path("description").asString(null),
              Json.text(spec.at("/inputSchema/json")),
              null,
              null));
    }
    return tools;
  }

  private static ToolChoice choice(JsonNode asked) {
    JsonNode config = asked.path("toolConfig");
    JsonNode choice = config.path("toolChoice");
    if (choice.has("any")) {
      return new ToolChoice.Required();
    }
    if (choice.has("tool")) {
      return new ToolChoice.Named(choice.at("/tool/name").stringValue());
    }
    return config.has("tools") ? new ToolChoice.Auto() : new ToolChoice.None();
  }

  private static OutputFormat format(JsonNode format) {
    JsonNode schema = format.at("/structure/jsonSchema");
    return schema.isMissingNode()
        ? new OutputFormat.Text()
        : new OutputFormat.JsonSchema(
            schema.path("name").stringValue(), schema.path("schema").stringValue(), true, null);
  }

  @Override
  public WireBody encodeResponse(ChatResponse response, AnswerHead head) {
    ObjectNode body = Json.object();
    ObjectNode message = body.putObject("output").putObject("message").put("role", "assistant");
    ArrayNode blocks = message.putArray("content");
    for (Content part : response.content()) {
      switch (part) {
        case Content.Text text -> blocks.addObject().put("text", text.text());
        case Content.Reasoning thought ->
            blocks
                .addObject()
                .putObject("reasoningContent")
                .putObject("reasoningText")
                .put("text", thought.text());
        case Content.ToolCall call ->
            blocks
                .addObject()
                .putObject("toolUse")
                .put("toolUseId", call.id())
                .put("name", call.name())
                .set("input", Json.parse(call.arguments()));
        default -> throw new IllegalStateException(part.toString());
      }
    }
    body.put("stopReason", reason(response.stopReason()));
    if (response.stopSequence() != null) {
      body.putObject("additionalModelResponseFields").put("stop_sequence", response.stopSequence());
    }
    body.set("usage", usage(response.usage()));
    return new WireBody(Json.write(body), List.of());
  }

  private static String reason(StopReason reason) {
    return switch (reason) {
      case TOOL_CALLS -> "tool_use";
      case MAX_TOKENS -> "max_tokens";
      case STOP_SEQUENCE -> "stop_sequence";
      case CONTENT_FILTER -> "content_filtered";
      case REFUSAL -> "refusal";
      default -> "end_turn";
    };
  }

  private static ObjectNode usage(Usage usage) {
    return Json.object()
        .put("inputTokens", usage.uncachedInput())
        .put("cacheReadInputTokens", usage.cacheRead())
        .put("cacheWriteInputTokens", usage.cacheWrite())
        .put("outputTokens", usage.outputTotal())
        .put("totalTokens", usage.inputTotal() + usage.outputTotal());
  }

  @Override
  public StreamEncoder streamEncoder(AnswerHead head) {
    return new Stream();
  }

  /** Texts and thoughts are blocks of their own; the calls come after them. */
  private static final class Stream implements StreamEncoder {
    private static final int CALLS = 100;
    private int block = -1;
    private String kind = "";

    @Override
    public List<WireEvent> encode(StreamEvent event) {
      return switch (event) {
        case StreamEvent.Started _ ->
            List.of(new WireEvent("messageStart", "{\"role\":\"assistant\"}"));
        case StreamEvent.TextDelta text -> delta("text", Json.object().put("text", text.text()));
        case StreamEvent.ReasoningDelta thought -> {
          ObjectNode delta = Json.object();
          delta.putObject("reasoningContent").put("text", thought.text());
          yield delta("thought", delta);
        }
        case StreamEvent.ToolCallStarted call -> {
          ObjectNode start = Json.object();
          start.putObject("toolUse").put("toolUseId", call.id()).put("name", call.name());
          yield List.of(at("contentBlockStart", CALLS + call.index(), "start", start));
        }
        case StreamEvent.ToolCallDelta piece -> {
          ObjectNode delta = Json.object();
          delta.putObject("toolUse").put("input", piece.arguments());
          yield List.of(at("contentBlockDelta", CALLS + piece.index(), "delta", delta));
        }
        case StreamEvent.ToolCallEnded call ->
            List.of(at("contentBlockStop", CALLS + call.index(), "", Json.object()));
        case StreamEvent.Finished end -> {
          ObjectNode stop = Json.object().put("stopReason", reason(end.reason()));
          if (end.stopSequence() != null) {
            stop.putObject("additionalModelResponseFields")
                .put("stop_sequence", end.stopSequence());
          }
          ObjectNode last = Json.object().set("usage", usage(end.usage()));
          yield List.of(
              new WireEvent("messageStop", Json.text(stop)),
              new WireEvent("metadata", Json.text(last)));
        }
        default -> throw new IllegalStateException(event.toString());
      };
    }

    private List<WireEvent> delta(String next, ObjectNode delta) {
      if (!next.equals(kind)) {
        kind = next;
        block++;
      }
      return List.of(at("contentBlockDelta", block, "delta", delta));
    }

    private static WireEvent at(String name, int index, String field, ObjectNode value) {
      ObjectNode event = Json.object().put("contentBlockIndex", index);
      if (!field.isEmpty()) {
        event.set(field, value);
      }
      return new WireEvent(name, Json.text(event));
    }
  }

  @Override
  public byte[] encodeFailure(Failure failure, String requestId) {
    return Json.write(Json.object().put("message", failure.message()));
  }
}
