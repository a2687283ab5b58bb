package dev.switchboard.wire.openai.realtime;

import dev.switchboard.ir.AudioFormat;
import dev.switchboard.ir.Blob;
import dev.switchboard.ir.Content;
import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.ir.RealtimeConfig;
import dev.switchboard.ir.RealtimeEvent;
import dev.switchboard.ir.TurnDetection;
import dev.switchboard.ir.Usage;
import dev.switchboard.json.Fields;
import dev.switchboard.json.InvalidFieldException;
import dev.switchboard.json.InvalidJsonException;
import dev.switchboard.json.Json;
import dev.switchboard.json.JsonPatch;
import dev.switchboard.json.Located;
import dev.switchboard.json.TopLevel;
import dev.switchboard.wire.ProviderFaults;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Reads the events of a server of OpenAI's Realtime API, of one session, in their order. The names
 * of the beta are understood too, for compatible servers still use them.
 *
 * @see <a href="https://developers.openai.com/api/reference/resources/realtime/server-events">
 *     source</a>
 */
public final class RealtimeClientEvents {
  private final ProviderFaults faults;
  private final RealtimeClientErrors errors;
  private RealtimeConfig config;

  /** The responses under way; more than one only where a caller of this dialect asks for it. */
  private final Map<String, RealtimeClientResponse> underWay = new LinkedHashMap<>();

  /** The answer that may still be played, be it done or not. */
  private @Nullable RealtimeClientResponse latest;

  private String lastCommitted = "";

  /** Writes down what is heard, by the provider's own word; null where it has not said. */
  private @Nullable String transcriber;

  private boolean refusedConfig;

  /**
   * Makes a reader.
   *
   * @param provider the configured name, for failures
   * @param config what the session will be set to
   */
  public RealtimeClientEvents(String provider, RealtimeConfig config) {
    this.faults = new ProviderFaults(provider);
    this.errors = new RealtimeClientErrors(provider);
    this.config = config;
  }

  /**
   * One event.
   *
   * @param type the dialect's word
   * @param meaning what it says, its sound as it came; empty where other events say the same
   * @param refusesConfig whether it refuses what the session was to be set to
   */
  public record Read(String type, List<RealtimeEvent> meaning, boolean refusesConfig) {
    public Read {
      meaning = List.copyOf(meaning);
    }
  }

  /** Says what the session is set to from now on. */
  public void configured(RealtimeConfig next) {
    config = next;
  }

  /**
   * Reads one event.
   *
   * @param frame one JSON object
   * @param nowMillis by any clock that does not go back
   * @throws FailureException with {@link Failure.ProviderFailed} if it is no event, or one whose
   *     fields are of another kind than they must be
   */
  public Read read(String frame, long nowMillis) {
    try {
      Fields event = Fields.of(Json.parseReply(frame));
      String type = event.text("type");
      refusedConfig = false;
      List<RealtimeEvent> meaning = meaning(type, event, frame, nowMillis);
      return new Read(type, meaning, refusedConfig);
    } catch (InvalidJsonException e) {
      throw new FailureException(faults.unreadable(e));
    } catch (InvalidFieldException e) {
      throw new FailureException(faults.unreadable(e));
    }
  }

  private List<RealtimeEvent> meaning(String type, Fields event, String frame, long nowMillis) {
    if (type.equals("session.created") || type.equals("session.updated")) {
      JsonNode said = event.node().at("/session/audio/input/transcription/model");
      transcriber = said.isString() ? said.asString() : transcriber;
    }
    return switch (type) {
      case "session.created" ->
          List.of(
              new RealtimeEvent.Started(
                  event.object("session").optionalText("id").orElse("session"), config));
      case "session.updated" -> List.of(new RealtimeEvent.Configured(config));
      case "error" -> {
        Fields error = event.object("error");
        refusedConfig =
            error.optionalText("event_id").equals(Optional.of(RealtimeClientCommands.CONFIGURE));
        yield List.of(new RealtimeEvent.Failed(errors.of(error)));
      }
      case "input_audio_buffer.speech_started" -> speech(event, nowMillis);
      case "input_audio_buffer.speech_stopped" ->
          List.of(
              new RealtimeEvent.SpeechStopped(
                  event.text("item_id"), event.optionalInteger("audio_end_ms").orElse(0)));
      case "input_audio_buffer.committed" -> {
        lastCommitted = event.text("item_id");
        yield List.of(
            new RealtimeEvent.AudioCommitted(
                lastCommitted, event.optionalText("previous_item_id").orElse(null)));
      }
      case "input_audio_buffer.cleared" -> List.of(new RealtimeEvent.AudioCleared());
      default ->
          type.startsWith("conversation.")
              ? conversation(type, event, frame)
              : response(type, event, frame, nowMillis);
    };
  }

