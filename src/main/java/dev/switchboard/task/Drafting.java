package dev.switchboard.task;

import dev.switchboard.ir.StreamEvent;
import dev.switchboard.json.PartialJson;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Turns the events of a model's answer into what a task's listener hears.
 *
 * <p>Text goes on as it comes where it is the value or the value's JSON text; where it may hold
 * anything else (prose around the JSON, the wrapper of a value that is not an object), only fields
 * are told while it grows.
 */
final class Drafting {
  private final TaskSink sink;
  private final Rung rung;
  private final boolean plainText;
  private final boolean wrapped;
  private final @Nullable PartialJson fields;

  Drafting(TaskSink sink, OutputPlan plan, Rung rung, boolean fieldDeltas) {
    this.sink = sink;
    this.rung = rung;
    this.plainText = plan instanceof OutputPlan.Text;
    this.wrapped = plan instanceof OutputPlan.Structured structured && structured.wrapped();
    this.fields = fieldDeltas && !plainText ? new PartialJson() : null;
  }

  /** Tells what the event means; true if anything was told. */
  boolean hear(StreamEvent event) {
    return switch (event) {
      case StreamEvent.TextDelta delta -> rung != Rung.TOOL && text(delta.text());
      case StreamEvent.RefusalDelta delta -> plainText && text(delta.text());
      case StreamEvent.ToolCallStarted call -> {
        if (rung == Rung.TOOL) {
          yield false;
        }
        sink.toolCallStarted(call.index(), call.id(), call.name());
        yield true;
      }
      case StreamEvent.ToolCallDelta delta -> {
        if (rung == Rung.TOOL) {
          yield text(delta.arguments());
        }
        sink.toolCallDelta(delta.index(), delta.arguments());
        yield true;
      }
      case StreamEvent.Started _,
          StreamEvent.ReasoningDelta _,
          StreamEvent.ReasoningSigned _,
          StreamEvent.ToolCallEnded _,
          StreamEvent.Part _,
          StreamEvent.Finished _,
          StreamEvent.Failed _ ->
          false;
    };
  }

  private boolean text(String text) {
    if (text.isEmpty()) {
      return false;
    }
    boolean told = false;
    if (!wrapped && rung != Rung.INSTRUCTIONS) {
      sink.delta(text);
      told = true;
    }
    return fields == null ? told : tell(fields.feed(text)) || told;
  }

  private boolean tell(List<PartialJson.Event> events) {
    boolean told = false;
    for (PartialJson.Event event : events) {
      String pointer = wrapped ? unwrapped(event.pointer()) : event.pointer();
      if (pointer == null) {
        continue;
      }
      switch (event) {
        case PartialJson.FieldDelta delta -> sink.fieldDelta(pointer, delta.delta());
        case PartialJson.FieldComplete complete -> sink.fieldComplete(pointer, complete.value());
      }
      told = true;
    }
    return told;
  }

  private static @Nullable String unwrapped(String pointer) {
    String prefix = "/" + OutputPlan.VALUE;
    return pointer.startsWith(prefix) ? pointer.substring(prefix.length()) : null;
  }
}
