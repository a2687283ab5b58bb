package dev.switchboard.wire.anthropic;

import dev.switchboard.ir.Content;
import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.Origin;
import dev.switchboard.ir.StreamEvent;
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
 * Reads one streamed answer.
 *
 * <p>The type in the data decides; the {@code event:} name counts only where the data has none. An
 * event type that is new is passed over, as the dialect asks for, unless it brings a message, a
 * block or a delta. The stop reason is held back until the end, because usage follows it.
 *
 * @see <a href="https://platform.claude.com/docs/en/build-with-claude/streaming">source</a>
 */
final class AnswerStream implements StreamDecoder {
  private final String provider;
  private final ProviderFailures failures;
  private final UsageCounts usage = new UsageCounts();
  private final Map<Integer, OpenBlock> open = new TreeMap<>();
  private AnswerBlocks blocks;
  private boolean started;
  private boolean ended;
  private @Nullable String stopReason;
  private @Nullable String stopSequence;
  private Content.@Nullable Refusal refusal;

  AnswerStream(String provider, ProviderFailures failures) {
    this.provider = provider;
    this.failures = failures;
    this.blocks = blocks("", "");
  }

  @Override
  public List<StreamEvent> decode(@Nullable String event, String data) {
    if (ended || data.isBlank() || data.equals("[DONE]")) {
      return List.of();
    }
    List<StreamEvent> out = new ArrayList<>();
    try {
      Fields fields = Fields.of(Json.parseReply(data));
      decode(fields.optionalText("type").orElse(event == null ? "" : event), fields, out);
    } catch (InvalidJsonException e) {
      return "ping".equals(event) ? List.of() : fail(failures.unreadable(e));
    } catch (InvalidFieldException e) {
      return fail(failures.unreadable(e));
    }
    return out;
  }

  @Override
  public boolean hasReason() {
    return !ended && stopReason != null;
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

  private void decode(String type, Fields fields, List<StreamEvent> out) {
    switch (type) {
      case "ping" -> {}
      case "message_start" -> start(fields.object("message"), out);
      case "content_block_start" -> {
        startIfNeeded(out);
        openBlock(index(fields), fields.object("content_block"), out);
      }
      case "content_block_delta" -> {
        startIfNeeded(out);
        delta(index(fields), fields.object("delta"), out);
      }
      case "content_block_stop" -> closeBlock(index(fields), out);
      case "message_delta" -> messageDelta(fields);
      case "message_stop" -> finish(out);
      case "error" -> out.addAll(fail(failures.decode(200, fields.node(), null)));
      default -> {
        if (fields.has("delta") || fields.has("content_block") || fields.has("message")) {
          out.addAll(fail(failures.unreadable("an event of unknown type with content")));
        }
      }
    }
  }

  private void start(Fields message, List<StreamEvent> out) {
    if (started) {
      throw message.invalid("id", "one start of a message");
    }
    started = true;
    String model = message.optionalText("model").orElse("");
    String id = message.optionalText("id").orElse("");
    blocks = blocks(id, model);
    usage.read(message.node().path("usage"));
    out.add(new StreamEvent.Started(id, model, usage.inputOnly()));
    int index = 0;
    for (Fields block : message.optionalObjects("content")) {
      openBlock(index, block, out);
      closeBlock(index, out);
      index++;
    }
    readEnd(message);
  }

  private AnswerBlocks blocks(String id, String model) {
    return new AnswerBlocks(id, new Origin(Dialect.ANTHROPIC_MESSAGES, provider, model));
  }

  private void startIfNeeded(List<StreamEvent> out) {
    if (!started) {
      started = true;
      out.add(new StreamEvent.Started("", "", null));
    }
  }

  private static int index(Fields fields) {
    return (int) fields.optionalInteger("index", 0, Integer.MAX_VALUE).orElse(0);
  }

  private void openBlock(int index, Fields block, List<StreamEvent> out) {
    closeBlock(index, out);
    OpenBlock begun =
        switch (block.text("type")) {
          case "text" -> new OpenBlock.Text();
          case "thinking" -> new OpenBlock.Thinking(blocks);
          case "redacted_thinking" -> new OpenBlock.Redacted(blocks);
          case "tool_use" -> new OpenBlock.Call(blocks);
          default -> new OpenBlock.Whole();
        };
    begun.begin(block, out);
    open.put(index, begun);
  }

  private void delta(int index, Fields delta, List<StreamEvent> out) {
    String type = delta.text("type");
    OpenBlock block = open.get(index);
    if (block == null) {
      if (!type.equals("text_delta")) {
        throw delta.invalid("type", "a piece of a block that has begun");
      }
      block = new OpenBlock.Text();
      open.put(index, block);
    }
    block.delta(type, delta, out);
  }

  private void closeBlock(int index, List<StreamEvent> out) {
    OpenBlock block = open.remove(index);
    if (block != null) {
      block.close(out);
    }
  }

  private void messageDelta(Fields fields) {
    usage.read(fields.node().path("usage"));
    fields.optionalObject("delta").ifPresent(this::readEnd);
  }

  private void readEnd(Fields holder) {
    stopReason = holder.optionalText("stop_reason").orElse(stopReason);
    stopSequence = holder.optionalText("stop_sequence").orElse(stopSequence);
    refusal = AnswerDecoder.refusal(holder).orElse(refusal);
  }

  private void finish(List<StreamEvent> out) {
    if (stopReason == null) {
      out.addAll(fail(failures.noEnd("the stream ended without a stop reason")));
      return;
    }
    startIfNeeded(out);
    for (Integer index : List.copyOf(open.keySet())) {
      closeBlock(index, out);
    }
    if (refusal != null) {
      out.add(new StreamEvent.RefusalDelta(refusal.text()));
    }
    ended = true;
    out.add(
        new StreamEvent.Finished(
            StopReasons.of(stopReason, blocks.calledTool()),
            stopReason,
            stopSequence,
            usage.total()));
  }

  private List<StreamEvent> fail(Failure failure) {
    ended = true;
    return List.of(new StreamEvent.Failed(failure));
  }
}
