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
import dev.switchboard.ir.Tool;
import dev.switchboard.ir.ToolChoice;
import dev.switchboard.json.Json;
import dev.switchboard.wire.ClientCodec;
import dev.switchboard.wire.ModelTraits;
import dev.switchboard.wire.StreamDecoder;
import dev.switchboard.wire.WireBody;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A caller of Google's Interactions API, as far as the matrix asks: what has no place in a request
 * is left out of it, and what it reads as a thought's signature it sends back as it came.
 */
final class InteractionsCaller implements ClientCodec {
  @Override
  public Dialect dialect() {
    return Dialect.GEMINI_INTERACTIONS;
  }

  @Override
  public WireBody encodeRequest(
      ChatRequest request, String upstreamModel, boolean stream, ModelTraits traits) {
    ObjectNode body = Json.object().put("model", upstreamModel).put("store", false);
    if (stream) {
      body.put("stream", true);
    }
    StringBuilder system = new StringBuilder();
    ArrayNode input = body.putArray("input");
    for (Message message : request.messages()) {
      if (message.role() == Role.SYSTEM) {
        message.content().forEach(part -> system.append(text(part)));
      } else {
        message.content().forEach(part -> say(message.role(), part, input));
      }
    }
    if (!system.isEmpty()) {
      body.put("system_instruction", system.toString());
    }
    for (Tool tool : request.tools()) {
      if (tool instanceof Tool.Function function) {
        ObjectNode written = body.withArray("tools").addObject().put("type", "function");
        written.put("name", function.name()).put("description", function.description());
        written.set("parameters", Json.parse(String.valueOf(function.parameters())));
      }
    }
    form(request.output(), body);
    body.set("generation_config", config(request));
    return new WireBody(Json.write(body), List.of());
  }

  private static String text(Content part) {
    return part instanceof Content.Text text ? text.text() : "";
  }

  private static void say(Role role, Content part, ArrayNode input) {
    switch (part) {
      case Content.ToolCall call -> {
        if (call.signature() != null) {
          thought("", call.signature(), input);
        }
        input
            .addObject()
            .put("type", "function_call")
            .put("id", call.id())
            .put("name", call.name())
            .set("arguments", Json.parse(call.arguments().isEmpty() ? "{}" : call.arguments()));
      }
      case Content.ToolResult result ->
          input
              .addObject()
              .put("type", "function_result")
              .put("call_id", result.toolCallId())
              .put("name", result.name())
              .put("result", text(result.content().getFirst()));
      case Content.Reasoning thought -> thought(thought.text(), thought.signature(), input);
      case Content.Text _, Content.Image _, Content.Audio _, Content.Video _, Content.Document _ ->
          input
              .addObject()
              .put("type", role == Role.ASSISTANT ? "model_output" : "user_input")
              .putArray("content")
              .add(content(part));
      case Content.Refusal _, Content.CachePoint _, Content.Opaque _ -> {}
    }
  }

  private static void thought(String text, Content.@Nullable Signature signature, ArrayNode input) {
    ObjectNode step = input.addObject().put("type", "thought");
    if (!text.isEmpty()) {
      step.putArray("summary").addObject().put("type", "text").put("text", text);
    }
    if (signature != null) {
      step.put("signature", signature.value());
    }
  }

  private static ObjectNode content(Content part) {
    return switch (part) {
      case Content.Text text -> Json.object().put("type", "text").put("text", text.text());
      case Content.Image image -> media("image", image.source());
      case Content.Audio audio -> media("audio", audio.source());
      case Content.Video video -> media("video", video.source());
      case Content.Document paper -> media("document", paper.source()).put("name", paper.name());
      default -> throw new IllegalStateException(part.toString());
    };
  }

  private static ObjectNode media(String type, MediaSource source) {
    ObjectNode content = Json.object().put("type", type);
    return switch (source) {
      case MediaSource.Inline inline ->
          content.put("mime_type", inline.mimeType()).put("data", inline.base64());
      case MediaSource.Url url -> content.put("uri", url.url());
      case MediaSource.FileId file -> content.put("uri", file.id());
    };
  }

  private static void form(OutputFormat wanted, ObjectNode body) {
    switch (wanted) {
      case OutputFormat.Text _ -> {}
      case OutputFormat.JsonObject _ -> body.put("response_mime_type", "application/json");
      case OutputFormat.JsonSchema schema ->
          body.putObject("response_format")
              .put("type", "text")
              .put("mime_type", "application/json")
              .set("schema", Json.parse(schema.schema()));
    }
  }

  private static ObjectNode config(ChatRequest request) {
    ObjectNode config = Json.object();
    Sampling sampling = request.sampling();
    set(config, "temperature", sampling.temperature());
    set(config, "top_p", sampling.topP());
    set(config, "top_k", sampling.topK());
    set(config, "max_output_tokens", sampling.maxOutputTokens());
    set(config, "seed", sampling.seed());
    set(config, "presence_penalty", sampling.presencePenalty());
    set(config, "frequency_penalty", sampling.frequencyPenalty());
    sampling.stop().forEach(config.withArray("stop_sequences")::add);
    ReasoningRequest reasoning = request.reasoning();
    if (reasoning.effort() != null) {
      config.put("thinking_level", reasoning.effort().name().toLowerCase(Locale.ROOT));
    } else if (reasoning.budgetTokens() != null) {
      // There are levels only.
      config.put("thinking_level", "low");
    }
    if (reasoning.visible() != null) {
      config.put("thinking_summaries", reasoning.visible() ? "auto" : "none");
    }
    switch (request.toolChoice()) {
      case ToolChoice.Auto _ -> {}
      case ToolChoice.None _ -> config.put("tool_choice", "none");
      case ToolChoice.Required _ -> config.put("tool_choice", "any");
      case ToolChoice.Named named -> allow(config, List.of(named.name()), "any");
      case ToolChoice.Allowed some -> allow(config, some.names(), some.required() ? "any" : "auto");
    }
    return config;
  }

  private static void allow(ObjectNode config, List<String> names, String mode) {
    ObjectNode allowed = config.putObject("tool_choice").putObject("allowed_tools");
    names.forEach(allowed.put("mode", mode).putArray("tools")::add);
  }

  private static void set(ObjectNode config, String name, @Nullable Object value) {
    if (value != null) {
      config.set(name, Json.tree(value));
    }
  }

  @Override
  public ChatResponse decodeResponse(byte[] body) {
    return new InteractionsAnswer().whole(Json.parse(body));
  }

  @Override
  public StreamDecoder streamDecoder() {
    return new InteractionsAnswer();
  }

  @Override
  public Failure decodeFailure(int status, byte[] body, @Nullable Long retryAfterMillis) {
    JsonNode error = Json.parse(body).path("error");
    return new Failure.ProviderFailed(
        "caller",
        Failure.ProviderFailed.Kind.SERVER_ERROR,
        status,
        error.path("message").asString(""));
  }
}
