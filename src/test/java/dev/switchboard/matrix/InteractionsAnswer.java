package dev.switchboard.matrix;

import dev.switchboard.ir.ChatResponse;
import dev.switchboard.ir.Content;
import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.Origin;
import dev.switchboard.ir.StopReason;
import dev.switchboard.ir.StreamEvent;
import dev.switchboard.ir.Usage;
import dev.switchboard.json.Json;
import dev.switchboard.wire.StreamDecoder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** An interaction as its caller reads it, whole or as events; one instance for each. */
final class InteractionsAnswer implements StreamDecoder {
  private final Map<Integer, Integer> calls = new HashMap<>();
  private boolean ended;

  ChatResponse whole(JsonNode interaction) {
    List<Content> content = new ArrayList<>();
    for (JsonNode step : interaction.path("steps")) {
      switch (step.path("type").asString("")) {
        case "model_output" ->
            step.path("content")
                .forEach(part -> content.add(new Content.Text(part.path("text").asString(""))));
        case "thought" -> {
          StringBuilder said = new StringBuilder();
          step.path("summary").forEach(part -> said.append(part.path("text").asString("")));
          String token = step.path("signature").asString("");
          content.add(
              new Content.Reasoning(said.toString(), token.isEmpty() ? null : signature(token)));
        }
        case "function_call" ->
            content.add(
                new Content.ToolCall(
                    step.path("id").asString(""),
                    step.path("name").asString(""),
                    Json.text(step.path("arguments")),
                    null));
        default -> throw new IllegalStateException(Json.text(step));
      }
    }
    return new ChatResponse(
        interaction.path("id").asString(""),
        interaction.path("model").asString(""),
        content,
        reason(interaction),
        "",
        null,
        usage(interaction.path("usage")));
  }

  private static Content.Signature signature(String token) {
    return new Content.Signature(
        Content.Signature.Kind.SIGNATURE, token, Origin.of(Dialect.GEMINI_GENERATE));
  }

  /** A filter and a refusal are told beside the status. */
  private static StopReason reason(JsonNode interaction) {
    String error = interaction.path("errors").path(0).path("code").asString("");
    return switch (interaction.path("status").asString("")) {
      case "requires_action" -> StopReason.TOOL_CALLS;
      case "incomplete" ->
          error.equals("content_filter") ? StopReason.CONTENT_FILTER : StopReason.MAX_TOKENS;
      case "completed" -> error.equals("refusal") ? StopReason.REFUSAL : StopReason.END;
      default -> throw new IllegalStateException(Json.text(interaction));
    };
  }

  private static Usage usage(JsonNode counts) {
    if (counts.isMissingNode()) {
      return Usage.UNKNOWN;
    }
    long cached = counts.path("total_cached_tokens").asLong();
    return new Usage(
        counts.path("total_input_tokens").asLong() - cached,
        cached,
        0,
        0,
        0,
        0,
        counts.path("total_output_tokens").asLong(),
        counts.path("total_thought_tokens").asLong(),
        0,
        0,
        Usage.Source.REPORTED,
        null);
  }

  @Override
  public List<StreamEvent> decode(@Nullable String name, String data) {
    if (data.equals("[DONE]")) {
      return List.of();
    }
    JsonNode event = Json.parse(data);
    int index = event.path("index").asInt(-1);
    return switch (event.path("event_type").asString("")) {
      case "interaction.created" ->
          List.of(
              new StreamEvent.Started(
                  event.at("/interaction/id").asString(""),
                  event.at("/interaction/model").asString(""),
                  null));
      case "step.start" -> begun(index, event.path("step"));
      case "step.delta" -> grown(index, event.path("delta"));
      case "step.stop" ->
          calls.containsKey(index)
              ? List.of(new StreamEvent.ToolCallEnded(calls.get(index)))
              : List.of();
      case "interaction.completed" -> {
        ended = true;
        JsonNode interaction = event.path("interaction");
        yield List.of(
            new StreamEvent.Finished(
                reason(interaction), "", null, usage(interaction.path("usage"))));
      }
      default -> List.of(broken(event.at("/error/message").asString("")));
    };
  }

  private List<StreamEvent> begun(int index, JsonNode step) {
    if (!step.path("type").asString("").equals("function_call")) {
      return List.of();
    }
    calls.put(index, calls.size());
    return List.of(
        new StreamEvent.ToolCallStarted(
            calls.get(index), step.path("id").asString(""), step.path("name").asString(""), null));
  }

  private List<StreamEvent> grown(int index, JsonNode delta) {
    return switch (delta.path("type").asString("")) {
      case "text" -> List.of(new StreamEvent.TextDelta(delta.path("text").asString("")));
      case "thought_summary" ->
          List.of(new StreamEvent.ReasoningDelta(delta.at("/content/text").asString("")));
      case "thought_signature" ->
          List.of(new StreamEvent.ReasoningSigned(signature(delta.path("signature").asString(""))));
      case "arguments_delta" ->
          List.of(
              new StreamEvent.ToolCallDelta(
                  calls.getOrDefault(index, -1), delta.path("arguments").asString("")));
      default -> List.of();
    };
  }

  private StreamEvent broken(String why) {
    ended = true;
    return new StreamEvent.Failed(
        new Failure.ProviderFailed("caller", Failure.ProviderFailed.Kind.SERVER_ERROR, 200, why));
  }

  @Override
  public List<StreamEvent> end() {
    return ended ? List.of() : List.of(broken("the events stopped"));
  }
}
