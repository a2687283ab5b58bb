package dev.switchboard.http;

import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way from the event loop, which fills the body and reports the caller's
 * leaving, to the handler's thread, which answers.
 */
final class ServerExchange implements Exchange, BodyDecoder.Sink, Runnable {
  private enum Body {
    ARRIVING,
    COMPLETE,
    TOO_LARGE,
    /** The bodies of other callers leave no room. */
    NO_ROOM,
    LOST
  }

  private static final byte[] NO_BYTES = {};
  private static final int FIRST_BODY_BYTES = 64 * 1024;

  /** How much of a body is taken in before the handler asks for it. */
  private static final int UNASKED_BODY_BYTES = 64 * 1024;

  private final ServerConnection connection;
  private final RequestHead head;
  private final BodyBudget.Part part;

  /** Written by the event loop until {@link #bodyState} says it is complete. */
  private byte[] bytes = NO_BYTES;

  private int length;
  private volatile Body bodyState;
  private volatile @Nullable Thread waiting;
  private volatile boolean gone;
  private volatile boolean bodyAsked;

  /** Set by the handler's thread when it has begun to answer. */
  private boolean answerBegun;

  private @Nullable ServerResponseStream stream;
  private volatile @Nullable WebSocketSession socket;
  private boolean complete;
  private @Nullable List<Runnable> goneActions;

  ServerExchange(ServerConnection connection, RequestHead head) {
    this.connection = connection;
    this.head = head;
    this.part = connection.bodies().new Part();
    if (!head.hasBody()) {
      bodyState = Body.COMPLETE;
    } else if (head.contentLength() > connection.config().maxBodyBytes()) {
      bodyState = Body.TOO_LARGE;
    } else {
      bodyState = Body.ARRIVING;
    }
  }

  RequestHead head() {
    return head;
  }

  // What the event loop calls.

  @Override
  public void accept(ByteBuf in, int count) {
    if (bodyState != Body.ARRIVING) {
      in.skipBytes(count);
      return;
    }
    if (count > connection.config().maxBodyBytes() - length) {
      in.skipBytes(count);
      giveUp(Body.TOO_LARGE);
      return;
    }
    if (!room(count)) {
      in.skipBytes(count);
      giveUp(Body.NO_ROOM);
      return;
    }
    in.readBytes(bytes, length, count);
    length += count;
  }

  private void giveUp(Body state) {
    bytes = NO_BYTES;
    part.resize(0);
    bodyEnds(state);
  }

  /** Makes room for what has come, never for what was only announced; false if there is none. */
  private boolean room(int count) {
    int needed = length + count;
    if (needed > bytes.length) {
      int doubled = (int) Math.min(2L * bytes.length, connection.config().maxBodyBytes());
      int wanted = Math.max(needed, Math.max(doubled, FIRST_BODY_BYTES));
      long announced = head.contentLength();
      int size =
          announced == RequestHead.CHUNKED
              ? bytes.length == 0 ? needed : wanted
              : (int) Math.min(wanted, announced);
      if (!part.resize(size)) {
        return false;
      }
      bytes = Arrays.copyOf(bytes, size);
    }
    return true;
  }

  int received() {
    return length;
  }

  /** Whether more of the body may be taken in: its beginning always, the rest once asked for. */
  boolean wantsBody() {
    return bodyAsked || length < UNASKED_BODY_BYTES || bodyState != Body.ARRIVING;
  }

  /** Whether the caller owes bytes that are being taken in. */
  boolean isArriving() {
    return (bodyState == Body.ARRIVING && wantsBody()) || complete;
  }

  /** Whether the body is not taken in, being too large by itself or with those of others. */
  boolean isRefused() {
    return bodyState == Body.TOO_LARGE || bodyState == Body.NO_ROOM;
  }

  /** Nobody needs the body any more. */
  void release() {
    part.close();
  }

  void bodyArrived() {
    if (bodyState == Body.ARRIVING) {
      if (length < bytes.length) {
        bytes = Arrays.copyOf(bytes, length);
        part.resize(length);
      }
      bodyEnds(Body.COMPLETE);
    }
  }

  private void bodyEnds(Body state) {
    bodyState = state;
    wake();
  }

  /** Tells the handler that its caller has left. */
  void callerGone() {
    List<Runnable> actions;
    synchronized (this) {
      if (complete || gone) {
        return;
      }
      gone = true;
      actions = goneActions == null ? List.of() : goneActions;
      goneActions = null;
    }
    if (bodyState == Body.ARRIVING) {
      bodyState = Body.LOST;
    }
    wake();
    for (Runnable action : actions) {
      connection.threads().newThread(action).start();
    }
  }

