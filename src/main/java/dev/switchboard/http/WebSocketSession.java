package dev.switchboard.http;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One end's view of a WebSocket, between its event loop, which fills it, and the threads that use
 * it. Its monitor guards everything and is notified of every change; it is never held while waiting
 * for the network.
 */
final class WebSocketSession implements WebSocket {
  /** What a message costs beside its bytes: an empty one is not free. */
  private static final int MESSAGE_COST = 64;

  private static final int MAX_REASON_BYTES = WebSocketDecoder.MAX_CONTROL_BYTES - 2;

  private final Optional<String> subprotocol;
  private final int maxWaitingBytes;
  private final BodyBudget.Part memory;
  private final ThreadFactory threads;
  private final ArrayDeque<WebSocketMessage> messages = new ArrayDeque<>();
  private final List<Runnable> endActions = new ArrayList<>(1);
  private @Nullable WebSocketChannel channel;
  private int waitingBytes;

  /** What the message under way has taken. */
  private int arrivingBytes;

  private boolean paused;
  private long sendingBytes;
  private boolean closing;
  private boolean goingAway;
  private boolean broken;
  private @Nullable WebSocketClose end;

  /**
   * Makes a session.
   *
   * @param memory what its messages take their room from until they are received
   */
  WebSocketSession(
      Optional<String> subprotocol,
      WebSocketSettings settings,
      BodyBudget.Part memory,
      ThreadFactory threads) {
    this.subprotocol = subprotocol;
    this.maxWaitingBytes = settings.maxWaitingBytes();
    this.memory = memory;
    this.threads = threads;
  }

  // What the event loop calls.

  /** Says what carries the session. */
  synchronized void attach(WebSocketChannel carrier) {
    channel = carrier;
  }

  /** Whether a message under way may grow to so many bytes. */
  synchronized boolean room(int bytes) {
    if (!memory.resize((long) waitingBytes + bytes)) {
      return false;
    }
    arrivingBytes = bytes;
    return true;
  }

  /** Takes a message; false if no more should be read for now. */
  synchronized boolean offer(WebSocketMessage message) {
    arrivingBytes = 0;
    if (closing) {
      return true;
    }
    messages.add(message);
    waitingBytes += message.length() + MESSAGE_COST;
    memory.resize(waitingBytes);
    // Once paused, only the reader resumes: the socket may have stopped at an earlier message.
    paused |= waitingBytes > maxWaitingBytes;
    notifyAll();
    return !paused;
  }

  /** The socket has taken bytes. */
  synchronized void taken(long bytes) {
    sendingBytes -= bytes;
    notifyAll();
  }

  /** Nothing is sent or received from now on. */
  synchronized void closing() {
    closing = true;
    notifyAll();
  }

  /** It is over; only the first end counts. */
  void ended(WebSocketClose how, boolean breaks) {
    List<Runnable> actions;
    synchronized (this) {
      if (end != null) {
        return;
      }
      end = how;
      broken = breaks;
      actions = List.copyOf(endActions);
      endActions.clear();
      notifyAll();
    }
    actions.forEach(action -> threads.newThread(action).start());
  }

  /** The connection is gone. */
  void gone() {
    boolean asked;
    synchronized (this) {
      asked = closing;
    }
    // First, so that nobody who looks in between takes it for a proper end.
    ended(new WebSocketClose(WebSocketClose.ABNORMAL, "the connection ended"), !asked);
    synchronized (this) {
      closing = true;
      memory.close();
      notifyAll();
    }
  }

  // What other threads call.

  /** Ends the session as soon as what is being answered has been. */
  synchronized void goAway() {
    goingAway = true;
    notifyAll();
  }

  @Override
  public Optional<String> subprotocol() {
    return subprotocol;
  }

  @Override
  public Optional<WebSocketMessage> receive() {
    awaitWhile(this::isSilent);
    return next();
  }

