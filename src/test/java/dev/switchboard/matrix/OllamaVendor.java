package dev.switchboard.matrix;

import dev.switchboard.ir.ChatRequest;
import dev.switchboard.ir.ChatResponse;
import dev.switchboard.ir.Content;
import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.Failure;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Ollama's side of its native chat API, as far as the matrix asks. */
final class OllamaVendor implements ServerCodec {
  @Override
  public Dialect dialect() {
    return Dialect.OLLAMA_CHAT;
  }

  @Override
  public CallerRequest decodeRequest(byte[] body) {
    ObjectNode asked = (ObjectNode) Json.parse(body);
    LikeOpenAi like = new LikeOpenAi(asked);
    JsonNode options = asked.path("options");
    options.propertyNames().stream()
        .filter(name -> !name.equals("top_k"))
        .forEach(
            name -> like.set(name.equals("num_predict") ? "max_tokens" : name, options.path(name)));
    JsonNode format = asked.path("format");
    if (format.isObject()) {
      like.schema(format);
    } else if (format.isString()) {
      like.set("response_format", Json.object().put("type", "json_object"));
    }
    if (!asked.has("tools")) {
      like.set("tool_choice", Json.tree("none"));
    }
    ArrayNode messages = Json.array();
    asked.path("messages").forEach(message -> messages.add(message((ObjectNode) message)));
    like.set("messages", messages);
    ChatRequest request = like.request("options", "format", "think");
    JsonNode best = options.path("top_k");
    return new CallerRequest(
        best.isNumber()
            ? request.withSampling(LikeOpenAi.withTopK(request.sampling(), best.asInt()))
            : request,
        Delivery.WHOLE);
  }

  private static ObjectNode message(ObjectNode message) {
    ObjectNode like = message.deepCopy();
    like.remove(List.of("images", "tool_name", "thinking"));
    if (message.has("images")) {
      ArrayNode parts = like.putArray("content");
      parts.addObject().put("type", "text").put("text", message.path("content").stringValue());
      for (JsonNode image : message.path("images")) {
        parts
            .addObject()
            .put("type", "image_url")
            .putObject("image_url")
            .put("url", "data:image/png;base64," + image.stringValue());
      }
    }
    for (JsonNode call : like.path("tool_calls")) {
      ((ObjectNode) call).put("type", "function");
      ObjectNode function = (ObjectNode) call.path("function");
      function.put("arguments", Json.text(function.path("arguments")));
    }
    return like;
  }

  @Override
  public WireBody encodeResponse(ChatResponse response, AnswerHead head) {
    ObjectNode message = Json.object().put("role", "assistant").put("content", "");
    for (Content part : response.content()) {
      switch (part) {
        case Content.Text text ->
            message.put("content", message.path("content").stringValue() + text.text());
        case Content.Reasoning thought -> message.put("thinking", thought.text());
        case Content.ToolCall call -> call(message, call.id(), call.name(), call.arguments());
        default -> throw new IllegalStateException(part.toString());
      }
    }
    ObjectNode body = end(response.stopReason(), response.usage());
    body.set("message", message);
    return new WireBody(Json.write(body), List.of());
  }

  private static void call(ObjectNode message, String id, String name, String arguments) {
    ObjectNode function =
        message.withArray("tool_calls").addObject().put("id", id).putObject("function");
    function.put("name", name).set("arguments", Json.parse(arguments));
  }

  private static ObjectNode line() {
    return Json.object().put("model", "m").put("created_at", "2026-01-01T00:00:00Z");
  }

  private static ObjectNode end(StopReason reason, Usage usage) {
    return line()
        .put("done", true)
        .put("done_reason", reason == StopReason.MAX_TOKENS ? "length" : "stop")
        .put("prompt_eval_count", usage.inputTotal())
        .put("eval_count", usage.outputTotal());
  }

  @Override
  public StreamEncoder streamEncoder(AnswerHead head) {
    return new Stream();
  }

  /** Calls come whole, each in a line of its own. */
  private static final class Stream implements StreamEncoder {
    private final Map<Integer, StreamEvent.ToolCallStarted> begun = new TreeMap<>();
    private final Map<Integer, StringBuilder> arguments = new TreeMap<>();

    @Override
    public List<WireEvent> encode(StreamEvent event) {
      List<WireEvent> out = new ArrayList<>();
      ObjectNode message = Json.object().put("role", "assistant").put("content", "");
      switch (event) {
        case StreamEvent.Started _ -> {}
        case StreamEvent.TextDelta text -> say(message.put("content", text.text()), out);
        case StreamEvent.ReasoningDelta thought ->
            say(message.put("thinking", thought.text()), out);
        case StreamEvent.ToolCallStarted call -> {
          begun.put(call.index(), call);
          arguments.put(call.index(), new StringBuilder());
        }
        case StreamEvent.ToolCallDelta piece ->
            Objects.requireNonNull(arguments.get(piece.index())).append(piece.arguments());
        case StreamEvent.ToolCallEnded call -> {
          StreamEvent.ToolCallStarted start = Objects.requireNonNull(begun.get(call.index()));
          String whole = Objects.requireNonNull(arguments.get(call.index())).toString();
          call(message, start.id(), start.name(), whole);
          say(message, out);
        }
        case StreamEvent.Finished last -> {
          ObjectNode line = end(last.reason(), last.usage());
          line.set("message", message);
          out.add(WireEvent.of(Json.text(line)));
        }
        default -> throw new IllegalStateException(event.toString());
      }
      return out;
    }

    private static void say(ObjectNode message, List<WireEvent> out) {
      ObjectNode line = line().put("done", false);
      line.set("message", message);
      out.add(WireEvent.of(Json.text(line)));
    }
  }

  @Override
  public byte[] encodeFailure(Failure failure, String requestId) {
    return Json.write(Json.object().put("error", failure.message()));
  }
}
