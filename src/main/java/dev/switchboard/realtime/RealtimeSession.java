package dev.switchboard.realtime;

import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.ir.RealtimeConfig;
import dev.switchboard.ir.RealtimeEvent;
import dev.switchboard.json.Json;
import dev.switchboard.pipeline.CallContext;
import dev.switchboard.pipeline.CallSession;
import dev.switchboard.pipeline.VoiceCall;
import dev.switchboard.provider.RealtimeLink;
import dev.switchboard.provider.RealtimeListener;
import dev.switchboard.provider.RealtimeOrder;
import dev.switchboard.routing.Target;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One admitted voice session, from its admission to its record: bounds what its caller may do and
 * for how long. Whoever has it closes it.
 */
public final class RealtimeSession implements AutoCloseable {
  /** How long before the end its caller is told of it. */
  private static final Duration NOTICE = Duration.ofSeconds(60);

  /** What is left to callers while the gateway stops. */
  private static final Duration STOP_NOTICE = Duration.ofSeconds(25);

  /** How long a caller may take to be told of the end. */
  private static final Duration LAST_WORDS = Duration.ofSeconds(2);

  /** How often it is looked after what nothing wakes it for. */
  private static final long LOOK_MILLIS = 1_000;

  private final CallSession root;
  private final SessionCalls calls;
  private final Function<String, VoiceModels> models;
  private final RealtimeLimits limits;
  private final OpenSessions open;
  private final OpenSessions.Part held;
  private final CommandRate rate;
  private final long startNanos = System.nanoTime();
  private long lastCommandNanos = startNanos;
  private @Nullable Outbox outbox;
  private @Nullable Cascade cascade;
  private @Nullable Thread teller;
  private volatile @Nullable Relayed relayed;

  /** The call that opened it: the session's own, or one for another model than admitted. */
  private @Nullable CallSession opening;

  private volatile long lastEventNanos = startNanos;
  private @Nullable Failure ending;
  private boolean noticed;
  private boolean stopping;
  private boolean closed;

  RealtimeSession(
      CallSession root,
      SessionCalls calls,
      Function<String, VoiceModels> models,
      RealtimeLimits limits,
      OpenSessions open) {
    this.root = root;
    this.calls = calls;
    this.models = models;
    this.limits = limits;
    this.open = open;
    this.held = open.part(limits.heldBytes());
    this.rate =
        new CommandRate(
            RealtimeLimits.COMMANDS_PER_SECOND, RealtimeLimits.COMMAND_BURST, System.nanoTime());
  }

  /** The session as a call. */
  public CallContext context() {
    return root.context();
  }

  /** What it may take. */
  public RealtimeLimits limits() {
    return limits;
  }

  /**
   * Opens it; once. Its model may be another than that for which it was admitted, which is checked
   * again.
   *
   * @param paced whether speech goes out as it is to be played, for callers who cannot be told to
   *     stop playing
   * @param listener is told everything by one thread; {@link RealtimeEvent.Ended} last
   * @param passing what the caller speaks, where a provider of the same dialect may pass its frames
   *     on; null where it must not
   * @throws FailureException for what its model cannot be set to
   */
  public RealtimeLink open(
      RealtimeConfig config,
      boolean paced,
      RealtimeListener listener,
      RealtimeOrder.@Nullable Passing passing) {
    calls.choose(config.model());
    RealtimeLink link =
        relay(config, paced, listener, passing).orElseGet(() -> cascade(config, paced, listener));
    Thread.ofVirtual().name("voice-clock").start(() -> keepTime(listener));
    return link;
  }

  private RealtimeLink cascade(RealtimeConfig config, boolean paced, RealtimeListener listener) {
    Outbox made = new Outbox(listener, held, paced);
    Cascade opened =
        new Cascade(
            new Cascade.Surroundings(calls, models.apply(config.model()), made, held, this::fail),
            config);
    outbox = made;
    cascade = opened;
    teller = Thread.ofVirtual().name("voice-teller").start(made);
    made.put(new RealtimeEvent.Started(calls.newId("sess_"), config));
    opened.start();
    return opened;
  }

