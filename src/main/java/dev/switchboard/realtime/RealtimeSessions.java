package dev.switchboard.realtime;

import dev.switchboard.access.VirtualKey;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.pipeline.CallContext;
import dev.switchboard.pipeline.CallSession;
import dev.switchboard.pipeline.Pipeline;
import dev.switchboard.trace.TraceIds;
import java.time.Clock;
import java.util.function.Function;
import java.util.function.Supplier;

/** Where voice sessions begin, whoever holds them. */
public final class RealtimeSessions {
  private final Pipeline pipeline;
  private final TraceIds ids;
  private final Clock clock;
  private final Function<String, VoiceModels> models;
  private final RealtimeLimits limits;
  private final OpenSessions open;

  /**
   * Makes the way in.
   *
   * @param models that hear and speak for a model that does not
   * @param open the sessions of the process
   */
  public RealtimeSessions(
      Pipeline pipeline,
      TraceIds ids,
      Clock clock,
      Function<String, VoiceModels> models,
      RealtimeLimits limits,
      OpenSessions open) {
    this.pipeline = pipeline;
    this.ids = ids;
    this.clock = clock;
    this.models = models;
    this.limits = limits;
    this.open = open;
  }

  /**
   * Admits a session, before its caller is told that it may begin.
   *
   * @param context the session as one call, which is the root of its trace; its models are those
   *     that may answer, in this order
   * @param key the caller's key as it is at each turn; throws when it does not hold any more
   * @throws FailureException when the key may not, no target serves the model, a budget has nothing
   *     left, or as many sessions are open as may be
   */
  public RealtimeSession admit(CallContext context, Supplier<VirtualKey> key) {
    CallSession root = pipeline.begin(context);
    try {
      root.voice().requireMoney();
      if (!open.enter(limits.sessions())) {
        throw new FailureException(
            new Failure.Overloaded("as many voice sessions are open as may be; try again later"));
      }
    } catch (FailureException e) {
      root.fail(e.failure());
      root.close();
      throw e;
    } catch (RuntimeException | Error e) {
      root.close();
      throw e;
    }
    SessionCalls calls = new SessionCalls(pipeline, ids, clock, root, key);
    RealtimeSession session = new RealtimeSession(root, calls, models, limits, open);
    open.opened(session);
    return session;
  }
}