  private List<RealtimeEvent> speech(Fields event, long nowMillis) {
    List<RealtimeEvent> events = new ArrayList<>();
    events.add(
        new RealtimeEvent.SpeechStarted(
            event.text("item_id"), event.optionalInteger("audio_start_ms").orElse(0)));
    RealtimeClientResponse answer = latest;
    if (answer != null && interrupts()) {
      boolean open = underWay.containsKey(answer.id());
      answer.interrupted(wire(), nowMillis, open).ifPresent(events::add);
      latest = null;
    }
    return events;
  }

  private boolean interrupts() {
    return switch (config.turns()) {
      case TurnDetection.Manual _ -> false;
      case TurnDetection.Energy energy -> energy.reaction().interrupt();
      case TurnDetection.Semantic semantic -> semantic.reaction().interrupt();
    };
  }

  private AudioFormat wire() {
    return RealtimeClientSession.nearest(config.output());
  }

  private List<RealtimeEvent> conversation(String type, Fields event, String frame) {
    return switch (type) {
      case "conversation.item.added", "conversation.item.created" -> added(event);
      case "conversation.item.done", "conversation.created" -> List.of();
      case "conversation.item.deleted" ->
          List.of(new RealtimeEvent.ItemDeleted(event.text("item_id")));
      case "conversation.item.truncated" ->
          List.of(
              new RealtimeEvent.Truncated(
                  event.text("item_id"), event.optionalInteger("audio_end_ms").orElse(0)));
      case "conversation.item.input_audio_transcription.delta" ->
          List.of(
              new RealtimeEvent.TranscriptDelta(
                  event.text("item_id"), event.optionalText("delta").orElse("")));
      case "conversation.item.input_audio_transcription.completed" ->
          List.of(
              new RealtimeEvent.TranscriptDone(
                  event.text("item_id"),
                  event.text("transcript"),
                  transcribing(event),
                  transcriber()));
      case "conversation.item.input_audio_transcription.failed" ->
          List.of(
              new RealtimeEvent.TranscriptFailed(
                  event.text("item_id"), errors.of(event.object("error"))));
      default -> opaque(type, frame);
    };
  }

  /** Where the provider does not say, what a session that we set was told. */
  private @Nullable String transcriber() {
    RealtimeConfig.Transcription wanted = config.transcription();
    return transcriber != null || wanted == null
        ? transcriber
        : RealtimeClientSession.transcriber(wanted);
  }

  private static Usage transcribing(Fields event) {
    return event
        .optional("usage")
        .map(usage -> RealtimeClientUsage.read(usage.node()))
        .orElse(Usage.UNKNOWN);
  }

  /** What the caller added; not the caller's sound, nor what a response says. */
  private List<RealtimeEvent> added(Fields event) {
    Fields item = event.object("item");
    String id = item.optionalText("id").orElse("");
    boolean answers =
        "assistant".equals(item.optionalText("role").orElse(""))
            || "function_call".equals(item.text("type"));
    if (id.equals(lastCommitted) || (answers && !underWay.isEmpty())) {
      return List.of();
    }
    return RealtimeClientItems.read(item)
        .<List<RealtimeEvent>>map(message ->
            List.of(
                new RealtimeEvent.ItemAdded(
                    id, event.optionalText("previous_item_id").orElse(null), message)))
        .orElse(List.of());
  }

  private List<RealtimeEvent> response(String type, Fields event, String frame, long nowMillis) {
    return switch (type) {
      case "response.created" -> {
        List<RealtimeEvent> events = new ArrayList<>();
        underWay(event.object("response").text("id"), events);
        yield events;
      }
      case "response.done" -> done(event.object("response"));
      case "response.output_text.delta", "response.text.delta" -> {
        List<RealtimeEvent> events = new ArrayList<>();
        String delta = event.text("delta");
        RealtimeClientResponse response = underWay(event, events);
        response.wrote(delta);
        events.add(new RealtimeEvent.TextDelta(response.id(), event.text("item_id"), delta));
        yield events;
      }
      case "response.output_audio_transcript.delta", "response.audio_transcript.delta" -> {
        List<RealtimeEvent> events = new ArrayList<>();
        String delta = event.text("delta");
        RealtimeClientResponse response = underWay(event, events);
        response.wrote(delta);
        events.add(new RealtimeEvent.SpokenDelta(response.id(), event.text("item_id"), delta));
        yield events;
      }
      case "response.output_audio.delta", "response.audio.delta" -> sound(event, nowMillis);
      case "response.output_item.done" -> {
        List<RealtimeEvent> events = new ArrayList<>();
        RealtimeClientResponse response = underWay(event, events);
        call(response, event.object("item")).ifPresent(events::add);
        yield events;
      }
      case "response.output_item.added",
          "response.content_part.added",
          "response.content_part.done",
          "response.output_text.done",
          "response.text.done",
          "response.output_audio.done",
          "response.audio.done",
          "response.output_audio_transcript.done",
          "response.audio_transcript.done",
          "response.function_call_arguments.delta",
          "response.function_call_arguments.done" ->
          List.of();
      default -> opaque(type, frame);
    };
  }