  /** A session that a provider holds, with who counts it. */
  private record Relayed(RealtimeLink link, Relay relay) {}

  /** A session at the first target that holds one; empty where a target answers requests. */
  private Optional<RealtimeLink> relay(
      RealtimeConfig config,
      boolean paced,
      RealtimeListener listener,
      RealtimeOrder.@Nullable Passing passing) {
    CallSession opens = calls.opening(root);
    if (opens == null) {
      return Optional.empty();
    }
    opening = opens;
    Outbox made = paced ? new Outbox(listener, held, true) : null;
    RealtimeListener caller = made == null ? listener : made::tell;
    Map<Target, Relay> relays = new HashMap<>();
    Function<Target, RealtimeListener> ears =
        target -> relays.computeIfAbsent(target, other -> relay(other, caller));
    Optional<VoiceCall.Held> holder;
    try {
      holder = opens.voice().open(new VoiceCall.Wish(config, ears, passing));
    } catch (FailureException e) {
      if (opens != root) {
        opens.fail(e.failure());
        opens.close();
        opening = null;
      }
      throw e;
    }
    if (holder.isEmpty()) {
      return Optional.empty();
    }
    if (made != null) {
      outbox = made;
      teller = Thread.ofVirtual().name("voice-teller").start(made);
    }
    Relay relay = Objects.requireNonNull(relays.get(holder.get().target()));
    RealtimeLink link = relay.opened(holder.get().link());
    relayed = new Relayed(link, relay);
    return Optional.of(link);
  }

  private Relay relay(Target holder, RealtimeListener caller) {
    return new Relay(root, calls, holder, caller, new Relay.Surroundings(this::fail, this::active));
  }

  private void active() {
    lastEventNanos = System.nanoTime();
  }

  /** The ids of tool calls that wait for their results. */
  public Set<String> openCalls() {
    Cascade opened = cascade;
    Relayed with = relayed;
    if (with != null) {
      return with.relay().openCalls();
    }
    return opened == null ? Set.of() : opened.openCalls();
  }

  /**
   * Counts a message of its caller's, whatever it is; too many end the session.
   *
   * @return false if the session has ended, so that nothing is to be done about the message
   */
  public boolean arrived() {
    boolean flooded;
    synchronized (this) {
      lastCommandNanos = System.nanoTime();
      flooded = !rate.take(lastCommandNanos);
    }
    if (flooded) {
      fail(
          new Failure.RateLimited(
              "session_events",
              null,
              "more than "
                  + RealtimeLimits.COMMANDS_PER_SECOND
                  + " events a second: the session ends"));
    }
    synchronized (this) {
      return ending == null && !closed;
    }
  }

  /** Ends it now if nothing is being said, else when that has been said. */
  synchronized void stop() {
    stopping = true;
    noticed = false;
    notifyAll();
  }

  /** Ends it because of a failure, the first one alone. */
  private void fail(Failure why) {
    if (ends(why)) {
      tellEnd(why);
    }
  }

  /** Takes note of its end; false if it has ended before. */
  private synchronized boolean ends(Failure why) {
    if (ending != null || closed) {
      return false;
    }
    ending = why;
    notifyAll();
    return true;
  }

  private void tellEnd(Failure why) {
    tell(new RealtimeEvent.Ended(why));
    Cascade opened = cascade;
    if (opened != null) {
      // What comes before the caller has heard of the end is not to cost anything.
      opened.close();
    }
  }

  private void tell(RealtimeEvent event) {
    Outbox told = outbox;
    Relayed with = relayed;
    if (with != null) {
      with.relay().tell(event);
    } else if (told != null) {
      told.put(event);
    }
  }

