package dev.switchboard.wire.ollama;

import dev.switchboard.ir.Failure;
import dev.switchboard.ir.Failure.ProviderFailed.Kind;
import dev.switchboard.ir.StopReason;
import dev.switchboard.ir.StreamEvent;
import dev.switchboard.ir.Usage;
import dev.switchboard.json.Fields;
import dev.switchboard.json.InvalidFieldException;
import dev.switchboard.json.InvalidJsonException;
import dev.switchboard.json.Json;
import dev.switchboard.wire.ProviderFaults;
import dev.switchboard.wire.StreamDecoder;
import dev.switchboard.wire.ToolArguments;
import dev.switchboard.wire.ToolCallIds;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Reads one answer, line by line: pieces of a message, the last with {@code done}, its reason and
 * its counts. Tool calls come whole.
 */
final class AnswerStream implements StreamDecoder {
  private final ProviderFaults faults;
  private int calls;
  private String created = "";
  private boolean started;
  private boolean ended;

  AnswerStream(ProviderFaults faults) {
    this.faults = faults;
  }

  @Override
  public List<StreamEvent> decode(@Nullable String event, String data) {
    if (ended || data.isBlank()) {
      return List.of();
    }
    List<StreamEvent> out = new ArrayList<>();
    try {
      read(Fields.of(Json.parseReply(data)), out);
    } catch (InvalidJsonException e) {
      return fail(faults.unreadable(e));
    } catch (InvalidFieldException e) {
      return fail(faults.unreadable(e));
    }
    return out;
  }

  @Override
  public List<StreamEvent> end() {
    return ended ? List.of() : fail(faults.noEnd("the answer ended before it was done"));
  }

  /** What an error says, which may be a text or an object. */
  static String errorText(JsonNode body) {
    JsonNode error = body.path("error");
    return error.isString() ? error.stringValue() : error.path("message").asString("");
  }

  private void read(Fields line, List<StreamEvent> out) {
    if (line.has("error")) {
      out.addAll(fail(faults.failed(Kind.SERVER_ERROR, 200, "had an error within its answer")));
      return;
    }
    if (!started) {
      started = true;
      created = line.optionalText("created_at").orElse("");
      out.add(new StreamEvent.Started("", line.optionalText("model").orElse(""), null));
    }
    line.optionalObject("message").ifPresent(message -> say(message, out));
    if (line.boolOr("done", false)) {
      finish(line, out);
    }
  }

  private void say(Fields message, List<StreamEvent> out) {
    message
        .optionalText("thinking")
        .filter(text -> !text.isEmpty())
        .ifPresent(text -> out.add(new StreamEvent.ReasoningDelta(text)));
    message
        .optionalText("content")
        .filter(text -> !text.isEmpty())
        .ifPresent(text -> out.add(new StreamEvent.TextDelta(text)));
    for (Fields call : message.optionalObjects("tool_calls")) {
      Fields function = call.object("function");
      int number = calls++;
      String id =
          call.optionalText("id")
              .filter(given -> !given.isEmpty())
              .orElseGet(() -> ToolCallIds.hashed(created + '/' + number));
      out.add(new StreamEvent.ToolCallStarted(number, id, function.text("name"), null));
      String arguments = ToolArguments.text(function.node().path("arguments"));
      if (!arguments.isEmpty()) {
        out.add(new StreamEvent.ToolCallDelta(number, arguments));
      }
      out.add(new StreamEvent.ToolCallEnded(number));
    }
  }

  private void finish(Fields line, List<StreamEvent> out) {
    ended = true;
    String reason = line.optionalText("done_reason").orElse("stop");
    StopReason stop =
        reason.equals("length")
            ? StopReason.MAX_TOKENS
            : calls > 0 ? StopReason.TOOL_CALLS : StopReason.END;
    out.add(new StreamEvent.Finished(stop, reason, null, usage(line.node())));
  }

  /** A prompt that was wholly in the cache has no count. */
  private static Usage usage(JsonNode line) {
    JsonNode input = line.path("prompt_eval_count");
    JsonNode output = line.path("eval_count");
    return isCount(input) && isCount(output)
        ? Usage.of(input.intValue(), output.intValue())
        : Usage.UNKNOWN;
  }

  private static boolean isCount(JsonNode figure) {
    return figure.isIntegralNumber() && figure.canConvertToInt() && figure.intValue() >= 0;
  }

  private List<StreamEvent> fail(Failure failure) {
    ended = true;
    return List.of(new StreamEvent.Failed(failure));
  }
}
