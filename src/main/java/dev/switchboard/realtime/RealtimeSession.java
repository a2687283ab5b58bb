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
import dev.switchboard.trace.Utf8Text;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One admitted voice session, from its admission to its record: bounds what its caller may do and
 * for how long. Whoever has it closes it.
 */
public final class RealtimeSession implements AutoCloseable {
  private final CallSession root;
  private final SessionCalls calls;
  private final Function<String, VoiceModels> models;
  private final RealtimeLimits limits;
  private final OpenSessions open;
  private final OpenSessions.Part held;
  private final SessionClock clock;
  private volatile @Nullable Outbox outbox;
  private volatile @Nullable Cascade cascade;
  private @Nullable Thread teller;
  private volatile @Nullable Relayed relayed;

  /** The call that opened it: the session's own, or one for another model than admitted. */
  private @Nullable CallSession opening;

  private volatile long lastEventNanos = System.nanoTime();

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
    this.clock = new SessionClock(limits, new Life());
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
   * Begins to bound it; once, before it is opened.
   *
   * @param cut ends the connection to a caller who could not be told of the end
   */
  public void watch(Consumer<Failure> cut) {
    clock.start(cut);
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
    return relay(config, paced, listener, passing)
        .orElseGet(() -> cascade(config, paced, listener));
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
    Extras extras = Extras.of(config);
    extras.left().forEach(root::note);
    made.put(new RealtimeEvent.Started(calls.newId("sess_"), extras.told(config)));
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
    return new Relay(
        new RelayedCalls(root, calls, holder),
        caller,
        new Relay.Surroundings(this::fail, this::active));
  }

  private void active() {
    lastEventNanos = System.nanoTime();
  }

  /** The ids of tool calls that wait for their results. */
  public Set<String> openCalls() {
    Cascade opened = cascade;
    Relayed with = relayed;
    if (with != null) {
      return with.relay().calls().openCalls();
    }
    return opened == null ? Set.of() : opened.openCalls();
  }

  /**
   * Counts a message of its caller's, whatever it is; too many end the session.
   *
   * @return false if the session has ended, so that nothing is to be done about the message
   */
  public boolean arrived() {
    return clock.arrived();
  }

  /** Ends it now if nothing is being said, else when that has been said. */
  void stop() {
    clock.stop();
  }

  private void fail(Failure why) {
    clock.fail(why);
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

  /** What its clock asks and tells. */
  private final class Life implements SessionClock.Watched {
    @Override
    public long lastEventNanos() {
      Outbox told = outbox;
      return told == null ? lastEventNanos : told.lastEventNanos();
    }

    @Override
    public boolean isOverrun() {
      Outbox told = outbox;
      return told != null && told.overrun();
    }

    @Override
    public boolean isQuiet() {
      Cascade opened = cascade;
      Relayed with = relayed;
      return (opened == null || opened.isQuiet())
          && (with == null || with.relay().calls().isQuiet());
    }

    @Override
    public void ending(Duration left) {
      tell(new RealtimeEvent.Ending(left));
    }

    @Override
    public void ended(Failure why) {
      tell(new RealtimeEvent.Ended(why));
      Cascade opened = cascade;
      if (opened != null) {
        // What comes before the caller has heard of the end is not to cost anything.
        opened.close();
      }
    }
  }

  /** Ends it, waits until its calls are on record, and writes its own record. */
  @Override
  public void close() {
    if (!clock.close()) {
      return;
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
        with.relay().calls().abandon(null);
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
      Failure why = clock.ending();
      if (why instanceof Failure.InvalidRequest expiry) {
        // It has lasted for its time, which is no failure.
        call.complete(() -> Utf8Text.json(Json.tree(List.of())), expiry.code());
      } else if (why != null) {
        call.fail(why);
      } else {
        call.complete(() -> Utf8Text.json(Json.tree(List.of())), "closed");
      }
    }
  }
}
