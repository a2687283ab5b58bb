package dev.switchboard.http;

import java.util.concurrent.atomic.AtomicLong;

/** The handler's end of a body under way; bytes cross to the event loop piece by piece. */
final class ServerResponseStream implements ResponseStream {
  private static final byte[] NO_BYTES = {};

  private final ServerConnection connection;
  private final ServerExchange exchange;
  private final int status;
  private final Headers headers;

  /** Bytes handed over that the socket has not taken. */
  private final AtomicLong pending = new AtomicLong();

  private boolean ended;

  /** Confined to the event loop. */
  private boolean headSent;

  ServerResponseStream(
      ServerConnection connection, ServerExchange exchange, int status, Headers headers) {
    this.connection = connection;
    this.exchange = exchange;
    this.status = status;
    this.headers = headers;
  }

  ServerExchange exchange() {
    return exchange;
  }

  int status() {
    return status;
  }

  Headers headers() {
    return headers;
  }

  boolean isEnded() {
    return ended;
  }

  /** Called by the event loop: whether the head must still go out; says so once. */
  boolean takeHead() {
    boolean first = !headSent;
    headSent = true;
    return first;
  }

  boolean isHeadSent() {
    return headSent;
  }

  /** Called by the event loop when the socket has taken bytes. */
  void taken(long bytes) {
    long limit = connection.config().maxPendingBytes();
    long left = pending.addAndGet(-bytes);
    if (left < limit && left + bytes >= limit) {
      exchange.wake();
    }
  }

  @Override
  public void sendHead() {
    hand(NO_BYTES, false);
  }

  @Override
  public void fillSilence(byte[] filler) {
    if (filler.length > 0) {
      connection.loop().execute(() -> connection.output().fillSilence(this, filler));
    }
  }

  /** Called by the event loop: bytes of its own are under way, if the socket has taken all else. */
  boolean owes(int bytes) {
    return pending.compareAndSet(0, bytes);
  }

  @Override
  public void write(byte[] piece) {
    if (piece.length > 0) {
      awaitRoom();
      hand(piece, false);
    }
  }

  @Override
  public void end() {
    end(NO_BYTES);
  }

  @Override
  public void end(byte[] lastPiece) {
    if (lastPiece.length > 0) {
      awaitRoom();
    }
    hand(lastPiece, true);
  }

  @Override
  public void abort() {
    if (!ended) {
      ended = true;
      connection.loop().execute(() -> connection.output().cut(exchange));
    }
  }

  private void hand(byte[] piece, boolean last) {
    if (ended) {
      throw new IllegalStateException("stream: already ended");
    }
    exchange.checkCaller();
    ended = last;
    pending.addAndGet(piece.length);
    connection.loop().execute(() -> connection.output().sendPiece(this, piece, last));
  }

  private void awaitRoom() {
    long limit = connection.config().maxPendingBytes();
    if (pending.get() < limit) {
      return;
    }
    exchange.waits(true);
    try {
      while (pending.get() >= limit && !exchange.isCallerGone()) {
        exchange.await();
      }
    } finally {
      exchange.waits(false);
    }
  }
}
