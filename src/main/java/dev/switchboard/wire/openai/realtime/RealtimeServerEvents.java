package dev.switchboard.wire.openai.realtime;

import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.RealtimeConfig;
import dev.switchboard.ir.RealtimeEvent;
import dev.switchboard.ir.Usage;
import dev.switchboard.json.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes what a session says in OpenAI's dialect, one JSON text per event. Remembers the response
 * under way. Not safe for use by several threads.
 */
public final class RealtimeServerEvents {
  private final List<String> out = new ArrayList<>();
  private String sessionId = "";
  private RealtimeConfig config;
  private long events;
  private @Nullable OpenResponse open;

  /** A response under way. */
  private static final class OpenResponse {
    private final String id;
    private final boolean speaks;
    private final ArrayNode output = Json.array();
    private final StringBuilder words = new StringBuilder();
    private @Nullable String itemId;
    private int itemIndex;

    OpenResponse(String id, boolean speaks) {
      this.id = id;
      this.speaks = speaks;
    }
  }

  /**
   * Begins a session.
   *
   * @param config what it is set to at first
   */
  public RealtimeServerEvents(RealtimeConfig config) {
    this.config = config;
  }

  /** The texts of an event. */
  public List<String> write(RealtimeEvent event) {
    out.clear();
    switch (event) {
      case RealtimeEvent.Started started -> {
        sessionId = started.sessionId();
        session("session.created", started.config());
      }
      case RealtimeEvent.Configured configured -> session("session.updated", configured.config());
      case RealtimeEvent.SpeechStarted started ->
          put(
              of("input_audio_buffer.speech_started")
                  .put("audio_start_ms", started.audioStartMillis())
                  .put("item_id", started.itemId()));
      case RealtimeEvent.SpeechStopped stopped ->
          put(
              of("input_audio_buffer.speech_stopped")
                  .put("audio_end_ms", stopped.audioEndMillis())
                  .put("item_id", stopped.itemId()));
      case RealtimeEvent.AudioCommitted committed -> committed(committed);
      case RealtimeEvent.AudioCleared _ -> put(of("input_audio_buffer.cleared"));
      case RealtimeEvent.ItemAdded added ->
          item(RealtimeServerItems.item(added.itemId(), added.message()), added.previousItemId());
      case RealtimeEvent.ItemDeleted deleted ->
          put(of("conversation.item.deleted").put("item_id", deleted.itemId()));
      case RealtimeEvent.TranscriptDelta delta ->
          put(
              of("conversation.item.input_audio_transcription.delta")
                  .put("item_id", delta.itemId())
                  .put("content_index", 0)
                  .put("delta", delta.delta()));
      case RealtimeEvent.TranscriptDone done -> transcript(done);
      case RealtimeEvent.TranscriptFailed failed -> {
        ObjectNode node =
            of("conversation.item.input_audio_transcription.failed")
                .put("item_id", failed.itemId())
                .put("content_index", 0);
        node.set("error", error(failed.failure(), null));
        put(node);
      }
      case RealtimeEvent.ResponseStarted started -> {
        OpenResponse response = new OpenResponse(started.responseId(), config.speaks());
        open = response;
        response(of("response.created"), response, "in_progress");
      }
      case RealtimeEvent.AudioDelta delta ->
          delta(delta.itemId(), "response.output_audio.delta", delta.audio().base64(), "");
      case RealtimeEvent.SpokenDelta delta ->
          delta(
              delta.itemId(),
              "response.output_audio_transcript.delta",
              delta.delta(),
              delta.delta());
      case RealtimeEvent.TextDelta delta ->
          delta(delta.itemId(), "response.output_text.delta", delta.delta(), delta.delta());
      case RealtimeEvent.ToolCalled called -> tool(called);
      case RealtimeEvent.Truncated truncated ->
          put(
              of("conversation.item.truncated")
                  .put("item_id", truncated.itemId())
                  .put("content_index", 0)
                  .put("audio_end_ms", truncated.audioEndMillis()));
      case RealtimeEvent.ResponseDone done -> done(done);
      case RealtimeEvent.Failed failed -> put(failure(failed.failure(), null));
      case RealtimeEvent.Ended ended -> {
        if (ended.failure() != null) {
          put(failure(ended.failure(), null));
        }
      }
      case RealtimeEvent.Opaque opaque -> {
        if (opaque.dialect() == Dialect.OPENAI_REALTIME) {
          out.add(opaque.json());
        }
      }
      // The beginning of the caller's speech says it.
      // This dialect counts a response at its end alone.
      case RealtimeEvent.Interrupted _, RealtimeEvent.Ending _, RealtimeEvent.Counted _ -> {}
    }
    return List.copyOf(out);
  }

