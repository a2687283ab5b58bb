package dev.switchboard.http;

import dev.switchboard.http.UpstreamException.Kind;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One request and its response between the event loop, which fills it, and the thread that waits
 * for it. The reader waits without a timer of its own; the event loop's clock looks at {@link
 * #overdue}.
 */
final class UpstreamCall implements UpstreamBody, BodyDecoder.Sink {
  /** Reading stops when this much waits for the reader… */
  private static final int WINDOW_BYTES = 64 * 1024;

  /** …and goes on when no more than this is left. */
  private static final int RESUME_BYTES = 16 * 1024;

  private final UpstreamRequest request;
  private final CancelSignal signal;
  private final long startNanos = System.nanoTime();
  private final long totalDeadline;
  private final ArrayDeque<byte[]> pieces = new ArrayDeque<>(4);
  private int waitingBytes;
  private boolean paused;
  private boolean ended;
  private boolean headCame;
  private boolean stale;
  private int status;
  private Headers headers = Headers.EMPTY;
  private @Nullable UpstreamException failure;
  private @Nullable UpstreamConnection connection;
  private @Nullable CompletableFuture<?> awaited;
  private @Nullable WebSocketSession socket;

  /** Read by the reader only: whether a piece has been returned. */
  private boolean started;

  /** Read by the reader only: what {@link #endWithin} asked for. */
  private long lastDeadline;

  private boolean lastBound;

  private volatile @Nullable Thread waiting;

  /** When the present wait is over, by {@link System#nanoTime}. */
  private long waitDeadline;

  private Kind waitKind = Kind.FIRST_BYTE_TIMEOUT;
  private long firstByteDeadline;

  UpstreamCall(UpstreamRequest request, CancelSignal signal) {
    this.request = request;
    this.signal = signal;
    totalDeadline =
        startNanos + Math.min(request.deadlines().total().toNanos(), signal.nanosLeft());
    firstByteDeadline = startNanos + request.deadlines().firstByte().toNanos();
  }

  UpstreamRequest request() {
    return request;
  }

  /** Nanoseconds left of the whole call's time. */
  long totalLeft() {
    return totalDeadline - System.nanoTime();
  }

  // What the event loop calls.

  /** Whether it ended before its response came. */
  synchronized boolean isOver() {
    return failure != null;
  }

  /** Takes the response's head. */
  synchronized void head(int newStatus, Headers newHeaders) {
    status = newStatus;
    headers = newHeaders;
    headCame = true;
  }

  /** Takes the session that the connection has become. */
  synchronized void upgraded(Headers newHeaders, WebSocketSession session) {
    socket = session;
    head(101, newHeaders);
  }

  @Override
  public void accept(ByteBuf in, int length) {
    byte[] piece = new byte[length];
    in.readBytes(piece);
    UpstreamConnection source;
    synchronized (this) {
      if (failure != null || length == 0) {
        return;
      }
      pieces.add(piece);
      waitingBytes += length;
      source = connection;
      if (paused || waitingBytes <= WINDOW_BYTES) {
        return;
      }
      paused = true;
    }
    if (source != null) {
      source.pause(this);
    }
  }

  /** The body is complete. */
  void end() {
    synchronized (this) {
      ended = true;
    }
    signal.remove(this);
  }

  /** Ends the call without a complete response; the first reason stays. */
  void fail(UpstreamException reason) {
    synchronized (this) {
      if (failure == null && !ended) {
        failure = reason;
      }
    }
    wake();
  }

  /** The reused connection was closed before a byte of the request was written. */
  void stale() {
    synchronized (this) {
      stale = true;
    }
    wake();
  }

  /** Lets a waiting reader look again. */
  void wake() {
    Thread thread = waiting;
    if (thread != null) {
      LockSupport.unpark(thread);
    }
  }

  /** Fails the call if its reader has waited too long; true if so. */
  boolean overdue(long now) {
    UpstreamException late;
    synchronized (this) {
      if (waiting == null || ended || failure != null || now - waitDeadline < 0) {
        return false;
      }
      late = new UpstreamException(waitKind, late(waitKind));
    }
    fail(late);
    return true;
  }

  private String late(Kind kind) {
    Deadlines deadlines = request.deadlines();
    String what =
        switch (kind) {
          case TOTAL_TIMEOUT -> "not finished within " + deadlines.total().toMillis() + " ms";
          case IDLE_TIMEOUT -> "silent for " + deadlines.betweenChunks().toMillis() + " ms";
          default -> "no first byte within " + deadlines.firstByte().toMillis() + " ms";
        };
    return request.target().authority() + ": " + what;
  }

  // What the calling thread calls.

