package dev.switchboard.ingress;

import dev.switchboard.access.RateLimits;
import dev.switchboard.http.Exchange;
import dev.switchboard.http.Headers;
import dev.switchboard.http.Query;
import dev.switchboard.http.ResponseStream;
import dev.switchboard.http.WebSocket;
import dev.switchboard.http.WebSocketAccept;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.function.Supplier;

/** An exchange whose answer says how its caller stands with the rate limits. */
final class CallExchange implements Exchange {
  private final Exchange inner;
  private final LimitDialect dialect;
  private final Clock clock;
  private volatile Supplier<RateLimits.Standing> standing = () -> RateLimits.Standing.FREE;

  CallExchange(Exchange inner, LimitDialect dialect, Clock clock) {
    this.inner = inner;
    this.dialect = dialect;
    this.clock = clock;
  }

  /**
   * Says whose standing the answer is to tell; the last word before the answer counts. Nothing
   * happens for an exchange that has no such headers.
   *
   * @param standing asked for when the answer begins
   */
  static void tell(Exchange exchange, Supplier<RateLimits.Standing> standing) {
    if (exchange instanceof CallExchange call) {
      call.standing = standing;
    }
  }

  private Headers dressed(Headers headers) {
    return dialect == LimitDialect.NONE
        ? headers
        : dialect.dressed(headers, standing.get(), clock.instant());
  }

  @Override
  public String method() {
    return inner.method();
  }

  @Override
  public String path() {
    return inner.path();
  }

  @Override
  public Query query() {
    return inner.query();
  }

  @Override
  public Headers headers() {
    return inner.headers();
  }

  @Override
  public byte[] body() {
    return inner.body();
  }

  @Override
  public InetSocketAddress remoteAddress() {
    return inner.remoteAddress();
  }

  @Override
  public boolean isCallerGone() {
    return inner.isCallerGone();
  }

  @Override
  public boolean isAnswered() {
    return inner.isAnswered();
  }

  @Override
  public void onCallerGone(Runnable action) {
    inner.onCallerGone(action);
  }

  @Override
  public void respond(int status, Headers headers, byte[] body) {
    inner.respond(status, dressed(headers), body);
  }

  @Override
  public ResponseStream stream(int status, Headers headers) {
    return inner.stream(status, dressed(headers));
  }

  @Override
  public WebSocket webSocket(WebSocketAccept accept) {
    return inner.webSocket(accept);
  }
}
