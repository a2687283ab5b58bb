package dev.switchboard.realtime;

import dev.switchboard.http.CancelSignal;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.ir.RealtimeEvent;
import dev.switchboard.ir.Usage;
import dev.switchboard.json.Json;
import dev.switchboard.pipeline.CallSession;
import dev.switchboard.pipeline.RelayedTurn;
import dev.switchboard.provider.RealtimeListener;
import dev.switchboard.routing.Target;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Stands between a session that a provider holds and its caller: each response is a call of the
 * session's trace, admitted and paid when it begins and recorded before its end is told.
 */
final class Relay implements RealtimeListener {
  private static final long LAST_WORDS_SECONDS = 5;

  private final SessionCalls calls;
  private final Target target;
  private final RealtimeListener caller;
  private final Consumer<Failure> fatal;
  private final Runnable active;
  private final CountDownLatch ended = new CountDownLatch(1);
  private final StringBuilder said = new StringBuilder();
  private @Nullable CallSession call;
  private @Nullable RelayedTurn turn;

  /**
   * Listens for a caller.
   *
   * @param fatal told of a failure after which no turn can succeed
   * @param active told that something was said
   */
  Relay(
      SessionCalls calls,
      Target target,
      RealtimeListener caller,
      Consumer<Failure> fatal,
      Runnable active) {
    this.calls = calls;
    this.target = target;
    this.caller = caller;
    this.fatal = fatal;
    this.active = active;
  }

  @Override
  public void on(RealtimeEvent event) {
    active.run();
    count(event);
    if (event instanceof RealtimeEvent.Ended) {
      ended.countDown();
    }
    caller.on(event);
  }

  /** Waits until the provider says no more, for some seconds at most. */
  void awaitEnd() throws InterruptedException {
    var _ = ended.await(LAST_WORDS_SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public void passed(String frame, List<RealtimeEvent> meaning) {
    active.run();
    meaning.forEach(this::count);
    caller.passed(frame, meaning);
  }

  private synchronized void count(RealtimeEvent event) {
    switch (event) {
      case RealtimeEvent.ResponseStarted _ -> begin();
      case RealtimeEvent.SpokenDelta delta -> {
        begun();
        said.append(delta.delta());
      }
      case RealtimeEvent.TextDelta delta -> {
        begun();
        said.append(delta.delta());
      }
      case RealtimeEvent.AudioDelta _, RealtimeEvent.ToolCalled _ -> begun();
      case RealtimeEvent.ResponseDone done -> {
        if (call == null) {
          begin();
        }
        end(done.usage(), done.failure(), done.end().name());
      }
      case RealtimeEvent.TranscriptDone done -> transcribed(done);
      case RealtimeEvent.Ended ended ->
          end(
              Usage.UNKNOWN,
              ended.failure() == null
                  ? new Failure.CallerGone("the session ended within the response")
                  : ended.failure(),
              "ended");
      default -> {}
    }
  }

  private void begun() {
    RelayedTurn under = turn;
    if (under != null) {
      under.begun();
    }
  }

  private void begin() {
    if (call != null) {
      return;
    }
    said.setLength(0);
    try {
      CallSession session = calls.begin(purpose("", calls.models()), new CancelSignal());
      call = session;
      try {
        turn = session.relayed(target, false);
      } catch (FailureException e) {
        // It is under way and will be charged: counted, and the last one.
        turn = session.relayed(target, true);
        throw e;
      }
    } catch (FailureException e) {
      fatal.accept(e.failure());
    }
  }

  private SessionCalls.Purpose purpose(String part, List<String> models) {
    return new SessionCalls.Purpose(part, calls.newSpan(), null, models);
  }

  private void end(Usage usage, @Nullable Failure failure, String how) {
    CallSession session = call;
    RelayedTurn under = turn;
    call = null;
    turn = null;
    if (session == null) {
      return;
    }
    try (session) {
      if (under != null) {
        under.ended(usage, failure);
      }
      String words = said.toString();
      if (failure == null) {
        session.complete(() -> Json.text(Json.object().put("text", words)), how);
      } else {
        session.fail(failure, () -> Json.text(Json.object().put("text", words)));
      }
    } catch (FailureException e) {
      fatal.accept(e.failure());
    }
  }

  /** Writing down what was said, where that is charged apart. */
  private void transcribed(RealtimeEvent.TranscriptDone done) {
    if (done.usage().equals(Usage.NONE)) {
      return;
    }
    try (CallSession session =
        calls.begin(purpose("transcription", calls.models()), new CancelSignal())) {
      session.relayed(target, true).ended(done.usage(), null);
      session.complete(() -> Json.text(Json.object().put("text", done.transcript())), "stop");
    } catch (FailureException e) {
      fatal.accept(e.failure());
    }
  }

  /** The provider says no more: what was under way is recorded. */
  synchronized void abandon() {
    end(Usage.UNKNOWN, new Failure.CallerGone("the session ended within the response"), "ended");
  }
}
