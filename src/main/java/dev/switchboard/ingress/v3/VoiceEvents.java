package dev.switchboard.ingress.v3;

import dev.switchboard.ingress.VoiceDialect;
import dev.switchboard.ingress.VoiceLine;
import dev.switchboard.ir.Blob;
import dev.switchboard.ir.Content;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.ir.Message;
import dev.switchboard.ir.RealtimeCommand;
import dev.switchboard.ir.RealtimeConfig;
import dev.switchboard.ir.RealtimeEvent;
import dev.switchboard.ir.Role;
import dev.switchboard.ir.Usage;
import dev.switchboard.json.Fields;
import dev.switchboard.json.Json;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The native API's voice sessions: bare audio frames, or events; the caller's first message says
 * which.
 *
 * <p>A text and the last missing result of a tool are answered by themselves, as speech is; {@code
 * response.create} is for callers who have switched that off, and does nothing while an answer is
 * under way.
 */
final class VoiceEvents implements VoiceDialect {
  private static final String ACTIVE = "conversation_already_has_active_response";

  private final RealtimeConfig usual;
  private final ObjectNode ticketed;
  private final Set<String> locked;
  private final String requestId;
  private final Object turn = new Object();
  private volatile Manner manner = Manner.UNKNOWN;
  private RealtimeConfig config;
  private boolean answerNext;
  private volatile @Nullable VoiceLine line;

  /** How the caller speaks. */
  private enum Manner {
    UNKNOWN,
    FRAMES,
    EVENTS
  }

  /**
   * Speaks with one caller.
   *
   * @param usual what the session is set to where the caller says nothing
   * @param ticketed what its ticket sets it to; empty for nothing
   * @param locked what of that it cannot change
   */
  VoiceEvents(RealtimeConfig usual, ObjectNode ticketed, Set<String> locked, String requestId) {
    this.usual =
        ticketed.isEmpty()
            ? usual
            : VoiceSettings.read(usual, Fields.of(ticketed.deepCopy()), true);
    this.ticketed = ticketed;
    this.locked = Set.copyOf(locked);
    this.requestId = requestId;
    this.config = this.usual;
  }

  @Override
  public void received(String message, VoiceLine from) {
    Fields fields = Fields.of(Json.parse(message));
    String type = fields.text("type");
    line = from;
    if (manner == Manner.UNKNOWN) {
      begin(type, fields, from);
    } else if (manner == Manner.FRAMES) {
      requireType(fields, type.equals("audio"), "audio");
      from.send(new RealtimeCommand.AppendAudio(sound(fields, "data")));
    } else {
      event(type, fields, from);
    }
  }

  private void begin(String type, Fields fields, VoiceLine from) {
    switch (type) {
      case "audio" -> {
        Blob sound = sound(fields, "data");
        open(from, Manner.FRAMES, usual);
        from.send(new RealtimeCommand.AppendAudio(sound));
      }
      case "session.start" -> {
        RealtimeConfig wanted = settings(fields);
        open(from, Manner.EVENTS, wanted);
        config = wanted;
      }
      default -> requireType(fields, false, "audio or session.start, as the first message");
    }
  }

  /** The session speaks as soon as it is open, so the manner is known before. */
  private void open(VoiceLine from, Manner chosen, RealtimeConfig wanted) {
    manner = chosen;
    try {
      from.open(wanted, chosen == Manner.FRAMES);
    } catch (RuntimeException e) {
      manner = Manner.UNKNOWN;
      throw e;
    }
  }

  private RealtimeConfig settings(Fields fields) {
    return fields
        .optionalObject("config")
        .map(given ->
            VoiceSettings.read(
                config, VoiceSettings.unlocked(given, ticketed, locked), manner == Manner.UNKNOWN))
        .orElse(config);
  }

  private static void requireType(Fields fields, boolean right, String expected) {
    if (!right) {
      throw fields.invalid("type", expected);
    }
  }