  /** Ends sessions that are idle or have lasted long enough. */
  private void keepTime(RealtimeListener listener) {
    try {
      for (Expiry next = expiry(); next != null; next = expiry()) {
        Failure end = next.failure();
        Duration left = next.left();
        if (end == null) {
          notice(() -> tell(new RealtimeEvent.Ending(left)));
        } else if (ends(end)) {
          notice(() -> tellEnd(end));
        }
      }
      Failure why = unheard();
      if (why != null) {
        listener.cut(why);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** A caller who takes nothing does not stop the clock. */
  private static void notice(Runnable told) {
    Thread.ofVirtual().name("voice-notice").start(told);
  }

  /** Waits until the caller has been told of the end; why it is, if the caller does not listen. */
  private synchronized @Nullable Failure unheard() throws InterruptedException {
    long until = System.nanoTime() + LAST_WORDS.toNanos();
    for (long left = LAST_WORDS.toMillis(); !closed && left > 0; ) {
      wait(left);
      left = (until - System.nanoTime()) / 1_000_000;
    }
    return closed ? null : ending;
  }

  /**
   * Something that the clock brings.
   *
   * @param left until the end, of which the caller is told
   * @param failure the end itself; null before it
   */
  private record Expiry(Duration left, @Nullable Failure failure) {
    static Expiry end(String code, String message) {
      return new Expiry(Duration.ZERO, new Failure.InvalidRequest(code, "", message));
    }
  }

  /** Waits for the next thing that the clock brings; null at the end. */
  private synchronized @Nullable Expiry expiry() throws InterruptedException {
    while (!closed && ending == null) {
      Outbox told = outbox;
      if (told != null && told.overrun()) {
        return new Expiry(
            Duration.ZERO,
            new Failure.RateLimited(
                "session_backlog", null, "the session's events are not taken: the session ends"));
      }
      Expiry next = stopping ? stopped() : expired(told);
      if (next != null) {
        return next;
      }
      wait(stopping ? LOOK_MILLIS / 10 : LOOK_MILLIS);
    }
    return null;
  }

  private @Nullable Expiry stopped() {
    Cascade opened = cascade;
    Relayed with = relayed;
    boolean quiet =
        (opened == null || opened.isQuiet()) && (with == null || with.relay().isQuiet());
    if (quiet) {
      return Expiry.end("gateway_stopping", "the gateway is stopping; another one will do");
    }
    boolean known = noticed;
    noticed = true;
    return known ? null : new Expiry(STOP_NOTICE, null);
  }

  private @Nullable Expiry expired(@Nullable Outbox told) {
    long now = System.nanoTime();
    long active = Math.max(lastCommandNanos, told == null ? lastEventNanos : told.lastEventNanos());
    long totalLeft = startNanos + limits.total().toNanos() - now;
    if (totalLeft <= 0) {
      return Expiry.end(
          "session_expired",
          "the session has lasted for its " + limits.total().toSeconds() + " s, which is the most");
    }
    if (active + limits.idle().toNanos() <= now) {
      return Expiry.end(
          "session_idle",
          "nothing was said for " + limits.idle().toSeconds() + " s: the session ends");
    }
    if (!noticed && totalLeft <= NOTICE.toNanos() && limits.total().compareTo(NOTICE) > 0) {
      noticed = true;
      return new Expiry(NOTICE, null);
    }
    return null;
  }

  /** Ends it, waits until its calls are on record, and writes its own record. */
  @Override
  public void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      notifyAll();
    }
    Cascade opened = cascade;
    Relayed with = relayed;
    Thread telling = teller;
    try {
      if (opened != null) {
        opened.close();
        opened.awaitEnd();
      }
      if (with != null) {
        with.link().close();
        with.relay().awaitEnd();
        with.relay().abandon(null);
      }
      if (telling != null && !telling.equals(Thread.currentThread())) {
        telling.interrupt();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      settle();
      held.close();
      open.left(this);
    }
  }

  private void settle() {
    CallSession opened = opening;
    if (opened != null && opened != root) {
      settle(opened);
    }
    settle(root);
  }

  private void settle(CallSession call) {
    try (call) {
      Failure why = ending;
      if (why instanceof Failure.InvalidRequest expiry) {
        // It has lasted for its time, which is no failure.
        call.complete(() -> Json.text(Json.tree(List.of())), expiry.code());
      } else if (why != null) {
        call.fail(why);
      } else {
        call.complete(() -> Json.text(Json.tree(List.of())), "closed");
      }
    }
  }
}
