package dev.switchboard.wire.gemini.live;

import dev.switchboard.ir.AudioFormat;
import dev.switchboard.ir.Blob;
import dev.switchboard.ir.Content;
import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.ir.RealtimeConfig;
import dev.switchboard.ir.RealtimeEvent;
import dev.switchboard.ir.RealtimeEvent.ResponseDone;
import dev.switchboard.ir.TurnDetection;
import dev.switchboard.ir.Usage;
import dev.switchboard.json.Fields;
import dev.switchboard.json.InvalidFieldException;
import dev.switchboard.json.InvalidJsonException;
import dev.switchboard.json.Json;
import dev.switchboard.json.Located;
import dev.switchboard.wire.ProviderFaults;
import dev.switchboard.wire.gemini.GeminiObject;
import dev.switchboard.wire.gemini.GeminiUsage;
import dev.switchboard.wire.gemini.Name;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the frames of a server of the Live API, of one session, in their order. Responses and items
 * have no ids there and get some here; a response is over at the end of the turn, and where the
 * model waits for its tools.
 *
 * @see <a href="https://ai.google.dev/api/live#BidiGenerateContentServerMessage">source</a>
 */
public final class LiveClientEvents {
  /** What these sessions speak. */
  public static final AudioFormat SPOKEN = AudioFormat.PCM_24K;

  private static final Pattern RATE = Pattern.compile("audio/(?:pcm|L16)\\s*;\\s*rate=(\\d{4,5})");
  private static final Pattern SECONDS = Pattern.compile("(\\d{1,9})(?:\\.(\\d{1,9}))?s");
  private static final Duration NO_TIME = Duration.ZERO;

  private static final Name SETUP_COMPLETE = Name.of("setupComplete");
  private static final Name SESSION_ID = Name.of("sessionId");
  private static final Name SERVER_CONTENT = Name.of("serverContent");
  private static final Name TOOL_CALL = Name.of("toolCall");
  private static final Name FUNCTION_CALLS = Name.of("functionCalls");
  private static final Name GO_AWAY = Name.of("goAway");
  private static final Name TIME_LEFT = Name.of("timeLeft");
  private static final Name UPDATE = Name.of("sessionResumptionUpdate");
  private static final Name NEW_HANDLE = Name.of("newHandle");
  private static final Name RESUMABLE = Name.of("resumable");
  private static final Name USAGE = Name.of("usageMetadata");
  private static final Name ACTIVITY = Name.of("voiceActivity");
  private static final Name ACTIVITY_TYPE = Name.of("voiceActivityType");
  private static final Name INPUT_TRANSCRIPTION = Name.of("inputTranscription");
  private static final Name OUTPUT_TRANSCRIPTION = Name.of("outputTranscription");
  private static final Name TEXT = Name.of("text");
  private static final Name FINISHED = Name.of("finished");
  private static final Name MODEL_TURN = Name.of("modelTurn");
  private static final Name PARTS = Name.of("parts");
  private static final Name THOUGHT = Name.of("thought");
  private static final Name INLINE_DATA = Name.of("inlineData");
  private static final Name MIME_TYPE = Name.of("mimeType");
  private static final Name DATA = Name.of("data");
  private static final Name INTERRUPTED = Name.of("interrupted");
  private static final Name TURN_COMPLETE = Name.of("turnComplete");
  private static final Name REASON = Name.of("turnCompleteReason");
  private static final Name ID = Name.of("id");
  private static final Name NAME = Name.of("name");
  private static final Name ARGS = Name.of("args");

  private final ProviderFaults faults;
  private final LiveClientState state;
  private RealtimeConfig config;
  private @Nullable LiveClientTurn turn;
  private Usage pending = Usage.UNKNOWN;

  /** The last response, where it is over and was not counted. */
  private @Nullable String uncounted;

  private final StringBuilder transcript = new StringBuilder();
  private boolean speaking;

