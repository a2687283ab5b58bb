package dev.switchboard.ingress.v3;

import dev.switchboard.http.ResponseStream;
import dev.switchboard.http.SseEncoder;
import dev.switchboard.ingress.StreamFraming;
import dev.switchboard.ir.Blob;
import dev.switchboard.ir.Failure;
import dev.switchboard.json.Json;
import dev.switchboard.task.TaskSink;
import dev.switchboard.trace.Utf8Text;
import java.io.ByteArrayOutputStream;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes a task's answer as server-sent events; the response begins with the first of them. What is
 * heard may come from several threads.
 */
final class TaskEvents implements TaskSink, AutoCloseable {
  private final Supplier<ResponseStream> opener;
  private final StringBuilder drafted = new StringBuilder();
  private @Nullable ResponseStream out;

  TaskEvents(Supplier<ResponseStream> opener) {
    this.opener = opener;
  }

  /** Whether the response has begun. */
  synchronized boolean begun() {
    return out != null;
  }

  /** What was told as text so far, as a JSON text for the record. */
  synchronized Utf8Text drafted() {
    return Utf8Text.of(Json.quote(drafted.toString()));
  }

  @Override
  public synchronized void delta(String text) {
    drafted.append(text);
    ObjectNode event = event("content");
    event.put("delta", text);
    send(event);
  }

  @Override
  public synchronized void fieldDelta(String pointer, String text) {
    ObjectNode event = event("field_delta");
    event.put("path", pointer);
    event.put("delta", text);
    send(event);
  }

  @Override
  public synchronized void fieldComplete(String pointer, JsonNode value) {
    ObjectNode event = event("field_complete");
    event.put("path", pointer);
    event.set("value", value);
    send(event);
  }

  @Override
  public synchronized void toolCallStarted(int index, String id, String name) {
    ObjectNode event = event("tool_call_start");
    event.put("tool_call_index", index);
    event.put("tool_call_id", id);
    event.put("tool_call_name", name);
    send(event);
  }

  @Override
  public synchronized void audioDelta(String pointer, Blob audio) {
    ObjectNode event = event("audio_delta");
    event.put("path", pointer);
    event.put("mime_type", audio.mimeType());
    event.put("audio", audio.base64());
    send(event);
  }

  @Override
  public synchronized void toolCallDelta(int index, String arguments) {
    ObjectNode event = event("tool_call_delta");
    event.put("tool_call_index", index);
    event.put("tool_call_args", arguments);
    send(event);
  }

  /**
   * Ends the stream with the validated whole.
   *
   * @param media whether the whole holds media, which are not told as text
   */
  synchronized void complete(ObjectNode answer, boolean media) {
    JsonNode data = answer.path("data");
    if (drafted.isEmpty() && !data.isNull() && !media) {
      delta(data.isString() ? data.stringValue() : Json.text(data));
    }
    ObjectNode done = event("done");
    done.set("usage", answer.path("meta").path("usage"));
    ByteArrayOutputStream end = new ByteArrayOutputStream();
    end.writeBytes(SseEncoder.data(Json.text(done)));
    end.writeBytes(SseEncoder.event("complete", Json.text(answer)));
    end.writeBytes(SseEncoder.data("[DONE]"));
    stream().end(end.toByteArray());
  }

  /** Ends the stream with what went wrong. */
  synchronized void fail(Failure failure, String requestId) {
    ObjectNode event = event("error");
    event.set("error", NativeErrors.error(failure, requestId));
    ByteArrayOutputStream end = new ByteArrayOutputStream();
    end.writeBytes(SseEncoder.data(Json.text(event)));
    end.writeBytes(SseEncoder.data("[DONE]"));
    stream().end(end.toByteArray());
  }

  @Override
  public synchronized void close() {
    if (out != null) {
      out.close();
    }
  }

  private static ObjectNode event(String type) {
    ObjectNode event = Json.object();
    event.put("type", type);
    return event;
  }

  private void send(ObjectNode event) {
    stream().write(SseEncoder.data(Json.text(event)));
  }

  private ResponseStream stream() {
    ResponseStream stream = out;
    if (stream == null) {
      stream = opener.get();
      stream.fillSilence(StreamFraming.comment());
      out = stream;
    }
    return stream;
  }
}
