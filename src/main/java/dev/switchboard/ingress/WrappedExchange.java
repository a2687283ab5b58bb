package dev.switchboard.ingress;

import dev.switchboard.http.Exchange;
import dev.switchboard.http.Headers;
import dev.switchboard.http.Query;
import dev.switchboard.http.ResponseStream;
import dev.switchboard.http.WebSocket;
import dev.switchboard.http.WebSocketAccept;
import java.net.InetSocketAddress;

/** An exchange around another one, the same in all that is not overridden. */
abstract class WrappedExchange implements Exchange {
  private final Exchange inner;

  WrappedExchange(Exchange inner) {
    this.inner = inner;
  }

  /** What it is around. */
  final Exchange inner() {
    return inner;
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
    inner.respond(status, headers, body);
  }

  @Override
  public ResponseStream stream(int status, Headers headers) {
    return inner.stream(status, headers);
  }

  @Override
  public WebSocket webSocket(WebSocketAccept accept) {
    return inner.webSocket(accept);
  }
}