  private void event(String type, Fields fields, VoiceLine to) {
    switch (type) {
      case "session.update" -> {
        config = settings(fields);
        to.send(new RealtimeCommand.Configure(config));
      }
      case "audio.append" -> to.send(new RealtimeCommand.AppendAudio(sound(fields, "audio")));
      case "audio.commit" -> to.send(new RealtimeCommand.CommitAudio());
      case "audio.clear" -> to.send(new RealtimeCommand.ClearAudio());
      case "text.input" -> {
        to.send(
            new RealtimeCommand.AddItem(null, null, Message.text(Role.USER, fields.text("text"))));
        answer(to, fields.boolOr("respond", true));
      }
      case "tool.result" -> result(fields, to);
      case "response.create" -> create(to);
      case "response.cancel" -> to.send(new RealtimeCommand.CancelResponse(null));
      default ->
          throw fields.invalid(
              "type",
              "session.update, audio.append, audio.commit, audio.clear, text.input, tool.result,"
                  + " response.create or response.cancel");
    }
  }

  private void result(Fields fields, VoiceLine to) {
    String id = fields.text("tool_call_id");
    if (!to.session().openCalls().contains(id)) {
      throw fields.invalid("tool_call_id", "the id of a tool.call that has no result yet");
    }
    JsonNode result = fields.required("tool_result").node();
    String text = result.isString() ? result.asString() : Json.text(result);
    to.send(
        new RealtimeCommand.AddItem(
            null,
            null,
            Message.of(
                Role.TOOL,
                new Content.ToolResult(id, null, List.of(new Content.Text(text)), false))));
    answer(to, to.session().openCalls().isEmpty() && fields.boolOr("respond", true));
  }

  /** Asks for an answer now, or when the one under way has ended. */
  private void answer(VoiceLine to, boolean wanted) {
    if (!wanted) {
      return;
    }
    synchronized (turn) {
      answerNext = !created(to);
    }
  }

  private static void create(VoiceLine to) {
    created(to);
  }

  /** Whether an answer has begun; false while another is under way. */
  private static boolean created(VoiceLine to) {
    try {
      to.send(new RealtimeCommand.Respond(null));
      return true;
    } catch (FailureException e) {
      if (e.failure().code().equals(ACTIVE)) {
        return false;
      }
      throw e;
    }
  }

  private static Blob sound(Fields fields, String name) {
    String text = fields.text(name);
    Blob sound;
    try {
      sound = Blob.ofBase64("audio/pcm", text);
    } catch (IllegalArgumentException _) {
      throw fields.invalid(name, "base64 of 16-bit little-endian PCM, one channel");
    }
    if (sound.size() == 0 || sound.size() % 2 != 0) {
      throw fields.invalid(
          name, "base64 of whole 16-bit samples, not of " + sound.size() + " bytes");
    }
    return sound;
  }

  @Override
  public List<String> told(RealtimeEvent event) {
    if (manner == Manner.FRAMES) {
      return frame(event);
    }
    if (event instanceof RealtimeEvent.ResponseDone) {
      goOn();
    }
    ObjectNode node = node(event);
    return node == null ? List.of() : List.of(Json.text(node));
  }

  /** Asks for the answer that had to wait. */
  private void goOn() {
    VoiceLine to = line;
    synchronized (turn) {
      if (answerNext && to != null) {
        answerNext = !created(to);
      }
    }
  }

  private List<String> frame(RealtimeEvent event) {
    return switch (event) {
      case RealtimeEvent.AudioDelta delta ->
          List.of(
              Json.text(Json.object().put("type", "audio").put("data", delta.audio().base64())));
      case RealtimeEvent.Failed failed -> failed(failed.failure(), null);
      case RealtimeEvent.ResponseDone done when done.failure() != null ->
          failed(done.failure(), null);
      case RealtimeEvent.Ended ended when ended.failure() != null -> failed(ended.failure(), null);
      default -> List.of();
    };
  }