  /** Says that the whole answer is on its way; the caller's leaving no longer matters. */
  void complete() {
    synchronized (this) {
      complete = true;
      goneActions = null;
    }
    if (bodyState == Body.ARRIVING) {
      bytes = NO_BYTES;
      bodyEnds(Body.LOST);
    } else {
      wake();
    }
  }

  void wake() {
    Thread thread = waiting;
    if (thread != null) {
      LockSupport.unpark(thread);
    }
  }

  // What the handler's thread calls.

  @Override
  public void run() {
    connection.serve(this);
  }

  @Override
  public boolean isAnswered() {
    return answerBegun;
  }

  /** Gives the exchange up: the caller sees an incomplete answer, or none. */
  void cut() {
    connection.loop().execute(() -> connection.output().cut(this));
  }

  /** The stream the handler opened and did not end. */
  @Nullable ServerResponseStream openStream() {
    ServerResponseStream opened = stream;
    return opened == null || opened.isEnded() ? null : opened;
  }

  /** The session that the exchange has become. */
  @Nullable WebSocketSession socket() {
    return socket;
  }

  /** Waits for {@link #wake}; may return early. */
  void await() {
    LockSupport.park(this);
    if (Thread.currentThread().isInterrupted()) {
      throw new CallerGoneException("interrupted while waiting for the caller");
    }
  }

  /** Names the current thread as the one to wake; call before checking what is waited for. */
  void waits(boolean waits) {
    waiting = waits ? Thread.currentThread() : null;
  }

  void checkCaller() {
    if (gone) {
      throw new CallerGoneException("the caller has closed the connection");
    }
  }

  @Override
  public byte[] body() {
    if (bodyState == Body.ARRIVING) {
      bodyAsked = true;
      connection.expectBody(this);
      waits(true);
      try {
        while (bodyState == Body.ARRIVING) {
          await();
        }
      } finally {
        waits(false);
      }
    }
    return switch (bodyState) {
      case COMPLETE -> bytes;
      case TOO_LARGE -> throw new BodyTooLarge(connection.config().maxBodyBytes());
      case NO_ROOM -> throw new BodiesFull(connection.config().maxHeldBodyBytes());
      case LOST, ARRIVING ->
          throw new CallerGoneException("the caller did not send the whole body");
    };
  }

  @Override
  public String method() {
    return head.method().equals("HEAD") ? "GET" : head.method();
  }

  @Override
  public String path() {
    return head.path();
  }

  @Override
  public Query query() {
    return head.query();
  }

  @Override
  public Headers headers() {
    return head.headers();
  }

  @Override
  public InetSocketAddress remoteAddress() {
    return connection.remoteAddress();
  }

  @Override
  public boolean isCallerGone() {
    return gone;
  }

  @Override
  public void onCallerGone(Runnable action) {
    synchronized (this) {
      if (complete) {
        return;
      }
      if (!gone) {
        if (goneActions == null) {
          goneActions = new ArrayList<>(2);
        }
        goneActions.add(action);
        return;
      }
    }
    connection.threads().newThread(action).start();
  }

  @Override
  public void respond(int status, Headers headers, byte[] body) {
    begin(status, headers);
    connection.loop().execute(() -> connection.output().sendWhole(this, status, headers, body));
    if (body.length > BodyPump.WHOLE_BYTES) {
      awaitSent();
    }
  }

  /** Waits until a large answer is on its way, so that whoever counts it sees it as long. */
  private void awaitSent() {
    waits(true);
    try {
      while (!isComplete() && !gone) {
        await();
      }
    } finally {
      waits(false);
    }
  }

  private synchronized boolean isComplete() {
    return complete;
  }

  @Override
  public ResponseStream stream(int status, Headers headers) {
    begin(status, headers);
    ServerResponseStream opened = new ServerResponseStream(connection, this, status, headers);
    stream = opened;
    return opened;
  }

  @Override
  public WebSocket webSocket(WebSocketAccept accept) {
    Headers fields = WebSocketHandshake.accept(head, accept);
    begin(101, accept.headers());
    WebSocketSession opened =
        new WebSocketSession(
            accept.subprotocol(),
            accept.settings(),
            connection.bodies().new Part(),
            connection.threads());
    WebSocketChannel carrier = connection.carrier(opened, accept.settings());
    socket = opened;
    connection.loop().execute(() -> connection.upgrade(this, fields, carrier));
    return opened;
  }

  private void begin(int status, Headers headers) {
    if (status != 101 && (status < 200 || status > 599)) {
      throw new IllegalArgumentException("status: " + status + " (expected: 200 to 599)");
    }
    for (String name : ResponseHead.OURS) {
      if (headers.contains(name)) {
        throw new IllegalArgumentException("header " + name + ": set by the server itself");
      }
    }
    if (answerBegun) {
      throw new IllegalStateException("answered twice: " + head.method() + " " + head.path());
    }
    checkCaller();
    answerBegun = true;
  }
}