  public LiveClientEvents(String provider, LiveClientState state, RealtimeConfig config) {
    this.faults = new ProviderFaults(provider);
    this.state = state;
    this.config = config;
  }

  /**
   * One frame.
   *
   * @param ready whether it accepts the session
   * @param meaning what it says; sound in {@link #SPOKEN}
   * @param handle by which the session can be taken up again from here; null when it says none
   * @param leaving whether the connection will be closed soon
   */
  public record Read(
      boolean ready, List<RealtimeEvent> meaning, @Nullable String handle, boolean leaving) {
    public Read {
      meaning = List.copyOf(meaning);
    }
  }

  /** Says what the session is set to from now on. */
  public void configured(RealtimeConfig next) {
    config = next;
  }

  /**
   * Reads one frame.
   *
   * @param frame one JSON object
   * @param nowMillis by any clock that does not go back
   * @throws FailureException with {@link Failure.ProviderFailed} if it is no frame, or one whose
   *     fields are of another kind than they must be
   */
  public Read read(String frame, long nowMillis) {
    try {
      return meaning(new GeminiObject(Fields.of(Json.parseReply(frame))), frame, nowMillis);
    } catch (InvalidJsonException e) {
      throw new FailureException(faults.unreadable(e));
    } catch (InvalidFieldException e) {
      throw new FailureException(faults.unreadable(e));
    }
  }

  private Read meaning(GeminiObject frame, String text, long nowMillis) {
    List<RealtimeEvent> events = new ArrayList<>();
    Optional<GeminiObject> ready = frame.object(SETUP_COMPLETE);
    ready.ifPresent(setup -> {
      String id = setup.text(SESSION_ID);
      events.add(new RealtimeEvent.Started(id.isEmpty() ? state.nextItem() : id, config));
    });
    frame.object(USAGE).ifPresent(usage -> pending = GeminiUsage.read(usage));
    frame.object(ACTIVITY).ifPresent(activity -> activity(activity.text(ACTIVITY_TYPE), events));
    frame.object(SERVER_CONTENT).ifPresent(content -> content(content, events, nowMillis));
    frame.object(TOOL_CALL).ifPresent(call -> calls(call, events));
    countedLate(events);
    frame
        .object(GO_AWAY)
        .ifPresent(leaving -> events.add(new RealtimeEvent.Ending(time(leaving.text(TIME_LEFT)))));
    String handle =
        frame
            .object(UPDATE)
            .filter(update -> update.flag(RESUMABLE))
            .map(update -> update.text(NEW_HANDLE))
            .filter(found -> !found.isEmpty())
            .orElse(null);
    if (frame.isEmpty()) {
      throw new FailureException(faults.unreadable("an empty frame"));
    }
    boolean known = ready.isPresent() || KNOWN.stream().anyMatch(frame::has);
    if (!known) {
      String type = frame.fields().node().propertyNames().iterator().next();
      events.add(new RealtimeEvent.Opaque(Dialect.GEMINI_LIVE, type, text));
    }
    return new Read(ready.isPresent(), events, handle, frame.has(GO_AWAY));
  }

  private static final List<Name> KNOWN =
      List.of(USAGE, ACTIVITY, SERVER_CONTENT, TOOL_CALL, GO_AWAY, UPDATE);

  private static Duration time(String text) {
    Matcher matcher = SECONDS.matcher(text);
    return matcher.matches() ? Duration.ofSeconds(Long.parseLong(matcher.group(1))) : NO_TIME;
  }

  private void activity(String type, List<RealtimeEvent> events) {
    if (type.equals("ACTIVITY_START") && !speaking) {
      speaking = true;
      events.add(new RealtimeEvent.SpeechStarted(state.heardItem(), state.heardMillis()));
    } else if (type.equals("ACTIVITY_END") && speaking) {
      speaking = false;
      events.add(new RealtimeEvent.SpeechStopped(state.heardItem(), state.heardMillis()));
    }
  }

