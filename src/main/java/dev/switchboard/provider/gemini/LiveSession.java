package dev.switchboard.provider.gemini;

import dev.switchboard.http.WebSocket;
import dev.switchboard.http.WebSocketClose;
import dev.switchboard.http.WebSocketException;
import dev.switchboard.http.WebSocketMessage;
import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.ir.RealtimeCommand;
import dev.switchboard.ir.RealtimeConfig;
import dev.switchboard.ir.RealtimeEvent;
import dev.switchboard.provider.RealtimeDial;
import dev.switchboard.provider.RealtimeLink;
import dev.switchboard.provider.RealtimeListener;
import dev.switchboard.provider.RealtimeOpening;
import dev.switchboard.provider.RealtimeOrder;
import dev.switchboard.provider.RealtimeSound;
import dev.switchboard.wire.gemini.live.LiveClientCommands;
import dev.switchboard.wire.gemini.live.LiveClientErrors;
import dev.switchboard.wire.gemini.live.LiveClientEvents;
import dev.switchboard.wire.gemini.live.LiveClientSetup;
import dev.switchboard.wire.gemini.live.LiveClientState;
import dev.switchboard.wire.gemini.live.LivePassage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One voice session, over one connection after the other: a session is set anew by opening another
 * that takes up its conversation. A thread for each connection reads what the provider says and
 * hands it to the listener; the provider is read no faster than the listener takes it.
 */
final class LiveSession implements RealtimeLink {
  private final RealtimeDial dial;
  private final RealtimeOrder order;
  private final Function<RealtimeOrder, WebSocket> dialled;
  private final RealtimeListener listener;
  private final boolean passes;
  private final LiveClientState state;
  private final LiveClientSetup setup;
  private final LiveClientCommands commands;
  private final LiveClientEvents events;
  private final RealtimeSound sound;

  /** Held while the listener is told something, so that it is told one thing at a time. */
  private final ReentrantLock telling = new ReentrantLock();

  /** What the session is set to. Guarded by {@link #telling}, as are those below. */
  private RealtimeConfig config;

  private @Nullable WebSocket current;
  private @Nullable String handle;
  private boolean leaving;
  private boolean over;

  private volatile boolean closing;

  LiveSession(RealtimeDial dial, RealtimeOrder order, Function<RealtimeOrder, WebSocket> dialled) {
    this.dial = dial;
    this.order = order;
    this.dialled = dialled;
    this.listener = order.listener();
    this.passes = order.passes(Dialect.GEMINI_LIVE);
    this.config = order.config();
    this.state = new LiveClientState(Long.toHexString(ThreadLocalRandom.current().nextLong()));
    this.setup = new LiveClientSetup(dial.name(), order.upstreamModel());
    this.commands = new LiveClientCommands(state, config);
    this.events = new LiveClientEvents(dial.name(), state, config);
    this.sound =
        new RealtimeSound(config, _ -> LiveClientCommands.HEARD, _ -> LiveClientEvents.SPOKEN);
  }

  /** Opens the first connection. */
  RealtimeLink begin() {
    RealtimeOrder.Passing passing = order.passing();
    String first =
        passes && passing != null && passing.first() != null
            ? LivePassage.setup(passing.first(), order.upstreamModel())
            : setup.encode(config, null);
    Connection connection = new Connection(dialled.apply(order));
    connection.open(first, true);
    return this;
  }

  // What the caller says.

  @Override
  public boolean passes() {
    return passes;
  }

  @Override
  public void pass(String frame) {
    LivePassage.check(frame);
    tell(List.of(frame));
  }

  @Override
  public void send(RealtimeCommand command) {
    if (command instanceof RealtimeCommand.Configure configure) {
      configure(configure.config());
      return;
    }
    RealtimeCommand heard = sound.heard(command);
    if (heard instanceof RealtimeCommand.AppendAudio append && append.audio().size() == 0) {
      return;
    }
    LiveClientCommands.Said said = commands.encode(heard);
    tell(said.frames());
    if (!said.events().isEmpty()) {
      telling.lock();
      try {
        if (!over) {
          said.events().forEach(listener::on);
        }
      } finally {
        telling.unlock();
      }
    }
  }

  private void tell(List<String> frames) {
    WebSocket open = socket();
    if (open == null || closing) {
      return;
    }
    try {
      frames.forEach(open::send);
    } catch (WebSocketException _) {
      // It is over; the listener will hear so.
    }
  }

  private @Nullable WebSocket socket() {
    telling.lock();
    try {
      return current;
    } finally {
      telling.unlock();
    }
  }

  @Override
  public void close() {
    closing = true;
    // Not under the lock, which a listener may hold that waits for its caller.
    Thread.ofVirtual()
        .name("voice-end")
        .start(() -> {
          WebSocket open = socket();
          if (open != null) {
            open.close();
          }
        });
  }

  private void configure(RealtimeConfig next) {
    sound.hears(next);
    String resumed;
    telling.lock();
    try {
      resumed = handle;
      if (resumed == null && state.hasSpoken() && !next.equals(config)) {
        throw new FailureException(
            new Failure.Unsupported(
                "session",
                "session: cannot be set anew before the provider has said how to take it up again"));
      }
    } finally {
      telling.unlock();
    }
    reconnect(next, resumed, true);
  }

