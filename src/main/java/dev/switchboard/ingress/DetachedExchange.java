package dev.switchboard.ingress;

import dev.switchboard.http.CancelSignal;
import dev.switchboard.http.Exchange;
import dev.switchboard.http.Headers;
import dev.switchboard.http.Query;
import dev.switchboard.http.ResponseStream;
import dev.switchboard.http.WebSocket;
import dev.switchboard.http.WebSocketAccept;
import dev.switchboard.ir.Failure;
import dev.switchboard.pipeline.CallContext;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * A request that was answered already, for work that goes on: it has the request's fields, its
 * answer goes nowhere, and its caller leaves when the work is cancelled.
 */
public final class DetachedExchange implements Exchange, Stoppable {
  private final String method;
  private final String path;
  private final Query query;
  private final Headers headers;
  private final byte[] body;
  private final InetSocketAddress remoteAddress;
  private final List<Runnable> whenGone = new ArrayList<>();
  private final StopSwitch stop = new StopSwitch();
  private boolean gone;

  public DetachedExchange(Exchange origin, byte[] body) {
    this.method = origin.method();
    this.path = origin.path();
    this.query = origin.query();
    this.headers = origin.headers();
    this.remoteAddress = origin.remoteAddress();
    this.body = body;
  }

  /** Ends the work. */
  public void cancel() {
    List<Runnable> actions;
    synchronized (this) {
      gone = true;
      actions = List.copyOf(whenGone);
      whenGone.clear();
    }
    actions.forEach(Runnable::run);
  }

  @Override
  public void works(CancelSignal work) {
    stop.works(work);
  }

  /** Gives the work up as the gateway stops; nobody has left then. */
  void stop() {
    stop.stop();
  }

  /** The failure as it is kept: work that the gateway gave up was not cancelled. */
  Failure told(Failure failure) {
    return failure instanceof Failure.CallerGone && stop.isStopped()
        ? CallContext.STOPPED
        : failure;
  }

  @Override
  public String method() {
    return method;
  }

  @Override
  public String path() {
    return path;
  }

  @Override
  public Query query() {
    return query;
  }

  @Override
  public Headers headers() {
    return headers;
  }

  @Override
  public byte[] body() {
    return body;
  }

  @Override
  public InetSocketAddress remoteAddress() {
    return remoteAddress;
  }

  @Override
  public synchronized boolean isCallerGone() {
    return gone;
  }

  /** True from the start: that is what makes it detached. */
  @Override
  public boolean isAnswered() {
    return true;
  }

  @Override
  public void onCallerGone(Runnable action) {
    synchronized (this) {
      if (!gone) {
        whenGone.add(action);
        return;
      }
    }
    action.run();
  }

  @Override
  public void respond(int status, Headers answerHeaders, byte[] answer) {}

  @Override
  public ResponseStream stream(int status, Headers answerHeaders) {
    return new ResponseStream() {
      @Override
      public void sendHead() {}

      @Override
      public void write(byte[] piece) {}

      @Override
      public void end() {}

      @Override
      public void end(byte[] lastPiece) {}

      @Override
      public void abort() {}
    };
  }

  @Override
  public WebSocket webSocket(WebSocketAccept accept) {
    throw new IllegalStateException("detached: answered already, so that it opens no WebSocket");
  }
}