  /**
   * The text that says what is wrong.
   *
   * @param eventId the caller's event that it is about; null for none
   */
  public String failed(Failure failure, @Nullable String eventId) {
    out.clear();
    put(failure(failure, eventId));
    return out.getFirst();
  }

  private ObjectNode failure(Failure failure, @Nullable String eventId) {
    ObjectNode node = of("error");
    node.set("error", error(failure, eventId));
    return node;
  }

  private static ObjectNode error(Failure failure, @Nullable String eventId) {
    boolean ours = failure.status() < 500;
    ObjectNode error =
        Json.object()
            .put("type", ours ? "invalid_request_error" : "server_error")
            .put("code", failure.code())
            .put("message", failure.message());
    error.putNull("param");
    if (failure instanceof Failure.InvalidRequest invalid && !invalid.pointer().isEmpty()) {
      error.put("param", invalid.pointer().substring(1).replace('/', '.'));
    }
    error.put("event_id", eventId);
    return error;
  }

  private void session(String type, RealtimeConfig now) {
    config = now;
    ObjectNode node = of(type);
    node.set("session", RealtimeServerSession.write(now, sessionId));
    put(node);
  }

  private void committed(RealtimeEvent.AudioCommitted committed) {
    ObjectNode node = of("input_audio_buffer.committed");
    node.put("previous_item_id", committed.previousItemId()).put("item_id", committed.itemId());
    put(node);
    ObjectNode item = RealtimeServerItems.message(committed.itemId(), "user", "completed");
    item.putArray("content").addObject().put("type", "input_audio").putNull("transcript");
    item(item, committed.previousItemId());
  }

  private void item(ObjectNode item, @Nullable String previous) {
    for (String type : List.of("conversation.item.added", "conversation.item.done")) {
      ObjectNode node = of(type).put("previous_item_id", previous);
      node.set("item", item);
      put(node);
    }
  }

  private void transcript(RealtimeEvent.TranscriptDone done) {
    ObjectNode node =
        of("conversation.item.input_audio_transcription.completed")
            .put("item_id", done.itemId())
            .put("content_index", 0)
            .put("transcript", done.transcript());
    Usage usage = done.usage();
    ObjectNode counted =
        node.putObject("usage")
            .put("type", "tokens")
            .put("total_tokens", usage.inputTotal() + usage.outputTotal())
            .put("input_tokens", usage.inputTotal())
            .put("output_tokens", usage.outputTotal());
    counted
        .putObject("input_token_details")
        .put("text_tokens", usage.inputTotal() - usage.audioInput())
        .put("audio_tokens", usage.audioInput());
    put(node);
  }

  private void delta(String itemId, String type, String delta, String words) {
    OpenResponse response = open;
    if (response == null) {
      return;
    }
    begin(response, itemId);
    response.words.append(words);
    put(part(type, response, itemId).put("delta", delta));
  }

  private void begin(OpenResponse response, String itemId) {
    if (itemId.equals(response.itemId)) {
      return;
    }
    endItem(response, "completed");
    response.itemId = itemId;
    response.itemIndex = response.output.size();
    ObjectNode item = RealtimeServerItems.message(itemId, "assistant", "in_progress");
    item.putArray("content");
    added("response.output_item.added", response, item);
    ObjectNode node = of("conversation.item.added").putNull("previous_item_id");
    node.set("item", item);
    put(node);
    ObjectNode part = part("response.content_part.added", response, itemId);
    part.set("part", content(response, ""));
    put(part);
  }

  private static ObjectNode content(OpenResponse response, String words) {
    return response.speaks
        ? Json.object().put("type", "audio").put("transcript", words)
        : Json.object().put("type", "text").put("text", words);
  }

  private ObjectNode part(String type, OpenResponse response, String itemId) {
    return of(type)
        .put("response_id", response.id)
        .put("item_id", itemId)
        .put("output_index", response.itemIndex)
        .put("content_index", 0);
  }

  private void added(String type, OpenResponse response, ObjectNode item) {
    ObjectNode node =
        of(type).put("response_id", response.id).put("output_index", response.itemIndex);
    node.set("item", item);
    put(node);
  }

  /** Ends the answer's words, if there are any that have not ended. */
  private void endItem(OpenResponse response, String status) {
    String id = response.itemId;
    if (id == null) {
      return;
    }
    String words = response.words.toString();
    if (response.speaks) {
      put(part("response.output_audio.done", response, id));
      put(part("response.output_audio_transcript.done", response, id).put("transcript", words));
    } else {
      put(part("response.output_text.done", response, id).put("text", words));
    }
    ObjectNode part = part("response.content_part.done", response, id);
    part.set("part", content(response, words));
    put(part);
    ObjectNode item = RealtimeServerItems.message(id, "assistant", status);
    ObjectNode content = item.putArray("content").addObject();
    if (response.speaks) {
      content.put("type", "output_audio").put("transcript", words);
    } else {
      content.put("type", "output_text").put("text", words);
    }
    endItem(response, item);
    response.itemId = null;
    response.words.setLength(0);
  }

