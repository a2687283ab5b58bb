package dev.switchboard.ingress;

import dev.switchboard.access.RateLimits;
import dev.switchboard.http.CancelSignal;
import dev.switchboard.http.Exchange;
import dev.switchboard.http.Headers;
import dev.switchboard.http.ResponseStream;
import dev.switchboard.ir.Failure;
import dev.switchboard.pipeline.CallContext;
import dev.switchboard.pipeline.CallSession;
import dev.switchboard.pipeline.OpenCall;
import dev.switchboard.trace.CallRecord;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An exchange that knows whose call it is, and whose answer says how its caller stands with the
 * rate limits.
 */
public final class CallExchange extends WrappedExchange implements Stoppable {
  private final LimitDialect dialect;
  private final Clock clock;
  private volatile Supplier<RateLimits.Standing> standing = () -> RateLimits.Standing.FREE;
  private volatile @Nullable OpenCall session;
  private volatile CallRecord.@Nullable Identity identity;
  private final StopSwitch stop = new StopSwitch();

  CallExchange(Exchange inner, LimitDialect dialect, Clock clock) {
    super(inner);
    this.dialect = dialect;
    this.clock = clock;
  }

  /** The one among an exchange and what it is around; empty if there is none. */
  static Optional<CallExchange> of(Exchange exchange) {
    Exchange at = exchange;
    while (at instanceof WrappedExchange wrapped) {
      if (wrapped instanceof CallExchange call) {
        return Optional.of(call);
      }
      at = wrapped.inner();
    }
    return Optional.empty();
  }

  /**
   * Says whose standing the answer is to tell; the last word before the answer counts. Nothing
   * happens for an exchange that has no such headers.
   *
   * @param standing asked for when the answer begins
   */
  static void tell(Exchange exchange, Supplier<RateLimits.Standing> standing) {
    of(exchange).ifPresent(call -> call.standing = standing);
  }

  /** Says under which ids the call that is answered by the exchange is recorded. */
  static void tell(Exchange exchange, CallRecord.Identity recorded) {
    of(exchange).ifPresent(call -> call.identity = recorded);
  }

  /** Where the call is recorded; empty where none has begun, as without a key. */
  Optional<CallRecord.Identity> identity() {
    return Optional.ofNullable(identity);
  }

  /** Says what gives up the work for the exchange. */
  public static void tell(Exchange exchange, CancelSignal work) {
    Exchange at = exchange;
    while (at instanceof WrappedExchange wrapped && !(at instanceof Stoppable)) {
      at = wrapped.inner();
    }
    if (at instanceof Stoppable stoppable) {
      stoppable.works(work);
    }
  }

  @Override
  public void works(CancelSignal signal) {
    stop.works(signal);
  }

  /** Gives up the work for it, as the gateway stops; whoever works says so to the caller. */
  void stop() {
    stop.stop();
  }

  /** The failure as it is told: a caller whose call the gateway gave up has not left. */
  public static Failure told(Exchange exchange, Failure failure) {
    return failure instanceof Failure.CallerGone
            && of(exchange).filter(CallExchange::isStopped).isPresent()
        ? CallContext.STOPPED
        : failure;
  }

  private boolean isStopped() {
    return stop.isStopped();
  }

  /** Says which call is answered by the exchange. */
  public static void tell(Exchange exchange, OpenCall answered) {
    of(exchange)
        .ifPresent(call -> {
          call.session = answered;
          if (answered instanceof CallSession session) {
            call.standing = session::standing;
          }
        });
  }

  /** The call that is answered; null if there is none. */
  @Nullable OpenCall session() {
    return session;
  }

  private Headers dressed(Headers headers) {
    return limited(cacheTold(headers));
  }

  /** Who asks for an answer that may be kept hears it where none is. */
  private Headers cacheTold(Headers headers) {
    boolean asked =
        inner().header(AnswerCache.HEADER).filter(word -> !word.equals("off")).isPresent();
    return asked && !headers.contains(AnswerCache.HEADER)
        ? headers.with(AnswerCache.HEADER, "none")
        : headers;
  }

  private Headers limited(Headers headers) {
    return dialect == LimitDialect.NONE
        ? headers
        : dialect.dressed(headers, standing.get(), clock.instant());
  }

  @Override
  public void respond(int status, Headers headers, byte[] body) {
    inner().respond(status, dressed(headers), body);
  }

  @Override
  public ResponseStream stream(int status, Headers headers) {
    return inner().stream(status, dressed(headers));
  }
}
