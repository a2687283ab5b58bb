package dev.switchboard.realtime;

import dev.switchboard.http.CancelSignal;
import dev.switchboard.ir.Content;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.ir.RealtimeCommand;
import dev.switchboard.ir.RealtimeEvent;
import dev.switchboard.ir.Usage;
import dev.switchboard.json.Json;
import dev.switchboard.pipeline.CallSession;
import dev.switchboard.pipeline.RelayedTurn;
import dev.switchboard.routing.Target;
import dev.switchboard.trace.Utf8Text;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The calls of a session that a provider holds: one for each response, admitted and paid when it
 * begins and recorded when it ends. What may not be admitted is counted with the session itself.
 */
final class RelayedCalls {
  /** Stands for a model that wrote down what was said and that nobody names. */
  private static final String UNNAMED_TRANSCRIBER = "transcription";

  private final CallSession root;
  private final SessionCalls calls;
  private final Target target;
  private final Map<String, Turn> turns = new LinkedHashMap<>();
  private final Set<String> openCalls = new LinkedHashSet<>();
  private volatile boolean passesThrough;
  private volatile boolean quiet = true;
  private @Nullable Owed owed;

  /** Whether a response was asked for that has not begun. */
  private boolean wanted;

  /**
   * One response.
   *
   * @param call null where none may be made for it: it is counted with the session
   */
  private record Turn(@Nullable CallSession call, RelayedTurn counted, StringBuilder said) {}

  /** A response that is over and of which the provider may yet say what it has used. */
  private record Owed(String id, Turn turn, String how) {}

  /**
   * @param root the session's own call
   * @param target who is to hold it
   */
  RelayedCalls(CallSession root, SessionCalls calls, Target target) {
    this.root = root;
    this.calls = calls;
    this.target = target;
  }

  /** The session is open; says whether frames go through as they are. */
  void opened(boolean through) {
    passesThrough = through;
  }

  /**
   * Takes note of a command before it goes on.
   *
   * @throws FailureException with {@link Failure.InvalidRequest} for a response while another is
   *     under way, and for the end of one that is not
   */
  synchronized void sending(RealtimeCommand command) {
    switch (command) {
      case RealtimeCommand.Respond _ -> {
        if (!turns.isEmpty()) {
          throw invalid(
              "conversation_already_has_active_response",
              "response "
                  + turns.keySet().iterator().next()
                  + " is under way (expected: its end, or response.cancel)");
        }
        wanted = true;
      }
      case RealtimeCommand.CancelResponse cancel -> {
        String id = cancel.responseId();
        if (id == null ? turns.isEmpty() && !wanted : !turns.containsKey(id)) {
          throw invalid(
              "response_cancel_not_active",
              (id == null ? "no response" : "response " + id + " not")
                  + " under way (expected: one that is)");
        }
      }
      case RealtimeCommand.AddItem add -> {
        for (Content content : add.message().content()) {
          if (content instanceof Content.ToolResult result) {
            openCalls.remove(result.toolCallId());
          }
        }
      }
      case RealtimeCommand.Configure _,
          RealtimeCommand.AppendAudio _,
          RealtimeCommand.CommitAudio _,
          RealtimeCommand.ClearAudio _,
          RealtimeCommand.DeleteItem _,
          RealtimeCommand.Truncate _,
          RealtimeCommand.Opaque _ -> {
        // Nothing of it must be known here.
      }
    }
  }

  private static FailureException invalid(String code, String message) {
    return new FailureException(new Failure.InvalidRequest(code, "", message));
  }

  /** Whether no response is under way; takes no lock. */
  boolean isQuiet() {
    return quiet;
  }

  /** The ids of tool calls that wait for their results. */
  synchronized Set<String> openCalls() {
    return Set.copyOf(openCalls);
  }

