package dev.switchboard.ingress;

import dev.switchboard.http.CallerGoneException;
import dev.switchboard.http.Exchange;
import dev.switchboard.http.Handler;
import dev.switchboard.http.Headers;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.json.InvalidFieldException;
import dev.switchboard.json.InvalidJsonException;
import dev.switchboard.pipeline.CallContext;
import dev.switchboard.trace.TraceIds;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Gives every request an id and its surface, and every failure its answer. */
public final class FrontDoor implements Handler {
  /** SDKs sleep for as long as {@code retry-after} says, some without any bound of their own. */
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

  private final AtomicReference<List<Surface>> surfaces;
  private final Set<CallExchange> underWay = ConcurrentHashMap.newKeySet();
  private final TraceIds ids;
  private final Clock clock;

  /**
   * @param surfaces asked in this order; the last one must own every path
   */
  public FrontDoor(List<Surface> surfaces, TraceIds ids, Clock clock) {
    this.surfaces = new AtomicReference<>(List.copyOf(surfaces));
    this.ids = ids;
    this.clock = clock;
  }

  /** Takes other surfaces from the next request on; requests under way end where they began. */
  public void replace(List<Surface> others) {
    surfaces.set(List.copyOf(others));
  }

  /**
   * Gives up the calls under way, as the gateway stops: each is told so by an error of its dialect.
   * Does not wait for them.
   */
  public void stop() {
    underWay.forEach(CallExchange::stop);
  }

  @Override
  public void handle(Exchange exchange) {
    Surface surface = surfaceOf(exchange);
    CallExchange call = new CallExchange(exchange, surface.limitDialect(), clock);
    underWay.add(call);
    try {
      handle(surface, call);
    } finally {
      underWay.remove(call);
    }
  }

  private void handle(Surface surface, CallExchange call) {
    Incoming incoming =
        new Incoming(
            call, ids.requestId(), new CallContext.Arrival(clock.instant(), System.nanoTime()));
    try {
      requirePlainBody(call);
      surface.handle(incoming);
    } catch (FailureException e) {
      refuse(surface, incoming, CallExchange.told(call, e.failure()));
    } catch (InvalidFieldException e) {
      refuse(
          surface,
          incoming,
          Failure.InvalidRequest.at(e.pointer(), String.valueOf(e.getMessage())));
    } catch (InvalidJsonException e) {
      refuse(
          surface,
          incoming,
          new Failure.InvalidRequest("invalid_json", "", String.valueOf(e.getMessage())));
    } catch (CallerGoneException _) {
      // Nobody is there to be answered; the call's record says so.
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      refuse(surface, incoming, Mistake.of(e, incoming.requestId()));
    }
  }

  /** Bodies are not unpacked: a few kilobytes can unpack to more than any memory. */
  private static void requirePlainBody(Exchange exchange) {
    String coding = exchange.header("content-encoding").orElse("identity");
    if (!coding.equalsIgnoreCase("identity")) {
      throw new FailureException(
          new Failure.InvalidRequest(
              "invalid_request",
              "",
              "header Content-Encoding: " + coding + " (expected: none, a body is read as it is)"));
    }
  }

  /** Every operation of every surface, as method and path template. */
  public List<String> operations() {
    return surfaces.get().stream().flatMap(surface -> surface.operations().stream()).toList();
  }

  private Surface surfaceOf(Exchange exchange) {
    for (Surface surface : surfaces.get()) {
      if (surface.owns(exchange)) {
        return surface;
      }
    }
    throw new IllegalStateException("no surface for " + exchange.path());
  }

  /** Answers with a failure; where an answer has begun, the server cuts it. */
  private static void refuse(Surface surface, Incoming incoming, Failure failure) {
    if (incoming.exchange().isAnswered()) {
      return;
    }
    Headers.Builder headers =
        Headers.builder()
            .add("content-type", "application/json")
            .add("x-request-id", incoming.requestId())
            .add("x-opper-error-code", failure.code());
    if (!surface.requestIdHeader().equals("x-request-id")) {
      headers.add(surface.requestIdHeader(), incoming.requestId());
    }
    CallExchange.of(incoming.exchange())
        .flatMap(CallExchange::identity)
        .ifPresent(identity ->
            headers
                .add(CallHeaders.TRACE, identity.traceId())
                .add(CallHeaders.SPAN, identity.spanId()));
    Duration wait = retryAfter(failure);
    if (wait != null) {
      headers.add("retry-after", Long.toString(Math.max(1, (wait.toMillis() + 999) / 1000)));
    }
    if (isHopeless(failure) || (wait != null && wait.compareTo(LONGEST_WAIT) > 0)) {
      headers.add("x-should-retry", "false");
    }
    if (failure instanceof Failure.MethodNotAllowed notAllowed) {
      headers.add("allow", notAllowed.allowed().replaceFirst("\\bGET\\b", "GET, HEAD"));
    }
    try {
      incoming
          .exchange()
          .respond(
              surface.failureStatus(failure),
              headers.build(),
              surface.failureBody(failure, incoming.requestId()));
    } catch (CallerGoneException _) {
      // Nobody is there to be answered.
    }
  }

  /** Whether the same request will fail in the same way until somebody mends something. */
  private static boolean isHopeless(Failure failure) {
    return failure instanceof Failure.BudgetExhausted
        || failure instanceof Failure.ProviderAuth
        || failure instanceof Failure.LoopDetected
        || (failure instanceof Failure.RateLimited limited && limited.retryAfter() == null)
        || (failure instanceof Failure.NoTarget none && none.retryAfter() == null);
  }

  private static @Nullable Duration retryAfter(Failure failure) {
    return switch (failure) {
      case Failure.RateLimited limited -> limited.retryAfter();
      case Failure.ProviderLimited limited -> limited.retryAfter();
      case Failure.ProviderFailed failed -> failed.retryAfter();
      case Failure.NoTarget none -> none.retryAfter();
      case Failure.Overloaded _ -> Duration.ofSeconds(1);
      default -> null;
    };
  }
}
