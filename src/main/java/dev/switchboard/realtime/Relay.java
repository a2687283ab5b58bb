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
import dev.switchboard.provider.RealtimeLink;
import dev.switchboard.provider.RealtimeListener;
import dev.switchboard.routing.Target;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Stands between a session that a provider holds and its caller: each response is a call of the
 * session's trace, admitted and paid when it begins and recorded before its end is told. A response
 * that may not be ends the session; what it costs until then is recorded with the session itself.
 */
final class Relay implements RealtimeListener {
  private static final long LAST_WORDS_SECONDS = 5;

  /** Stands for a model that wrote down what was said and that nobody names. */
  private static final String UNNAMED_TRANSCRIBER = "transcription";

  private final CallSession root;
  private final SessionCalls calls;
  private final Target target;
  private volatile boolean passesThrough;
  private final RealtimeListener caller;
  private final Surroundings around;
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Map<String, Turn> turns = new LinkedHashMap<>();
  private volatile boolean quiet = true;
  private @Nullable Owed owed;
  private final Set<String> openCalls = new LinkedHashSet<>();

  /** Whether a response was asked for that has not begun. */
  private boolean wanted;

  /** Held while the caller is told something, so that nothing follows the end. */
  private final ReentrantLock telling = new ReentrantLock();

  private boolean over;

  /**
   * What a relay says of its session.
   *
   * @param fatal told of a failure after which no turn can succeed
   * @param active told that something was said
   */
  record Surroundings(Consumer<Failure> fatal, Runnable active) {}

  /**
   * One response.
   *
   * @param call null where none may be made for it: it is counted with the session
   */
  private record Turn(@Nullable CallSession call, RelayedTurn counted, StringBuilder said) {}

  /** A response that is over and of which the provider may yet say what it has used. */
  private record Owed(String id, Turn turn, String how) {}

  /**
   * Listens for a caller.
   *
   * @param root the session's own call
   * @param target who is to hold it
   */
  Relay(
      CallSession root,
      SessionCalls calls,
      Target target,
      RealtimeListener caller,
      Surroundings around) {
    this.root = root;
    this.calls = calls;
    this.target = target;
    this.caller = caller;
    this.around = around;
  }

  /** The session is open: the caller's end of it. */
  RealtimeLink opened(RealtimeLink link) {
    passesThrough = link.passes();
    return new RelayLink(this, link);
  }

  // What the caller says.

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

  // What the provider says.

  @Override
  public void on(RealtimeEvent event) {
    around.active().run();
    Failure refused = count(event);
    tell(event, () -> caller.on(event));
    if (event instanceof RealtimeEvent.Ended) {
      ended.countDown();
    }
    if (refused != null) {
      around.fatal().accept(refused);
    }
  }

  @Override
  public void passed(String frame, List<RealtimeEvent> meaning) {
    around.active().run();
    Failure refused = null;
    for (RealtimeEvent event : meaning) {
      Failure one = count(event);
      refused = refused == null ? one : refused;
    }
    tell(null, () -> caller.passed(frame, meaning));
    if (refused != null) {
      around.fatal().accept(refused);
    }
  }

  /** Tells the caller something that is not the provider's. */
  void tell(RealtimeEvent event) {
    tell(event, () -> caller.on(event));
  }

  private void tell(@Nullable RealtimeEvent event, Runnable said) {
    telling.lock();
    try {
      if (!over) {
        over = event instanceof RealtimeEvent.Ended;
        said.run();
      }
    } finally {
      telling.unlock();
    }
  }

  /** Waits until the provider says no more, for some seconds at most. */
  void awaitEnd() throws InterruptedException {
    var _ = ended.await(LAST_WORDS_SECONDS, TimeUnit.SECONDS);
  }

  /** Counts what an event means; what is wrong with the session's going on, null for nothing. */
  private synchronized @Nullable Failure count(RealtimeEvent event) {
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
        session.complete(() -> Json.text(Json.object().put("text", words)), how);
      } else {
        session.fail(failure, () -> Json.text(Json.object().put("text", words)));
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
      call.complete(() -> Json.text(Json.object().put("text", done.transcript())), "stop");
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
