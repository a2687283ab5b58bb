package dev.switchboard.ingress.openai;

import dev.switchboard.http.CallerGoneException;
import dev.switchboard.http.CancelSignal;
import dev.switchboard.http.Exchange;
import dev.switchboard.http.Headers;
import dev.switchboard.http.Query;
import dev.switchboard.http.ResponseStream;
import dev.switchboard.http.WebSocket;
import dev.switchboard.http.WebSocketAccept;
import dev.switchboard.http.WebSocketException;
import dev.switchboard.ingress.CallExchange;
import dev.switchboard.ingress.Stoppable;
import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * One request that came as a message of a WebSocket, with the fields of the request that opened it.
 * Its answer is a stream of records, each of which goes out as a message.
 */
final class SocketExchange implements Exchange, Stoppable {
  /** What ends a record; it cannot stand in JSON. */
  private static final byte SEPARATOR = 0x1e;

  private final Exchange origin;
  private final WebSocket socket;
  private final byte[] body;
  private final UnaryOperator<String> dressed;
  private final List<Runnable> whenGone = new ArrayList<>();
  private boolean gone;
  private boolean answered;
  private boolean whole;

  /**
   * @param dressed makes a record the text of its message
   */
  SocketExchange(Exchange origin, WebSocket socket, byte[] body, UnaryOperator<String> dressed) {
    this.origin = origin;
    this.socket = socket;
    this.body = body;
    this.dressed = dressed;
  }

  /** One record. */
  static byte[] separated(String data) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(data.length() + 1);
    out.writeBytes(data.getBytes(StandardCharsets.UTF_8));
    out.write(SEPARATOR);
    return out.toByteArray();
  }

  /** Tells the work that its caller has gone. */
  void leave() {
    List<Runnable> actions;
    synchronized (this) {
      gone = true;
      actions = List.copyOf(whenGone);
      whenGone.clear();
    }
    actions.forEach(Runnable::run);
  }

  /** What stops the WebSocket's own exchange stops the call that is made over it. */
  @Override
  public void works(CancelSignal work) {
    CallExchange.tell(origin, work);
  }

  /** Whether the answer came to its proper end. */
  boolean isWhole() {
    return whole;
  }

  /** Sends records. */
  private void tell(byte[] records) {
    int from = 0;
    for (int i = 0; i < records.length; i++) {
      if (records[i] == SEPARATOR) {
        tell(new String(records, from, i - from, StandardCharsets.UTF_8));
        from = i + 1;
      }
    }
  }

  private void tell(String data) {
    try {
      socket.send(dressed.apply(data));
    } catch (WebSocketException e) {
      throw new CallerGoneException("the caller has closed the WebSocket");
    }
  }

  @Override
  public String method() {
    return "POST";
  }

  @Override
  public String path() {
    return origin.path();
  }

  @Override
  public Query query() {
    return origin.query();
  }

  @Override
  public Headers headers() {
    return origin.headers();
  }

  @Override
  public byte[] body() {
    return body;
  }

  @Override
  public InetSocketAddress remoteAddress() {
    return origin.remoteAddress();
  }

  @Override
  public synchronized boolean isCallerGone() {
    return gone;
  }

  @Override
  public boolean isAnswered() {
    return answered;
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
  public void respond(int status, Headers headers, byte[] answer) {
    throw new IllegalStateException("a WebSocket is answered by events, not by a whole body");
  }

  @Override
  public ResponseStream stream(int status, Headers headers) {
    answered = true;
    return new ResponseStream() {
      @Override
      public void sendHead() {}

      @Override
      public void write(byte[] piece) {
        tell(piece);
      }

      @Override
      public void end() {
        whole = true;
      }

      @Override
      public void end(byte[] lastPiece) {
        tell(lastPiece);
        whole = true;
      }

      @Override
      public void abort() {}
    };
  }

  @Override
  public WebSocket webSocket(WebSocketAccept accept) {
    throw new IllegalStateException("a message of a WebSocket opens no other");
  }
}