  private void endItem(OpenResponse response, ObjectNode item) {
    added("response.output_item.done", response, item);
    ObjectNode done = of("conversation.item.done").putNull("previous_item_id");
    done.set("item", item);
    put(done);
    response.output.add(item);
  }

  private void tool(RealtimeEvent.ToolCalled called) {
    OpenResponse response = open;
    if (response == null) {
      return;
    }
    // The words may still be spoken: their item stays open beside the call's.
    int words = response.itemIndex;
    response.itemIndex = response.output.size() + (response.itemId == null ? 0 : 1);
    ObjectNode item = RealtimeServerItems.call(called.itemId(), called.call());
    ObjectNode begun = item.deepCopy().put("status", "in_progress").put("arguments", "");
    added("response.output_item.added", response, begun);
    ObjectNode known = of("conversation.item.added").putNull("previous_item_id");
    known.set("item", begun);
    put(known);
    put(arguments("delta", response, called).put("delta", called.call().arguments()));
    put(
        arguments("done", response, called)
            .put("name", called.call().name())
            .put("arguments", called.call().arguments()));
    endItem(response, item);
    response.itemIndex = words;
  }

  private ObjectNode arguments(
      String step, OpenResponse response, RealtimeEvent.ToolCalled called) {
    return of("response.function_call_arguments." + step)
        .put("response_id", response.id)
        .put("item_id", called.itemId())
        .put("output_index", response.itemIndex)
        .put("call_id", called.call().id());
  }

  private void response(ObjectNode node, OpenResponse response, String status) {
    ObjectNode body = body(response, status);
    node.set("response", body);
    put(node);
  }

  private ObjectNode body(OpenResponse response, String status) {
    ObjectNode body =
        Json.object()
            .put("object", "realtime.response")
            .put("id", response.id)
            .put("status", status);
    body.putNull("status_details");
    body.set("output", response.output);
    body.putArray("output_modalities").add(response.speaks ? "audio" : "text");
    body.putNull("usage");
    body.putNull("metadata");
    return body;
  }

  private void done(RealtimeEvent.ResponseDone done) {
    OpenResponse response = open;
    if (response == null) {
      return;
    }
    String status =
        switch (done.end()) {
          case COMPLETED -> "completed";
          case INTERRUPTED, CANCELLED -> "cancelled";
          case MAX_TOKENS, CONTENT_FILTER -> "incomplete";
          case FAILED -> "failed";
        };
    endItem(response, status.equals("completed") ? "completed" : "incomplete");
    ObjectNode body = body(response, status);
    if (!status.equals("completed")) {
      ObjectNode details = body.putObject("status_details").put("type", status);
      switch (done.end()) {
        case INTERRUPTED -> details.put("reason", "turn_detected");
        case CANCELLED -> details.put("reason", "client_cancelled");
        case MAX_TOKENS -> details.put("reason", "max_output_tokens");
        case CONTENT_FILTER -> details.put("reason", "content_filter");
        case COMPLETED, FAILED -> {}
      }
      if (done.failure() != null) {
        details
            .putObject("error")
            .put("type", done.failure().status() < 500 ? "invalid_request_error" : "server_error")
            .put("code", done.failure().code())
            .put("message", done.failure().message());
      }
    }
    if (done.usage().source() != Usage.Source.UNKNOWN) {
      usage(body.putObject("usage"), done.usage());
    }
    ObjectNode node = of("response.done");
    node.set("response", body);
    put(node);
    open = null;
  }

  private static void usage(ObjectNode into, Usage usage) {
    into.put("total_tokens", usage.inputTotal() + usage.outputTotal())
        .put("input_tokens", usage.inputTotal())
        .put("output_tokens", usage.outputTotal());
    into.putObject("input_token_details")
        .put(
            "text_tokens",
            usage.inputTotal() - usage.audioInput() - usage.imageInput() - usage.cacheRead())
        .put("audio_tokens", usage.audioInput())
        .put("image_tokens", usage.imageInput())
        .put("cached_tokens", usage.cacheRead());
    into.putObject("output_token_details")
        .put("text_tokens", usage.outputTotal() - usage.audioOutput())
        .put("audio_tokens", usage.audioOutput());
  }

  private ObjectNode of(String type) {
    return Json.object().put("type", type).put("event_id", "event_" + ++events);
  }

  private void put(ObjectNode event) {
    out.add(Json.text(event));
  }
}
