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

  private final CallSession root;
  private final SessionCalls calls;
  private final Function<String, VoiceModels> models;
  private final RealtimeLimits limits;
  private final Runnable atEnd;
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
  private @Nullable Failure failure;
  private String end = "closed";
  private boolean noticed;
  private boolean closed;

  RealtimeSession(
      CallSession root,
      SessionCalls calls,
      Function<String, VoiceModels> models,
      RealtimeLimits limits,
      Runnable atEnd) {
    this.root = root;
    this.calls = calls;
    this.models = models;
    this.limits = limits;
    this.atEnd = atEnd;
    this.rate =
        new CommandRate(limits.commandsPerSecond(), limits.commandBurst(), System.nanoTime());
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
    Thread.ofVirtual().name("voice-clock").start(this::keepTime);
    return link;
  }

  private RealtimeLink cascade(RealtimeConfig config, boolean paced, RealtimeListener listener) {
    Outbox made = new Outbox(listener, limits, paced);
    Cascade opened =
        new Cascade(calls, models.apply(config.model()), limits, made, config, this::fail);
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
    Outbox made = paced ? new Outbox(listener, limits, true) : null;
    RealtimeListener caller = made == null ? listener : made::tell;
    Map<Target, Relay> relays = new HashMap<>();
    Function<Target, RealtimeListener> ears =
        target -> relays.computeIfAbsent(target, holder -> relay(holder, caller));
    Optional<VoiceCall.Held> held;
    try {
      held = opens.voice().open(new VoiceCall.Wish(config, ears, passing));
    } catch (FailureException e) {
      if (opens != root) {
        opens.fail(e.failure());
        opens.close();
        opening = null;
      }
      throw e;
    }
    if (held.isEmpty()) {
      return Optional.empty();
    }
    if (made != null) {
      outbox = made;
      teller = Thread.ofVirtual().name("voice-teller").start(made);
    }
    Relay relay = Objects.requireNonNull(relays.get(held.get().target()));
    RealtimeLink link = relay.opened(held.get().link());
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
    Relayed held = relayed;
    if (held != null) {
      return held.relay().openCalls();
    }
    return opened == null ? Set.of() : opened.openCalls();
  }

  /** Counts a message of its caller's, whatever it is; too many end the session. */
  public void arrived() {
    boolean flooded;
    synchronized (this) {
      lastCommandNanos = System.nanoTime();
      flooded = !rate.take(lastCommandNanos);
    }
    Outbox told = outbox;
    if (flooded || (told != null && told.overrun())) {
      String what =
          flooded
              ? "more than " + limits.commandsPerSecond() + " events a second"
              : "the session's events are not taken";
      fail(
          new Failure.RateLimited(
              flooded ? "session_events" : "session_backlog", null, what + ": the session ends"));
    }
  }

  /** Ends it because of a failure, the first one alone. */
  private void fail(Failure why) {
    synchronized (this) {
      if (failure != null || closed) {
        return;
      }
      failure = why;
      notifyAll();
    }
    tellEnd(why);
  }

  private void tellEnd(Failure why) {
    tell(new RealtimeEvent.Ended(why));
  }

  private void tell(RealtimeEvent event) {
    Outbox told = outbox;
    Relayed held = relayed;
    if (held != null) {
      held.relay().tell(event);
    } else if (told != null) {
      told.put(event);
    }
  }

  /** Ends sessions that are idle or have lasted long enough. */
  private void keepTime() {
    try {
      for (Expiry next = expiry(); next != null; next = expiry()) {
        if (next.notice()) {
          tell(new RealtimeEvent.Ending(NOTICE));
        } else {
          tellEnd(new Failure.InvalidRequest(next.code(), "", next.message()));
          return;
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** Something that the clock brings. */
  private record Expiry(boolean notice, String code, String message) {}

  /** Waits for the next thing that the clock brings; null at the end. */
  private synchronized @Nullable Expiry expiry() throws InterruptedException {
    while (!closed && failure == null) {
      long now = System.nanoTime();
      Outbox told = outbox;
      long active =
          Math.max(lastCommandNanos, told == null ? lastEventNanos : told.lastEventNanos());
      long idleLeft = active + limits.idle().toNanos() - now;
      long totalLeft = startNanos + limits.total().toNanos() - now;
      if (totalLeft <= 0) {
        end = "session_expired";
        return new Expiry(
            false,
            end,
            "the session has lasted for its "
                + limits.total().toSeconds()
                + " s, which is the most");
      }
      if (idleLeft <= 0) {
        end = "session_idle";
        return new Expiry(
            false,
            end,
            "nothing was said for " + limits.idle().toSeconds() + " s: the session ends");
      }
      long noticeLeft = totalLeft - NOTICE.toNanos();
      if (!noticed && noticeLeft <= 0 && limits.total().compareTo(NOTICE) > 0) {
        noticed = true;
        return new Expiry(true, "", "");
      }
      long next = Math.min(idleLeft, totalLeft);
      if (!noticed && noticeLeft > 0) {
        next = Math.min(next, noticeLeft);
      }
      wait(next / 1_000_000 + 1);
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
    Relayed held = relayed;
    Thread telling = teller;
    try {
      if (opened != null) {
        opened.close();
        opened.awaitEnd();
      }
      if (held != null) {
        held.link().close();
        held.relay().awaitEnd();
        held.relay().abandon(null);
      }
      if (telling != null && !telling.equals(Thread.currentThread())) {
        telling.interrupt();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      settle();
      atEnd.run();
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
      Failure why = failure;
      if (why != null) {
        call.fail(why);
      } else {
        call.complete(() -> Json.text(Json.tree(List.of())), end);
      }
    }
  }
}