  private void content(GeminiObject content, List<RealtimeEvent> events, long nowMillis) {
    content
        .object(INPUT_TRANSCRIPTION)
        .ifPresent(heard -> {
          String delta = heard.text(TEXT);
          if (!delta.isEmpty()) {
            transcript.append(delta);
            events.add(new RealtimeEvent.TranscriptDelta(state.writtenItem(), delta));
          }
          if (heard.flag(FINISHED)) {
            transcribed(events);
          }
        });
    content.object(MODEL_TURN).ifPresent(said -> said(said, events, nowMillis));
    content
        .object(OUTPUT_TRANSCRIPTION)
        .map(words -> words.text(TEXT))
        .filter(words -> !words.isEmpty())
        .ifPresent(words -> {
          LiveClientTurn open = begun(events);
          open.wrote(words);
          if (!state.isMuted()) {
            events.add(new RealtimeEvent.SpokenDelta(open.response(), open.item(), words));
          }
        });
    if (content.flag(INTERRUPTED)) {
      interrupted(events, nowMillis);
    }
    if (content.flag(TURN_COMPLETE)) {
      transcribed(events);
      done(content.text(REASON), events);
    }
  }

  private void transcribed(List<RealtimeEvent> events) {
    if (!transcript.isEmpty()) {
      events.add(
          new RealtimeEvent.TranscriptDone(state.writtenItem(), transcript.toString(), Usage.NONE));
      transcript.setLength(0);
      state.written();
    }
  }

  /** The response under way; where there is none, what was heard has become a message first. */
  private LiveClientTurn begun(List<RealtimeEvent> events) {
    LiveClientTurn open = turn;
    if (open == null) {
      if (!(config.turns() instanceof TurnDetection.Manual)) {
        if (speaking) {
          activity("ACTIVITY_END", events);
        }
        state.commit().ifPresent(item -> events.add(new RealtimeEvent.AudioCommitted(item, null)));
      }
      open = new LiveClientTurn(state.nextResponse(), state.nextItem());
      turn = open;
      uncounted = null;
      events.add(new RealtimeEvent.ResponseStarted(open.response()));
    }
    return open;
  }

  private void said(GeminiObject said, List<RealtimeEvent> events, long nowMillis) {
    for (GeminiObject part : said.objects(PARTS)) {
      LiveClientTurn open = begun(events);
      String text = part.text(TEXT);
      if (!text.isEmpty() && !part.flag(THOUGHT)) {
        open.wrote(text);
        if (!state.isMuted()) {
          events.add(new RealtimeEvent.TextDelta(open.response(), open.item(), text));
        }
      }
      Optional<GeminiObject> data = part.object(INLINE_DATA);
      if (data.isPresent()) {
        Blob sound = sound(data.get());
        if (sound.size() > 0 && !state.isMuted()) {
          open.spoke(SPOKEN.millis(sound.size()), nowMillis);
          events.add(new RealtimeEvent.AudioDelta(open.response(), open.item(), sound));
        }
      }
    }
  }

  private Blob sound(GeminiObject data) {
    Matcher mime = RATE.matcher(data.text(MIME_TYPE));
    boolean usual = data.text(MIME_TYPE).equals("audio/pcm");
    if (!usual && (!mime.matches() || Integer.parseInt(mime.group(1)) != SPOKEN.rate())) {
      throw new FailureException(
          faults.unreadable("/serverContent/modelTurn: expected sound of " + SPOKEN.mimeType()));
    }
    try {
      return Blob.ofBase64(SPOKEN.mimeType(), data.text(DATA));
    } catch (IllegalArgumentException e) {
      throw data.fields().invalid("data", "base64");
    }
  }