  @Override
  public Optional<WebSocketMessage> receive(Duration within) {
    awaitWhile(this::isSilent, within);
    return next();
  }

  private boolean isSilent() {
    return !goingAway && messages.isEmpty() && end == null && !closing;
  }

  private Optional<WebSocketMessage> next() {
    WebSocketMessage message;
    WebSocketChannel resumed = null;
    synchronized (this) {
      if (goingAway) {
        close(WebSocketClose.GOING_AWAY, "the server is being stopped");
        return Optional.empty();
      }
      message = messages.poll();
      if (message == null) {
        WebSocketClose how = end;
        if (how != null && broken) {
          throw new WebSocketException(how);
        }
        return Optional.empty();
      }
      waitingBytes -= message.length() + MESSAGE_COST;
      if (paused && waitingBytes <= maxWaitingBytes / 2) {
        paused = false;
        resumed = channel;
      }
      memory.resize((long) waitingBytes + arrivingBytes);
    }
    if (resumed != null) {
      resumed.resume();
    }
    return Optional.of(message);
  }

  @Override
  public void send(String text) {
    byte[] bytes;
    try {
      ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
      bytes = new byte[encoded.remaining()];
      encoded.get(bytes);
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("text: half a surrogate pair (expected: Unicode)", e);
    }
    send(WebSocketDecoder.TEXT, bytes);
  }

  @Override
  public void send(byte[] bytes) {
    send(WebSocketDecoder.BINARY, bytes);
  }

  private synchronized void send(int opcode, byte[] bytes) {
    awaitWhile(() -> isOpen() && sendingBytes >= maxWaitingBytes);
    if (!isOpen()) {
      throw new WebSocketException(
          Objects.requireNonNullElseGet(
              end, () -> new WebSocketClose(WebSocketClose.ABNORMAL, "already being closed")));
    }
    sendingBytes += bytes.length;
    // Handed over within the monitor, so that nothing is sent after a closing frame.
    Objects.requireNonNull(channel).send(opcode, bytes);
  }

  private boolean isOpen() {
    return !closing && end == null;
  }

  @Override
  public synchronized void close(int code, String reason) {
    if (!WebSocketClose.isOnTheWire(code)) {
      throw new IllegalArgumentException("code: " + code + " (expected: one that may be sent)");
    }
    if (reason.getBytes(StandardCharsets.UTF_8).length > MAX_REASON_BYTES) {
      throw new IllegalArgumentException(
          "reason: longer than " + MAX_REASON_BYTES + " bytes of UTF-8");
    }
    if (!isOpen()) {
      return;
    }
    closing = true;
    messages.clear();
    notifyAll();
    WebSocketChannel carrier = channel;
    if (carrier != null) {
      carrier.askToClose(new WebSocketClose(code, reason));
    }
  }

  @Override
  public synchronized Optional<WebSocketClose> ended() {
    return Optional.ofNullable(end);
  }

  @Override
  public void onEnd(Runnable action) {
    synchronized (this) {
      if (end == null) {
        endActions.add(action);
        return;
      }
    }
    threads.newThread(action).start();
  }

  private synchronized void awaitWhile(BooleanSupplier waiting) {
    try {
      while (waiting.getAsBoolean()) {
        wait();
      }
    } catch (InterruptedException _) {
      throw interrupted();
    }
  }

  private synchronized void awaitWhile(BooleanSupplier waiting, Duration within) {
    long until = System.nanoTime() + within.toNanos();
    try {
      for (long left = within.toNanos();
          left > 0 && waiting.getAsBoolean();
          left = until - System.nanoTime()) {
        TimeUnit.NANOSECONDS.timedWait(this, left);
      }
    } catch (InterruptedException _) {
      throw interrupted();
    }
  }

  private static WebSocketException interrupted() {
    Thread.currentThread().interrupt();
    return new WebSocketException(
        new WebSocketClose(WebSocketClose.ABNORMAL, "interrupted while waiting for the peer"));
  }
}
