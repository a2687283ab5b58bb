package dev.switchboard.provider.openai;

import dev.switchboard.http.WebSocket;
import dev.switchboard.http.WebSocketClose;
import dev.switchboard.http.WebSocketException;
import dev.switchboard.http.WebSocketMessage;
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
import dev.switchboard.wire.openai.realtime.RealtimeClientCommands;
import dev.switchboard.wire.openai.realtime.RealtimeClientEvents;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One voice session. A thread of its own reads what the provider says and hands it to the listener;
 * the provider is read no faster than the listener takes it.
 */
final class OpenAiSession implements RealtimeLink {
  /** How long the end of a response is waited for when a session is closed in its middle. */
  private static final Duration LAST_WORDS = Duration.ofSeconds(2);

  private final RealtimeDial dial;
  private final RealtimeOrder order;
  private final RealtimeListener listener;
  private final boolean passes;
  private final RealtimeClientCommands commands = new RealtimeClientCommands();
  private final RealtimeClientEvents events;
  private final List<String> first;
  private final RealtimeSound sound;
  private final RealtimeOpening opening = new RealtimeOpening();
  private final CountDownLatch quiet = new CountDownLatch(1);

  /** What the session will be set to, once the provider says so. */
  private final Queue<RealtimeConfig> asked = new ConcurrentLinkedQueue<>();

  /** Held back until the session is set to what was ordered. */
  private final ArrayDeque<RealtimeEvent> held = new ArrayDeque<>();

  private volatile @Nullable WebSocket socket;
  private volatile boolean closing;

  /** Whether a response is under way, for other threads. */
  private volatile boolean responds;

  /**
   * @throws FailureException with {@link Failure.Unsupported} for an order that cannot be written
   */
  OpenAiSession(RealtimeDial dial, RealtimeOrder order, boolean passes) {
    this.dial = dial;
    this.order = order;
    this.listener = order.listener();
    this.passes = passes;
    RealtimeConfig config = order.config();
    this.events = new RealtimeClientEvents(dial.name(), config);
    this.first = passes ? said(order) : commands.encode(new RealtimeCommand.Configure(config));
    this.sound = new RealtimeSound(config, RealtimeClientCommands::nearest);
  }

  /** What the caller has said before the session began. */
  private static List<String> said(RealtimeOrder order) {
    RealtimeOrder.Passing passing = order.passing();
    return passing == null || passing.first() == null ? List.of() : List.of(passing.first());
  }

  RealtimeLink begin(WebSocket opened) {
    socket = opened;
    Thread.ofVirtual().name("voice").start(() -> run(opened));
    try {
      opening.await(dial);
    } catch (FailureException e) {
      opened.close(WebSocketClose.GOING_AWAY, "");
      throw e;
    }
    return this;
  }

  // What the caller says.

  @Override
  public boolean passes() {
    return passes;
  }

  @Override
  public void pass(String frame) {
    tell(
        List.of(
            RealtimeClientCommands.passOn(frame, order.config().model(), order.upstreamModel())));
  }

  @Override
  public void send(RealtimeCommand command) {
    RealtimeCommand heard = sound.heard(command);
    if (heard instanceof RealtimeCommand.AppendAudio append && append.audio().size() == 0) {
      return;
    }
    List<String> frames = commands.encode(heard);
    if (command instanceof RealtimeCommand.Configure configure) {
      sound.hears(configure.config());
      asked.add(configure.config());
    }
    tell(frames);
  }

  private void tell(List<String> frames) {
    WebSocket open = socket;
    if (open == null || closing) {
      return;
    }
    try {
      frames.forEach(open::send);
    } catch (WebSocketException _) {
      // It is over; the listener will hear so.
    }
  }

  @Override
  public void close() {
    WebSocket open = socket;
    if (closing || open == null) {
      return;
    }
    if (responds) {
      tell(commands.encode(new RealtimeCommand.CancelResponse(null)));
      closing = true;
      Thread.ofVirtual().name("voice-end").start(() -> endSoon(open));
    } else {
      closing = true;
      open.close();
    }
  }

  private void endSoon(WebSocket open) {
    try {
      var _ = quiet.await(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      open.close();
    }
  }

  // What the provider says.

  private void run(WebSocket open) {
    Failure failure = dial.lost();
    try {
      read(open);
      Optional<WebSocketClose> end = open.ended();
      boolean properly = closing || end.filter(e -> e.code() == WebSocketClose.NORMAL).isPresent();
      failure = properly ? null : end.map(dial::closed).orElseGet(dial::lost);
    } catch (WebSocketException e) {
      failure = closing ? null : dial.broken(e);
    } catch (FailureException e) {
      failure = dial.named(e.failure());
    } finally {
      open.close(WebSocketClose.NORMAL, "");
      finish(failure);
    }
  }

  private void finish(@Nullable Failure failure) {
    Failure never = failure == null ? dial.lost() : failure;
    if (opening.fail(never)) {
      return;
    }
    try {
      events.cut(failure).forEach(listener::on);
    } finally {
      listener.on(new RealtimeEvent.Ended(failure));
    }
  }

  private void read(WebSocket open) {
    for (var got = open.receive(); got.isPresent(); got = open.receive()) {
      String frame =
          switch (got.get()) {
            case WebSocketMessage.Text text -> text.text();
            case WebSocketMessage.Binary binary ->
                new String(binary.bytes(), StandardCharsets.UTF_8);
          };
      take(open, frame);
      if (closing && !responds) {
        quiet.countDown();
      }
    }
  }

  private void take(WebSocket open, String frame) {
    RealtimeClientEvents.Read read =
        events.read(frame, TimeUnit.NANOSECONDS.toMillis(System.nanoTime()));
    // Whoever is told of a response may close the session because of it.
    responds = events.responds();
    boolean begins = !opening.isReady();
    if (begins) {
      open(open, read);
      if (!passes || !opening.isReady()) {
        return;
      }
    } else if (read.type().equals("session.updated")) {
      reconfigured();
    } else if (read.refusesConfig()) {
      asked.poll();
    }
    if (passes) {
      String model = order.config().model();
      listener.passed(
          begins
              ? RealtimeClientEvents.passOnFirst(frame, model)
              : RealtimeClientEvents.passOn(frame, read.type(), model),
          read.meaning());
    } else {
      for (RealtimeEvent event : read.meaning()) {
        if (event instanceof RealtimeEvent.Interrupted cut && cut.audioEndMillis() > 0) {
          // Callers of this dialect say so themselves; the others expect it to be known.
          tell(commands.encode(new RealtimeCommand.Truncate(cut.itemId(), cut.audioEndMillis())));
        }
        sound.spoken(event).forEach(listener::on);
      }
    }
  }

  private void reconfigured() {
    RealtimeConfig next = asked.poll();
    if (next != null) {
      events.configured(next);
      sound.speaks(next);
    }
  }

  /** The session is ready when it is there and set to what was ordered. */
  private void open(WebSocket open, RealtimeClientEvents.Read read) {
    for (RealtimeEvent event : read.meaning()) {
      switch (event) {
        case RealtimeEvent.Started _ when passes && first.isEmpty() -> {
          opening.succeed();
          return;
        }
        case RealtimeEvent.Started started -> {
          held.add(started);
          first.forEach(open::send);
        }
        case RealtimeEvent.Configured _ when !held.isEmpty() -> {
          RealtimeEvent started = held.remove();
          if (!passes) {
            listener.on(started);
          }
          opening.succeed();
        }
        case RealtimeEvent.Failed failed -> throw new FailureException(failed.failure());
        default -> {
          // Nothing that is said before is about this session.
        }
      }
    }
  }
}