  /** Counts what an event means; what is wrong with the session's going on, null for nothing. */
  synchronized @Nullable Failure count(RealtimeEvent event) {
    return switch (event) {
      case RealtimeEvent.ResponseStarted started -> begin(started.responseId());
      case RealtimeEvent.SpokenDelta delta -> said(delta.responseId(), delta.delta());
      case RealtimeEvent.TextDelta delta -> said(delta.responseId(), delta.delta());
      case RealtimeEvent.AudioDelta delta -> said(delta.responseId(), "");
      case RealtimeEvent.ToolCalled called -> {
        openCalls.add(called.call().id());
        yield said(called.responseId(), "");
      }
      case RealtimeEvent.ResponseDone done -> {
        Failure refused = begin(done.responseId());
        Failure lost = end(done);
        yield refused == null ? lost : refused;
      }
      case RealtimeEvent.Counted counted -> {
        Owed last = owed;
        yield last == null || !last.id().equals(counted.responseId())
            ? null
            : settle(counted.usage());
      }
      case RealtimeEvent.TranscriptDone done -> transcribed(done);
      case RealtimeEvent.Failed _ -> {
        wanted = false;
        yield null;
      }
      case RealtimeEvent.Ended ended -> abandon(ended.failure());
      case RealtimeEvent.Started _,
          RealtimeEvent.Configured _,
          RealtimeEvent.SpeechStarted _,
          RealtimeEvent.SpeechStopped _,
          RealtimeEvent.AudioCommitted _,
          RealtimeEvent.AudioCleared _,
          RealtimeEvent.ItemAdded _,
          RealtimeEvent.ItemDeleted _,
          RealtimeEvent.TranscriptDelta _,
          RealtimeEvent.TranscriptFailed _,
          RealtimeEvent.Interrupted _,
          RealtimeEvent.Truncated _,
          RealtimeEvent.Ending _,
          RealtimeEvent.Opaque _ ->
          null;
    };
  }

  private @Nullable Failure said(String id, String words) {
    Turn turn = turns.get(id);
    if (turn != null) {
      turn.counted().begun();
      turn.said().append(words);
    }
    return null;
  }

  private @Nullable Failure begin(String id) {
    wanted = false;
    if (turns.containsKey(id)) {
      return null;
    }
    Failure refused = settle(Usage.UNKNOWN);
    CallSession call = null;
    try {
      call = calls.begin(purpose("", calls.models()), new CancelSignal());
    } catch (FailureException e) {
      refused = e.failure();
    }
    RelayedTurn counted = (call == null ? root : call).voice().begin(target, passesThrough);
    turns.put(id, new Turn(call, counted, new StringBuilder()));
    quiet = false;
    try {
      counted.setAside();
    } catch (FailureException e) {
      refused = refused == null ? e.failure() : refused;
    }
    return refused;
  }

  private SessionCalls.Purpose purpose(String part, List<String> models) {
    return new SessionCalls.Purpose(part, calls.newSpan(), null, models);
  }

  private @Nullable Failure end(RealtimeEvent.ResponseDone done) {
    Turn turn = turns.remove(done.responseId());
    quiet = turns.isEmpty();
    if (turn == null) {
      return null;
    }
    String how = done.end().name();
    if (done.failure() == null && done.usage().equals(Usage.UNKNOWN)) {
      owed = new Owed(done.responseId(), turn, how);
      return null;
    }
    return end(turn, done.usage(), done.failure(), how);
  }

  /** Records the response that waits to be counted. */
  private @Nullable Failure settle(Usage usage) {
    Owed last = owed;
    owed = null;
    return last == null ? null : end(last.turn(), usage, null, last.how());
  }

  private @Nullable Failure end(Turn turn, Usage usage, @Nullable Failure failure, String how) {
    turn.counted().ended(usage, failure);
    CallSession session = turn.call();
    if (session == null) {
      return null;
    }
    try (session) {
      String words = turn.said().toString();
      if (failure == null) {
        session.complete(() -> Utf8Text.json(Json.object().put("text", words)), how);
      } else {
        session.fail(failure, () -> Utf8Text.json(Json.object().put("text", words)));
      }
      return null;
    } catch (FailureException e) {
      return e.failure();
    }
  }

  /** Writing down what was said, where that is charged apart: at the price of who wrote it. */
  private @Nullable Failure transcribed(RealtimeEvent.TranscriptDone done) {
    if (done.usage().equals(Usage.NONE)) {
      return null;
    }
    String model = done.model() == null ? UNNAMED_TRANSCRIBER : done.model();
    Target writer = new Target(target.provider(), model, target.requestedModel(), null);
    CallSession begun;
    try {
      begun = calls.begin(purpose("transcription", calls.models()), new CancelSignal());
    } catch (FailureException e) {
      root.voice().book(writer, done.usage());
      return e.failure();
    }
    try (CallSession call = begun) {
      call.voice().book(writer, done.usage());
      call.complete(() -> Utf8Text.json(Json.object().put("text", done.transcript())), "stop");
      return null;
    } catch (FailureException e) {
      return e.failure();
    }
  }

  /** The provider says no more: what was under way is recorded. */
  synchronized @Nullable Failure abandon(@Nullable Failure why) {
    Failure failure =
        why == null ? new Failure.CallerGone("the session ended within the response") : why;
    Failure lost = settle(Usage.UNKNOWN);
    for (Turn turn : turns.values()) {
      Failure one = end(turn, Usage.UNKNOWN, failure, "ended");
      lost = lost == null ? one : lost;
    }
    turns.clear();
    quiet = true;
    return lost;
  }
}