  /** Says which connection carries the call from now on. */
  void attach(UpstreamConnection carrier) {
    synchronized (this) {
      connection = carrier;
      awaited = null;
      stale = false;
      if (failure != null) {
        carrier.close();
      }
      firstByteDeadline = System.nanoTime() + request.deadlines().firstByte().toNanos();
    }
  }

  /**
   * Waits for the head.
   *
   * @return false if the connection was stale and the request must be sent again
   */
  boolean awaitHead() {
    begin(firstByteDeadline, Kind.FIRST_BYTE_TIMEOUT);
    try {
      while (true) {
        synchronized (this) {
          if (headCame) {
            return true;
          }
          if (stale && failure == null) {
            return false;
          }
          check();
        }
        park();
      }
    } finally {
      waiting = null;
    }
  }

  synchronized @Nullable WebSocketSession socket() {
    return socket;
  }

  synchronized UpstreamResponse response() {
    int coding = headers.indexOf("Content-Encoding", 0);
    if (coding < 0 || (ended && pieces.isEmpty())) {
      return new UpstreamResponse(status, headers, this);
    }
    UpstreamBody plain = InflatedBody.of(this, headers, request.target().authority());
    Headers rest = headers.without("Content-Encoding").without("Content-Length");
    return new UpstreamResponse(status, rest, plain);
  }

  @Override
  public byte @Nullable [] read() {
    if (totalLeft() < 0) {
      giveUp(new UpstreamException(Kind.TOTAL_TIMEOUT, late(Kind.TOTAL_TIMEOUT)));
    }
    byte[] piece = poll();
    if (piece == null && !isAtEnd()) {
      piece = awaitPiece();
    }
    started = true;
    return piece;
  }

  private byte @Nullable [] awaitPiece() {
    if (started) {
      long silence = request.deadlines().betweenChunks().toNanos();
      begin(System.nanoTime() + silence, Kind.IDLE_TIMEOUT);
    } else {
      begin(firstByteDeadline, Kind.FIRST_BYTE_TIMEOUT);
    }
    try {
      while (true) {
        byte[] piece = poll();
        if (piece != null || isAtEnd()) {
          return piece;
        }
        park();
      }
    } finally {
      waiting = null;
    }
  }

  private byte @Nullable [] poll() {
    UpstreamConnection source;
    byte[] piece;
    synchronized (this) {
      piece = pieces.poll();
      if (piece == null) {
        return null;
      }
      waitingBytes -= piece.length;
      if (!paused || waitingBytes > RESUME_BYTES) {
        return piece;
      }
      paused = false;
      source = connection;
    }
    if (source != null) {
      source.resume(this);
    }
    return piece;
  }

  private synchronized boolean isAtEnd() {
    if (!pieces.isEmpty()) {
      return false;
    }
    if (!ended) {
      check();
    }
    return ended;
  }

  @Override
  public void endWithin(Duration time) {
    lastDeadline = System.nanoTime() + time.toNanos();
    lastBound = true;
  }

  @Override
  public void close() {
    cancel();
  }

  /** Gives the call up; from any thread. */
  void cancel() {
    giveUp(cancelled());
  }

  private void giveUp(UpstreamException reason) {
    UpstreamConnection carrier;
    CompletableFuture<?> future;
    synchronized (this) {
      if (failure != null || (ended && pieces.isEmpty())) {
        return;
      }
      pieces.clear();
      ended = false;
      failure = reason;
      carrier = connection;
      future = awaited;
    }
    signal.remove(this);
    wake();
    if (future != null) {
      future.cancel(false);
    }
    if (carrier != null) {
      carrier.abandon(this);
    }
  }

  /** Says what is waited for before there is a connection, so that {@link #cancel} can end it. */
  void awaits(CompletableFuture<?> future) {
    synchronized (this) {
      awaited = future;
      if (failure == null) {
        return;
      }
    }
    future.cancel(false);
  }

  UpstreamException cancelled() {
    return new UpstreamException(Kind.CANCELLED, request.target().authority() + ": cancelled");
  }

  /** Throws what ended the call, if anything did. */
  synchronized void check() {
    if (failure != null) {
      throw failure;
    }
  }

  private void begin(long deadline, Kind kind) {
    boolean lastFirst = lastBound && lastDeadline - totalDeadline < 0;
    long end = lastFirst ? lastDeadline : totalDeadline;
    synchronized (this) {
      boolean totalFirst = end - deadline < 0;
      waitDeadline = totalFirst ? end : deadline;
      waitKind = totalFirst ? Kind.TOTAL_TIMEOUT : kind;
    }
    waiting = Thread.currentThread();
  }

  private void park() {
    LockSupport.park(this);
    if (Thread.currentThread().isInterrupted()) {
      cancel();
    }
  }
}
