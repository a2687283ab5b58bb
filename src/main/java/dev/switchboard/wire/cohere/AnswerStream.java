package dev.switchboard.wire.cohere;

import dev.switchboard.ir.Failure;
import dev.switchboard.ir.Failure.ProviderFailed.Kind;
import dev.switchboard.ir.StreamEvent;
import dev.switchboard.json.Fields;
import dev.switchboard.json.InvalidFieldException;
import dev.switchboard.json.InvalidJsonException;
import dev.switchboard.json.Json;
import dev.switchboard.wire.ProviderFaults;
import dev.switchboard.wire.StreamDecoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads one streamed answer; the type in the data decides, and where it has none the event's name.
 *
 * @see <a href="https://docs.cohere.com/v2/docs/streaming">source</a>
 */
final class AnswerStream implements StreamDecoder {
  private final ProviderFaults faults;

  /** The provider's indexes of open calls to ours. */
  private final Map<Long, Integer> open = new TreeMap<>();

  private String id = "";
  private int calls;
  private boolean started;
  private boolean ended;

  AnswerStream(ProviderFaults faults) {
    this.faults = faults;
  }

  @Override
  public List<StreamEvent> decode(@Nullable String event, String data) {
    if (ended || data.isBlank() || data.equals("[DONE]")) {
      return List.of();
    }
    List<StreamEvent> out = new ArrayList<>();
    try {
      Fields fields = Fields.of(Json.parseReply(data));
      read(fields.optionalText("type").orElse(event == null ? "" : event), fields, out);
    } catch (InvalidJsonException e) {
      return fail(faults.unreadable(e));
    } catch (InvalidFieldException e) {
      return fail(faults.unreadable(e));
    }
    return out;
  }

  @Override
  public List<StreamEvent> end() {
    return ended ? List.of() : fail(faults.noEnd("the stream ended without a finish reason"));
  }

  private void read(String type, Fields fields, List<StreamEvent> out) {
    switch (type) {
      case "message-start" -> {
        id = fields.optionalText("id").orElse("");
        start(out);
      }
      case "content-start", "content-delta" -> {
        start(out);
        content(message(fields).object("content"), out);
      }
      case "tool-plan-delta" -> {
        start(out);
        think(message(fields).optionalText("tool_plan").orElse(""), out);
      }
      case "tool-call-start" -> {
        start(out);
        begin(index(fields), message(fields).object("tool_calls"), out);
      }
      case "tool-call-delta" -> arguments(index(fields), message(fields).object("tool_calls"), out);
      case "tool-call-end" -> close(index(fields), out);
      case "citation-start" -> {
        start(out);
        out.add(
            new StreamEvent.Part(AnswerReader.citation(message(fields).node().path("citations"))));
      }
      case "message-end" -> finish(fields.object("delta"), out);
      case "content-end", "citation-end", "debug" -> {}
      default -> {
        if (fields.has("delta")) {
          out.addAll(fail(faults.unreadable("an event of unknown type with content")));
        }
      }
    }
  }

  private static Fields message(Fields fields) {
    return fields.object("delta").object("message");
  }

  private static long index(Fields fields) {
    return fields.optionalInteger("index", 0, Integer.MAX_VALUE).orElse(0);
  }

  private void start(List<StreamEvent> out) {
    if (!started) {
      started = true;
      out.add(new StreamEvent.Started(id, "", null));
    }
  }

  private static void content(Fields content, List<StreamEvent> out) {
    think(content.optionalText("thinking").orElse(""), out);
    String text = content.optionalText("text").orElse("");
    if (!text.isEmpty()) {
      out.add(new StreamEvent.TextDelta(text));
    }
  }

  private static void think(String thought, List<StreamEvent> out) {
    if (!thought.isEmpty()) {
      out.add(new StreamEvent.ReasoningDelta(thought));
    }
  }

  private void begin(long index, Fields call, List<StreamEvent> out) {
    close(index, out);
    int number = calls++;
    open.put(index, number);
    Fields function = call.object("function");
    out.add(
        new StreamEvent.ToolCallStarted(
            number, AnswerReader.callId(call, id, number), function.text("name"), null));
    piece(number, function, out);
  }

  private void arguments(long index, Fields call, List<StreamEvent> out) {
    Integer number = open.get(index);
    if (number == null) {
      throw call.invalid("function", "a piece of a call that has begun");
    }
    piece(number, call.object("function"), out);
  }

  private static void piece(int number, Fields function, List<StreamEvent> out) {
    String json = function.optionalText("arguments").orElse("");
    if (!json.isEmpty()) {
      out.add(new StreamEvent.ToolCallDelta(number, json));
    }
  }

  private void close(long index, List<StreamEvent> out) {
    Integer number = open.remove(index);
    if (number != null) {
      out.add(new StreamEvent.ToolCallEnded(number));
    }
  }

  private void finish(Fields delta, List<StreamEvent> out) {
    String reason = delta.text("finish_reason");
    if (Words.isFailure(reason)) {
      out.addAll(fail(faults.failed(Kind.SERVER_ERROR, 200, "had an error within its answer")));
      return;
    }
    start(out);
    List.copyOf(open.keySet()).forEach(index -> close(index, out));
    ended = true;
    out.add(
        new StreamEvent.Finished(
            Words.stop(reason, calls > 0), reason, null, Words.usage(delta.node().path("usage"))));
  }

  private List<StreamEvent> fail(Failure failure) {
    ended = true;
    return List.of(new StreamEvent.Failed(failure));
  }
}