  private void interrupted(List<RealtimeEvent> events, long nowMillis) {
    if (!speaking) {
      activity("ACTIVITY_START", events);
    }
    LiveClientTurn open = turn;
    if (open != null && !state.isMuted()) {
      open.interrupt();
      events.add(
          new RealtimeEvent.Interrupted(open.response(), open.item(), open.played(nowMillis)));
    }
  }

  private void calls(GeminiObject toolCall, List<RealtimeEvent> events) {
    List<GeminiObject> calls = toolCall.objects(FUNCTION_CALLS);
    LiveClientTurn open = begun(events);
    for (GeminiObject call : calls) {
      String id = call.text(ID).isEmpty() ? state.nextItem() : call.text(ID);
      String name = call.text(NAME);
      state.called(id, name);
      String args =
          call.get(ARGS).map(Located::fields).map(found -> Json.text(found.node())).orElse("{}");
      events.add(
          new RealtimeEvent.ToolCalled(
              open.response(), state.nextItem(), new Content.ToolCall(id, name, args, null)));
    }
    // The model says nothing more until it has the results.
    done("", events);
  }

  /** Usage that comes while nothing is being said is that of what was said last. */
  private boolean countedLate(List<RealtimeEvent> events) {
    String last = uncounted;
    if (turn != null || last == null || pending.equals(Usage.UNKNOWN)) {
      return false;
    }
    events.add(new RealtimeEvent.Counted(last, pending));
    uncounted = null;
    pending = Usage.UNKNOWN;
    return true;
  }

  private void done(String reason, List<RealtimeEvent> events) {
    if (countedLate(events)) {
      return;
    }
    LiveClientTurn open = turn;
    if (open == null) {
      if (pending.equals(Usage.UNKNOWN)) {
        return;
      }
      open = begun(events);
    }
    Usage usage = pending;
    pending = Usage.UNKNOWN;
    turn = null;
    boolean muted = state.isMuted();
    state.mute(false);
    Failure failure = null;
    ResponseDone.End end = ResponseDone.End.COMPLETED;
    if (muted) {
      end = ResponseDone.End.CANCELLED;
    } else if (open.isInterrupted()) {
      end = ResponseDone.End.INTERRUPTED;
    } else if (isHeldBack(reason)) {
      end = ResponseDone.End.CONTENT_FILTER;
    } else if (reason.equals("MALFORMED_FUNCTION_CALL") || reason.equals("RESPONSE_REJECTED")) {
      end = ResponseDone.End.FAILED;
      failure =
          faults.failed(
              Failure.ProviderFailed.Kind.SERVER_ERROR, 0, "could not respond: " + reason);
    }
    uncounted = usage.equals(Usage.UNKNOWN) && failure == null ? open.response() : null;
    events.add(new ResponseDone(open.response(), end, usage, failure));
  }

  private static boolean isHeldBack(String reason) {
    return reason.contains("SAFETY")
        || reason.contains("PROHIBITED")
        || reason.contains("BLOCKLIST")
        || reason.contains("CELEBRITY")
        || reason.contains("PERSON")
        || reason.contains("PEOPLE")
        || reason.contains("MINORS");
  }

  /** Whether a response is under way. */
  public boolean responds() {
    return turn != null;
  }

  /**
   * What is still owed when the connection is gone: the end of the response, with what was counted,
   * by the provider or else by us.
   *
   * @param failure null if the session was ended properly
   */
  public List<RealtimeEvent> cut(@Nullable Failure failure) {
    List<RealtimeEvent> events = new ArrayList<>();
    LiveClientTurn open = turn;
    if (open == null && pending.equals(Usage.UNKNOWN)) {
      return events;
    }
    if (open == null) {
      open = begun(events);
    }
    events.add(
        new ResponseDone(
            open.response(),
            failure == null ? ResponseDone.End.CANCELLED : ResponseDone.End.FAILED,
            pending.equals(Usage.UNKNOWN) ? open.estimate() : pending,
            failure));
    turn = null;
    pending = Usage.UNKNOWN;
    return events;
  }
}