  private static List<RealtimeEvent> opaque(String type, String frame) {
    return List.of(new RealtimeEvent.Opaque(Dialect.OPENAI_REALTIME, type, frame));
  }

  private List<RealtimeEvent> sound(Fields event, long nowMillis) {
    List<RealtimeEvent> events = new ArrayList<>();
    RealtimeClientResponse response = underWay(event, events);
    String item = event.text("item_id");
    Blob audio;
    try {
      audio = Blob.ofBase64(wire().mimeType(), event.text("delta"));
    } catch (IllegalArgumentException e) {
      throw event.invalid("delta", "base64");
    }
    if (audio.size() > 0) {
      response.spoke(item, audio.size(), nowMillis);
      latest = response;
      events.add(new RealtimeEvent.AudioDelta(response.id(), item, audio));
    }
    return events;
  }

  private static Optional<RealtimeEvent> call(RealtimeClientResponse response, Fields item) {
    if (!item.optionalText("type").equals(Optional.of("function_call"))) {
      return Optional.empty();
    }
    Content.ToolCall call = RealtimeClientItems.call(item);
    return response.called(call.id())
        ? Optional.of(
            new RealtimeEvent.ToolCalled(
                response.id(), item.optionalText("id").orElse(call.id()), call))
        : Optional.empty();
  }

  private RealtimeClientResponse underWay(Fields event, List<RealtimeEvent> events) {
    return underWay(event.text("response_id"), events);
  }

  private RealtimeClientResponse underWay(String id, List<RealtimeEvent> events) {
    return underWay.computeIfAbsent(
        id,
        fresh -> {
          events.add(new RealtimeEvent.ResponseStarted(fresh));
          return new RealtimeClientResponse(fresh);
        });
  }

  private List<RealtimeEvent> done(Fields response) {
    List<RealtimeEvent> events = new ArrayList<>();
    String id = response.text("id");
    RealtimeClientResponse known = underWay(id, events);
    for (Located output : response.optionalItems("output")) {
      call(known, output.fields()).ifPresent(events::add);
    }
    underWay.remove(id);
    Usage usage =
        response
            .optional("usage")
            .map(found -> RealtimeClientUsage.read(found.node()))
            .orElse(Usage.UNKNOWN);
    events.add(errors.done(id, response, usage));
    return events;
  }

  /**
   * What is still owed when the connection is gone: the end of each response, with our own count of
   * what was said.
   *
   * @param failure null if the session was ended properly
   */
  public List<RealtimeEvent> cut(@Nullable Failure failure) {
    List<RealtimeEvent> events = new ArrayList<>();
    for (RealtimeClientResponse response : underWay.values()) {
      events.add(
          new RealtimeEvent.ResponseDone(
              response.id(),
              failure == null
                  ? RealtimeEvent.ResponseDone.End.CANCELLED
                  : RealtimeEvent.ResponseDone.End.FAILED,
              response.estimate(wire()),
              failure));
    }
    underWay.clear();
    return events;
  }

  /** Whether a response is under way. */
  public boolean responds() {
    return !underWay.isEmpty();
  }

  /** The event that says what a session is set to, as the one by which it begins. */
  public static String passOnFirst(String frame, String requested) {
    byte[] bytes = frame.getBytes(StandardCharsets.UTF_8);
    return passOn(
        new String(
            JsonPatch.none()
                .set("/type", "session.created")
                .apply(TopLevel.scanReply(bytes, 0, bytes.length)),
            StandardCharsets.UTF_8),
        "session.created",
        requested);
  }

  /**
   * A provider's event as it goes on: where it names the model, the caller's name for it.
   *
   * @param requested as the caller knows the session's model
   */
  public static String passOn(String frame, String type, String requested) {
    if (!type.equals("session.created") && !type.equals("session.updated")) {
      return frame;
    }
    byte[] bytes = frame.getBytes(StandardCharsets.UTF_8);
    TopLevel event = TopLevel.scanReply(bytes, 0, bytes.length);
    return Json.parseReply(frame).path("session").has("model")
        ? new String(
            JsonPatch.none().set("/session/model", requested).apply(event), StandardCharsets.UTF_8)
        : frame;
  }
}