  private @Nullable ObjectNode node(RealtimeEvent event) {
    return switch (event) {
      case RealtimeEvent.Started started ->
          of("session.started")
              .put("session_id", started.sessionId())
              .put("input_sample_rate", started.config().input().rate())
              .put("output_sample_rate", started.config().output().rate());
      case RealtimeEvent.Configured configured ->
          of("session.updated")
              .put("input_sample_rate", configured.config().input().rate())
              .put("output_sample_rate", configured.config().output().rate());
      case RealtimeEvent.SpeechStarted _ -> of("speech.started");
      case RealtimeEvent.SpeechStopped _ -> of("speech.stopped");
      case RealtimeEvent.TranscriptDone done ->
          of("transcript.committed").put("transcript", done.transcript());
      case RealtimeEvent.TranscriptFailed failed -> error(of("error"), failed.failure());
      case RealtimeEvent.ResponseStarted started ->
          of("response.started").put("response_id", started.responseId());
      case RealtimeEvent.AudioDelta delta -> of("audio.delta").put("audio", delta.audio().base64());
      case RealtimeEvent.SpokenDelta delta -> of("text.delta").put("delta", delta.delta());
      case RealtimeEvent.TextDelta delta -> of("text.delta").put("delta", delta.delta());
      case RealtimeEvent.ToolCalled called ->
          of("tool.call")
              .put("tool_name", called.call().name())
              .put("tool_arguments", called.call().arguments())
              .put("tool_call_id", called.call().id());
      case RealtimeEvent.Interrupted interrupted ->
          of("response.interrupted")
              .put("response_id", interrupted.responseId())
              .put("audio_end_ms", interrupted.audioEndMillis());
      case RealtimeEvent.ResponseDone done -> completed(done);
      case RealtimeEvent.Counted counted -> {
        ObjectNode node = of("response.counted").put("response_id", counted.responseId());
        usage(node, counted.usage());
        yield node;
      }
      case RealtimeEvent.Failed failed -> error(of("error"), failed.failure());
      case RealtimeEvent.Ending ending ->
          of("session.ending").put("seconds_left", ending.left().toSeconds());
      case RealtimeEvent.Ended ended -> error(of("session.terminating"), ended.failure());
      case RealtimeEvent.AudioCommitted _,
          RealtimeEvent.AudioCleared _,
          RealtimeEvent.ItemAdded _,
          RealtimeEvent.ItemDeleted _,
          RealtimeEvent.TranscriptDelta _,
          RealtimeEvent.Truncated _,
          RealtimeEvent.Opaque _ ->
          null;
    };
  }

  private ObjectNode completed(RealtimeEvent.ResponseDone done) {
    ObjectNode node =
        of("response.completed")
            .put("response_id", done.responseId())
            .put("status", done.end().name().toLowerCase(Locale.ROOT));
    usage(node, done.usage());
    return done.failure() == null ? node : error(node, done.failure());
  }

  private static void usage(ObjectNode node, Usage usage) {
    if (usage.source() == Usage.Source.UNKNOWN) {
      node.putNull("usage");
    } else {
      node.putObject("usage")
          .put("input_tokens", usage.inputTotal())
          .put("output_tokens", usage.outputTotal())
          .put("cache_read_tokens", usage.cacheRead())
          .put("audio_input_tokens", usage.audioInput())
          .put("audio_output_tokens", usage.audioOutput());
    }
  }

  private ObjectNode error(ObjectNode node, @Nullable Failure failure) {
    if (failure != null) {
      node.set("error", NativeErrors.error(failure, requestId));
    }
    return node;
  }

  private static ObjectNode of(String type) {
    return Json.object().put("type", type);
  }

  @Override
  public List<String> failed(Failure failure, @Nullable String message) {
    return List.of(Json.text(error(of("error"), failure)));
  }
}
