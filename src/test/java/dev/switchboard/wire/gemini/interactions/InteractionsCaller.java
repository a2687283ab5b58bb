package dev.switchboard.wire.gemini.interactions;

import dev.switchboard.ir.ChatRequest;
import dev.switchboard.ir.ChatResponse;
import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.ir.ResponseAccumulator;
import dev.switchboard.ir.StopReason;
import dev.switchboard.ir.StreamEvent;
import dev.switchboard.ir.Usage;
import dev.switchboard.json.Json;
import dev.switchboard.wire.ClientCodec;
import dev.switchboard.wire.ModelTraits;
import dev.switchboard.wire.StreamDecoder;
import dev.switchboard.wire.WireBody;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads interactions as a caller's SDK would: from the deltas of each step, or the whole. */
public final class InteractionsCaller implements ClientCodec {
  @Override
  public Dialect dialect() {
    return Dialect.GEMINI_INTERACTIONS;
  }

  @Override
  public WireBody encodeRequest(
      ChatRequest request, String upstreamModel, boolean stream, ModelTraits traits) {
    throw new IllegalStateException("callers are only read");
  }

  @Override
  public Failure decodeFailure(int status, byte[] body, @Nullable Long retryAfterMillis) {
    throw new IllegalStateException("callers are only read");
  }

  @Override
  public ChatResponse decodeResponse(byte[] body) {
    JsonNode interaction = Json.parse(body);
    if (interaction.path("status").stringValue().equals("failed")) {
      throw new FailureException(new Failure.Internal("failed"));
    }
    ResponseAccumulator answer = new ResponseAccumulator();
    answer.accept(new StreamEvent.Started("", "", null));
    int call = 0;
    for (JsonNode step : interaction.path("steps")) {
      switch (step.path("type").stringValue()) {
        case "model_output" -> step.path("content").forEach(part -> tell(part, answer));
        case "function_call" -> {
          answer.accept(started(call, step));
          answer.accept(new StreamEvent.ToolCallDelta(call, Json.text(step.path("arguments"))));
          answer.accept(new StreamEvent.ToolCallEnded(call++));
        }
        default -> {}
      }
    }
    answer.accept(finished(interaction));
    return answer.response().orElseThrow();
  }

  private static void tell(JsonNode part, ResponseAccumulator answer) {
    if (part.path("type").stringValue().equals("text")) {
      answer.accept(new StreamEvent.TextDelta(part.path("text").stringValue()));
    }
  }

  private static StreamEvent started(int index, JsonNode step) {
    return new StreamEvent.ToolCallStarted(
        index, step.path("id").stringValue(), step.path("name").stringValue(), null);
  }

  private static StreamEvent finished(JsonNode interaction) {
    return new StreamEvent.Finished(StopReason.END, "", null, usage(interaction.path("usage")));
  }

  private static Usage usage(JsonNode usage) {
    if (!usage.isObject()) {
      return Usage.UNKNOWN;
    }
    long cached = usage.path("total_cached_tokens").asLong();
    return new Usage(
        usage.path("total_input_tokens").asLong() - cached,
        cached,
        0,
        0,
        0,
        0,
        usage.path("total_output_tokens").asLong(),
        usage.path("total_thought_tokens").asLong(),
        0,
        0,
        Usage.Source.REPORTED,
        null);
  }

  @Override
  public StreamDecoder streamDecoder() {
    return new Reader();
  }

  private static final class Reader implements StreamDecoder {
    private final Map<Integer, Integer> calls = new HashMap<>();
    private final Map<Integer, String> open = new HashMap<>();
    private boolean ended;

    @Override
    public List<StreamEvent> decode(@Nullable String event, String data) {
      JsonNode node = Json.parse(data);
      List<StreamEvent> told = new ArrayList<>();
      int index = node.path("index").asInt(-1);
      switch (node.path("event_type").stringValue()) {
        case "interaction.created" -> told.add(new StreamEvent.Started("", "", null));
        case "step.start" -> {
          JsonNode step = node.path("step");
          if (open.put(index, step.path("type").stringValue()) != null) {
            throw new IllegalStateException("step " + index + " starts twice");
          }
          if (step.path("type").stringValue().equals("function_call")) {
            calls.put(index, calls.size());
            told.add(started(Objects.requireNonNull(calls.get(index)), step));
          }
        }
        case "step.delta" ->
            delta(Objects.requireNonNull(open.get(index)), index, node.path("delta"), told);
        case "step.stop" -> {
          if (Objects.equals(open.replace(index, "stopped"), "function_call")) {
            told.add(new StreamEvent.ToolCallEnded(Objects.requireNonNull(calls.get(index))));
          }
        }
        case "interaction.completed" -> {
          ended = true;
          told.add(
              node.at("/interaction/status").stringValue().equals("failed")
                  ? new StreamEvent.Failed(new Failure.Internal("failed"))
                  : finished(node.path("interaction")));
        }
        case "error" -> {
          ended = true;
          told.add(new StreamEvent.Failed(new Failure.Internal("error")));
        }
        default -> throw new IllegalStateException(data);
      }
      return told;
    }

    private void delta(String step, int index, JsonNode delta, List<StreamEvent> told) {
      switch (delta.path("type").stringValue()) {
        case "text" -> {
          requireIn("model_output", step);
          told.add(new StreamEvent.TextDelta(delta.path("text").stringValue()));
        }
        case "arguments_delta" -> {
          requireIn("function_call", step);
          told.add(
              new StreamEvent.ToolCallDelta(
                  Objects.requireNonNull(calls.get(index)), delta.path("arguments").stringValue()));
        }
        case "thought_summary", "thought_signature" -> requireIn("thought", step);
        case "image", "audio", "video", "document" -> requireIn("model_output", step);
        default -> throw new IllegalStateException(Json.text(delta));
      }
    }

    private static void requireIn(String expected, String step) {
      if (!expected.equals(step)) {
        throw new IllegalStateException(step + " (expected: " + expected + ")");
      }
    }

    @Override
    public List<StreamEvent> end() {
      return ended ? List.of() : List.of(new StreamEvent.Failed(new Failure.Internal("no end")));
    }
  }
}
