package dev.switchboard.matrix;

import dev.switchboard.ir.ChatRequest;
import dev.switchboard.ir.ChatResponse;
import dev.switchboard.ir.Content;
import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.ReasoningRequest;
import dev.switchboard.ir.StopReason;
import dev.switchboard.ir.StreamEvent;
import dev.switchboard.ir.Usage;
import dev.switchboard.json.Json;
import dev.switchboard.wire.AnswerHead;
import dev.switchboard.wire.CallerRequest;
import dev.switchboard.wire.Delivery;
import dev.switchboard.wire.ServerCodec;
import dev.switchboard.wire.StreamEncoder;
import dev.switchboard.wire.WireBody;
import dev.switchboard.wire.WireEvent;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Cohere's side of its chat API, as far as the matrix asks. */
final class CohereVendor implements ServerCodec {
  @Override
  public Dialect dialect() {
    return Dialect.COHERE_CHAT;
  }

  @Override
  public CallerRequest decodeRequest(byte[] body) {
    ObjectNode asked = (ObjectNode) Json.parse(body);
    LikeOpenAi like = new LikeOpenAi(asked);
    like.rename("p", "top_p");
    like.rename("stop_sequences", "stop");
    JsonNode schema = asked.at("/response_format/json_schema");
    if (schema.isObject()) {
      like.schema(schema);
    }
    String choice = asked.path("tool_choice").asString("");
    if (!choice.isEmpty()) {
      like.set("tool_choice", Json.tree(choice.equals("NONE") ? "none" : "required"));
    }
    ChatRequest request = like.request("k", "thinking", "strict_tools");
    JsonNode most = asked.path("k");
    if (most.isNumber()) {
      request = request.withSampling(LikeOpenAi.withTopK(request.sampling(), most.asInt()));
    }
    JsonNode thinking = asked.path("thinking");
    if (thinking.path("type").asString("").equals("enabled")) {
      request =
          Asked.thinking(
              request, new ReasoningRequest(null, thinking.path("token_budget").asInt(), null));
    }
    return new CallerRequest(request, Delivery.WHOLE);
  }

  @Override
  public WireBody encodeResponse(ChatResponse response, AnswerHead head) {
    ObjectNode body = Json.object().put("id", head.id());
    ObjectNode message = body.putObject("message").put("role", "assistant");
    for (Content part : response.content()) {
      switch (part) {
        case Content.Text text ->
            message.withArray("content").addObject().put("type", "text").put("text", text.text());
        case Content.Reasoning thought ->
            message
                .withArray("content")
                .addObject()
                .put("type", "thinking")
                .put("thinking", thought.text());
        case Content.ToolCall call ->
            message
                .withArray("tool_calls")
                .addObject()
                .put("id", call.id())
                .put("type", "function")
                .putObject("function")
                .put("name", call.name())
                .put("arguments", call.arguments());
        default -> throw new IllegalStateException(part.toString());
      }
    }
    body.put("finish_reason", reason(response.stopReason()));
    body.set("usage", usage(response.usage()));
    return new WireBody(Json.write(body), List.of());
  }

  private static String reason(StopReason reason) {
    return switch (reason) {
      case TOOL_CALLS -> "TOOL_CALL";
      case MAX_TOKENS -> "MAX_TOKENS";
      case STOP_SEQUENCE -> "STOP_SEQUENCE";
      case CONTENT_FILTER -> "ERROR_TOXIC";
      default -> "COMPLETE";
    };
  }

  private static ObjectNode usage(Usage usage) {
    ObjectNode node = Json.object().put("cached_tokens", usage.cacheRead());
    node.putObject("tokens")
        .put("input_tokens", usage.inputTotal())
        .put("output_tokens", usage.outputTotal());
    return node;
  }

  @Override
  public StreamEncoder streamEncoder(AnswerHead head) {
    return CohereVendor::encode;
  }

  private static List<WireEvent> encode(StreamEvent event) {
    ObjectNode message = Json.object();
    return switch (event) {
      case StreamEvent.Started started ->
          List.of(
              WireEvent.of(
                  Json.text(Json.object().put("type", "message-start").put("id", started.id()))));
      case StreamEvent.TextDelta text -> {
        message.putObject("content").put("text", text.text());
        yield List.of(of("content-delta", 0, message));
      }
      case StreamEvent.ReasoningDelta thought -> {
        message.putObject("content").put("thinking", thought.text());
        yield List.of(of("content-delta", 0, message));
      }
      case StreamEvent.ToolCallStarted call -> {
        message
            .putObject("tool_calls")
            .put("id", call.id())
            .put("type", "function")
            .putObject("function")
            .put("name", call.name())
            .put("arguments", "");
        yield List.of(of("tool-call-start", call.index(), message));
      }
      case StreamEvent.ToolCallDelta piece -> {
        message.putObject("tool_calls").putObject("function").put("arguments", piece.arguments());
        yield List.of(of("tool-call-delta", piece.index(), message));
      }
      case StreamEvent.ToolCallEnded call -> List.of(of("tool-call-end", call.index(), message));
      case StreamEvent.Finished end -> {
        ObjectNode last = Json.object().put("type", "message-end");
        ObjectNode delta = last.putObject("delta").put("finish_reason", reason(end.reason()));
        delta.set("usage", usage(end.usage()));
        yield List.of(WireEvent.of(Json.text(last)));
      }
      default -> throw new IllegalStateException(event.toString());
    };
  }

  private static WireEvent of(String type, int index, ObjectNode message) {
    ObjectNode event = Json.object().put("type", type).put("index", index);
    event.putObject("delta").set("message", message);
    return WireEvent.of(Json.text(event));
  }

  @Override
  public byte[] encodeFailure(Failure failure, String requestId) {
    return Json.write(Json.object().put("id", requestId).put("message", failure.message()));
  }
}
