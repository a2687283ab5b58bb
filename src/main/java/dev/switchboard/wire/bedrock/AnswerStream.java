package dev.switchboard.wire.bedrock;

import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.Origin;
import dev.switchboard.ir.StreamEvent;
import dev.switchboard.ir.Usage;
import dev.switchboard.json.Fields;
import dev.switchboard.json.InvalidFieldException;
import dev.switchboard.json.InvalidJsonException;
import dev.switchboard.json.Json;
import dev.switchboard.wire.StreamDecoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads one streamed answer; an event's name is the message's, its data the payload.
 *
 * <p>Not every model sends the start of a text block, and usage comes after the stop reason: the
 * reason is held back until then, or until the stream ends. An event type that is new is passed
 * over unless it brings content.
 */
final class AnswerStream implements StreamDecoder {
  private final Origin origin;
  private final BedrockFailures failures;
  private final Map<Integer, OpenBlock> open = new TreeMap<>();
  private int calls;
  private boolean started;
  private boolean ended;
  private @Nullable String stopReason;
  private @Nullable String stopSequence;
  private Usage usage = Usage.UNKNOWN;

  AnswerStream(String provider, BedrockFailures failures) {
    this.origin = new Origin(Dialect.BEDROCK_CONVERSE, provider, "");
    this.failures = failures;
  }

  @Override
  public List<StreamEvent> decode(@Nullable String event, String data) {
    if (ended) {
      return List.of();
    }
    List<StreamEvent> out = new ArrayList<>();
    try {
      decode(event == null ? "" : event, Fields.of(Json.parseReply(data)), out);
    } catch (InvalidJsonException e) {
      return fail(failures.unreadable(e));
    } catch (InvalidFieldException e) {
      return fail(failures.unreadable(e));
    }
    return out;
  }

  @Override
  public List<StreamEvent> end() {
    if (ended) {
      return List.of();
    }
    List<StreamEvent> out = new ArrayList<>();
    finish(out);
    return out;
  }

  @Override
  public boolean hasReason() {
    return !ended && stopReason != null;
  }

  private void decode(String event, Fields fields, List<StreamEvent> out) {
    switch (event) {
      case "messageStart" -> start(out);
      case "contentBlockStart" -> {
        start(out);
        begin(index(fields), fields.object("start"), out);
      }
      case "contentBlockDelta" -> {
        start(out);
        delta(index(fields), fields.object("delta"), out);
      }
      case "contentBlockStop" -> close(index(fields), out);
      case "messageStop" -> {
        stopReason = fields.text("stopReason");
        stopSequence = AnswerReader.stopSequence(fields).orElse(null);
      }
      case "metadata" -> {
        usage = UsageReader.read(fields.node().path("usage"));
        if (stopReason != null) {
          finish(out);
        }
      }
      default -> other(event, fields, out);
    }
  }

  private void other(String event, Fields fields, List<StreamEvent> out) {
    boolean isError =
        event.startsWith(EventStreamFramer.EXCEPTION) || event.startsWith(EventStreamFramer.ERROR);
    if (isError) {
      String type = event.substring(event.indexOf('/') + 1);
      out.addAll(fail(failures.decode(type, 200, fields.node(), null)));
    } else if (fields.has("delta") || fields.has("start")) {
      out.addAll(fail(failures.unreadable("an event of unknown type with content")));
    }
  }

  private void start(List<StreamEvent> out) {
    if (!started) {
      started = true;
      out.add(new StreamEvent.Started("", "", null));
    }
  }

  private static int index(Fields fields) {
    return (int) fields.optionalInteger("contentBlockIndex", 0, Integer.MAX_VALUE).orElse(0);
  }

  private void begin(int index, Fields start, List<StreamEvent> out) {
    close(index, out);
    OpenBlock block;
    if (start.has("toolUse") && !start.object("toolUse").has("type")) {
      Fields use = start.object("toolUse");
      int number = calls++;
      out.add(
          new StreamEvent.ToolCallStarted(
              number, AnswerReader.callId(use, number), use.text("name"), null));
      block = new OpenBlock.Call(number);
    } else if (start.has("image")) {
      block = new OpenBlock.Picture(start.object("image").text("format"));
    } else if (start.node().isEmpty() || start.has("text") || start.has("reasoningContent")) {
      block = new OpenBlock.Plain(origin);
      if (!start.node().isEmpty()) {
        block.delta(start, out);
      }
    } else {
      block = new OpenBlock.Foreign(start);
    }
    open.put(index, block);
  }

  private void delta(int index, Fields delta, List<StreamEvent> out) {
    OpenBlock block = open.get(index);
    if (block == null) {
      if (delta.has("toolUse")) {
        throw delta.invalid("toolUse", "a piece of a call that has begun");
      }
      block = new OpenBlock.Plain(origin);
      open.put(index, block);
    }
    block.delta(delta, out);
  }

  private void close(int index, List<StreamEvent> out) {
    OpenBlock block = open.remove(index);
    if (block != null) {
      block.close(out);
    }
  }

  private void finish(List<StreamEvent> out) {
    if (stopReason == null) {
      out.addAll(fail(failures.noEnd("the stream ended without a stop reason")));
      return;
    }
    start(out);
    for (Integer index : List.copyOf(open.keySet())) {
      close(index, out);
    }
    ended = true;
    out.add(
        new StreamEvent.Finished(
            StopWords.of(stopReason, calls > 0), stopReason, stopSequence, usage));
  }

  private List<StreamEvent> fail(Failure failure) {
    ended = true;
    return List.of(new StreamEvent.Failed(failure));
  }
}