  /**
   * Goes on over another connection.
   *
   * @throws FailureException if there is none; the session then goes on as before
   */
  private void reconnect(RealtimeConfig next, @Nullable String resumed, boolean told) {
    String frame = setup.encode(next, resumed);
    Connection connection = new Connection(dialled.apply(order));
    connection.open(frame, false);
    WebSocket before;
    telling.lock();
    try {
      before = current;
      current = connection.socket;
      leaving = false;
      events.cut(null).forEach(this::on);
      config = next;
      events.configured(next);
      commands.configured(next);
      sound.speaks(next);
      if (told) {
        listener.on(new RealtimeEvent.Configured(next));
      }
    } finally {
      telling.unlock();
      connection.taken.countDown();
    }
    if (before != null) {
      before.close();
    }
    if (closing) {
      connection.socket.close();
    }
  }

  // What the provider says.

  private void on(RealtimeEvent event) {
    sound.spoken(event).forEach(listener::on);
  }

  /** One connection, and the thread that reads from it. */
  private final class Connection {
    private final WebSocket socket;
    private final RealtimeOpening opening = new RealtimeOpening();

    /** Until the session goes on over this connection, it is read no further. */
    private final CountDownLatch taken = new CountDownLatch(1);

    Connection(WebSocket socket) {
      this.socket = socket;
    }

    void open(String first, boolean starts) {
      if (starts) {
        current = socket;
        taken.countDown();
      }
      Thread.ofVirtual().name("voice").start(() -> run(starts));
      try {
        socket.send(first);
        opening.await(dial);
      } catch (WebSocketException e) {
        opening.await(dial);
      } catch (FailureException e) {
        socket.close(WebSocketClose.GOING_AWAY, "");
        throw e;
      }
    }

    private void run(boolean starts) {
      Failure failure = dial.lost();
      try {
        read(starts);
        failure = ended();
      } catch (WebSocketException e) {
        failure = closing ? null : dial.broken(e);
      } catch (FailureException e) {
        failure = dial.named(e.failure());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } finally {
        socket.close();
        finish(failure);
      }
    }

    private @Nullable Failure ended() {
      Optional<WebSocketClose> end = socket.ended();
      boolean properly = closing || end.filter(e -> e.code() == WebSocketClose.NORMAL).isPresent();
      return properly
          ? null
          : end.map(e -> dial.named(LiveClientErrors.of(dial.name(), e.code(), e.reason())))
              .orElseGet(dial::lost);
    }

    private void read(boolean starts) throws InterruptedException {
      boolean ready = false;
      for (var got = socket.receive(); got.isPresent(); got = socket.receive()) {
        String frame =
            switch (got.get()) {
              case WebSocketMessage.Text text -> text.text();
              case WebSocketMessage.Binary binary ->
                  new String(binary.bytes(), StandardCharsets.UTF_8);
            };
        ready = take(frame, ready, starts);
      }
    }

    private boolean take(String frame, boolean ready, boolean starts) throws InterruptedException {
      telling.lock();
      try {
        if (ready && !socket.equals(current)) {
          return true;
        }
        LiveClientEvents.Read read =
            events.read(frame, TimeUnit.NANOSECONDS.toMillis(System.nanoTime()));
        if (read.handle() != null) {
          handle = read.handle();
        }
        leaving |= read.leaving();
        if (ready || starts) {
          tell(frame, read);
        }
        if (!read.ready()) {
          return ready;
        }
        opening.succeed();
      } finally {
        telling.unlock();
      }
      taken.await();
      return true;
    }

    private void tell(String frame, LiveClientEvents.Read read) {
      if (passes) {
        listener.passed(frame, read.meaning());
        return;
      }
      for (RealtimeEvent event : read.meaning()) {
        // What can be taken up again does not end for the caller.
        if (!(event instanceof RealtimeEvent.Ending) || handle == null) {
          on(event);
        }
      }
    }

    private void finish(@Nullable Failure failure) {
      if (opening.fail(failure == null ? dial.lost() : failure) || replaced()) {
        return;
      }
      if (resumes()) {
        return;
      }
      telling.lock();
      try {
        over = true;
        events.cut(failure).forEach(LiveSession.this::on);
        listener.on(new RealtimeEvent.Ended(failure));
      } finally {
        telling.unlock();
      }
    }

    private boolean replaced() {
      telling.lock();
      try {
        return !socket.equals(current);
      } finally {
        telling.unlock();
      }
    }

    /** Whether a connection that the provider has given up is followed by another. */
    private boolean resumes() {
      String resumed;
      RealtimeConfig same;
      telling.lock();
      try {
        if (closing || passes || !leaving || handle == null) {
          return false;
        }
        leaving = false;
        resumed = handle;
        same = config;
      } finally {
        telling.unlock();
      }
      try {
        reconnect(same, resumed, false);
        return true;
      } catch (FailureException _) {
        return false;
      }
    }
  }
}
