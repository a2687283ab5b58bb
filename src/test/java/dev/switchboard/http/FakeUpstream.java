package dev.switchboard.http;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import javax.net.ServerSocketFactory;

/**
 * A provider for tests: a real socket on 127.0.0.1 that reads requests and does with each what a
 * {@link Script} says. Keeps every request it has read.
 *
 * <pre>{@code
 * try (FakeUpstream upstream = FakeUpstream.start()) {
 *   upstream.enqueue(Script.json(200, "{\"ok\":true}"));
 *   … call upstream.uri("/v1/chat/completions") …
 *   assertThat(upstream.takeRequest().body()).contains("hello");
 * }
 * }</pre>
 */
public final class FakeUpstream implements AutoCloseable {
  /**
   * A request as it was read.
   *
   * @param method its method
   * @param target path and query, as sent
   * @param headers its fields
   * @param body its body, as UTF-8
   * @param nanoTime when it had come, by {@link System#nanoTime}
   */
  public record Received(
      String method, String target, Headers headers, String body, long nanoTime) {}

  private static final int AWAIT_STEP_MILLIS = 10;
  private static final Duration WAIT = Duration.ofSeconds(10);

  private final ServerSocket listener;
  private final boolean tls;
  private final ConcurrentLinkedQueue<Script> scripts = new ConcurrentLinkedQueue<>();
  private final List<Received> received = new CopyOnWriteArrayList<>();
  private final LinkedBlockingQueue<Received> untaken = new LinkedBlockingQueue<>();
  private final LinkedBlockingQueue<Long> departures = new LinkedBlockingQueue<>();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger accepted = new AtomicInteger();
  private volatile Function<Received, Script> otherwise = FakeUpstream::noneLeft;

  private FakeUpstream(ServerSocket listener, boolean tls) {
    this.listener = listener;
    this.tls = tls;
  }

  /** Starts on a free port. */
  public static FakeUpstream start() {
    return start(ServerSocketFactory.getDefault(), false);
  }

  /** Starts on a free port with sockets of this factory. */
  public static FakeUpstream start(ServerSocketFactory sockets, boolean tls) {
    try {
      ServerSocket listener =
          sockets.createServerSocket(0, 1024, InetAddress.ofLiteral("127.0.0.1"));
      FakeUpstream upstream = new FakeUpstream(listener, tls);
      Thread.ofVirtual().name("fake-upstream").start(upstream::accept);
      return upstream;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** Adds a script for one request, after those already added. */
  public FakeUpstream enqueue(Script... more) {
    scripts.addAll(List.of(more));
    return this;
  }

  /** What is done with requests when no script is left. */
  public FakeUpstream otherwise(Function<Received, Script> choose) {
    otherwise = choose;
    return this;
  }

  /** Forgets scripts, requests and connections, as if it had just started. */
  public void forget() {
    scripts.clear();
    otherwise = FakeUpstream::noneLeft;
    closeConnections();
    forgetRequests();
  }

  /** Forgets requests alone: those who are connected stay so. */
  public void forgetRequests() {
    received.clear();
    untaken.clear();
    departures.clear();
  }

  private static Script noneLeft(Received request) {
    return Script.json(500, "{\"error\":\"FakeUpstream has no script left\"}");
  }

  /** The address of a path here. */
  public URI uri(String path) {
    return URI.create((tls ? "https" : "http") + "://127.0.0.1:" + port() + path);
  }

  /** The port it listens on. */
  public int port() {
    return listener.getLocalPort();
  }

  /** Every request read so far. */
  public List<Received> requests() {
    return List.copyOf(received);
  }

  /** Waits for the next request that was not taken yet. */
  public Received takeRequest() {
    try {
      Received request = untaken.poll(WAIT.toMillis(), TimeUnit.MILLISECONDS);
      if (request == null) {
        throw new AssertionError("no request within " + WAIT);
      }
      return request;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** How many connections were accepted. */
  public int connections() {
    return accepted.get();
  }

  /**
   * Waits until a peer leaves in the middle of a script's pause or silence.
   *
   * @return when it was seen, by {@link System#nanoTime}; empty if nobody left in time
   */
  public Optional<Long> awaitDeparture(Duration bound) {
    try {
      return Optional.ofNullable(departures.poll(bound.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Closes every connection that waits between requests or is being served. */
  public void closeConnections() {
    open.forEach(FakeUpstream::closeQuietly);
  }

  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    closeConnections();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        accepted.incrementAndGet();
        open.add(socket);
        Thread.ofVirtual().name("fake-upstream-connection").start(() -> serve(socket));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      socket.setTcpNoDelay(true);
      InputStream in = new BufferedInputStream(socket.getInputStream());
      Received request = read(in, socket.getOutputStream());
      while (request != null) {
        received.add(request);
        untaken.add(request);
        Script script = scripts.poll();
        play(script == null ? otherwise.apply(request) : script, socket, in);
        request = socket.isClosed() ? null : read(in, socket.getOutputStream());
      }
    } catch (IOException e) {
      // The peer has gone, which is its right.
    } finally {
      open.remove(socket);
    }
  }

  private void play(Script script, Socket socket, InputStream in) throws IOException {
    OutputStream out = socket.getOutputStream();
    for (Script.Step step : script.steps()) {
      switch (step) {
        case Script.Send send -> {
          out.write(send.latin().getBytes(StandardCharsets.ISO_8859_1));
          out.flush();
        }
        case Script.Pause pause -> listen(socket, in, (int) pause.length().toMillis());
        case Script.Await await -> {
          while (await.said().getCount() > 0 && !socket.isClosed()) {
            listen(socket, in, AWAIT_STEP_MILLIS);
          }
        }
        case Script.Hang _ -> listen(socket, in, 0);
        case Script.Cut _ -> socket.close();
        case Script.Reset _ -> {
          socket.setSoLinger(true, 0);
          socket.close();
        }
      }
      if (socket.isClosed()) {
        return;
      }
    }
  }

  /** Waits, 0 for ever, and notices if the peer leaves. */
  private void listen(Socket socket, InputStream in, int millis) throws IOException {
    socket.setSoTimeout(millis);
    try {
      in.mark(1);
      if (in.read() < 0) {
        departures.add(System.nanoTime());
        socket.close();
        return;
      }
      in.reset();
    } catch (SocketTimeoutException e) {
      // The pause is over.
    } catch (IOException e) {
      departures.add(System.nanoTime());
      throw e;
    } finally {
      if (!socket.isClosed()) {
        socket.setSoTimeout(0);
      }
    }
  }

  @org.jspecify.annotations.Nullable
  private static Received read(InputStream in, OutputStream out) throws IOException {
    String start = line(in);
    if (start.isEmpty()) {
      return null;
    }
    Headers.Builder headers = Headers.builder();
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      if (colon < 0) {
        throw new IOException("not HTTP");
      }
      headers.add(line.substring(0, colon), line.substring(colon + 1).strip());
    }
    Headers fields = headers.build();
    if (fields.contains("Expect")) {
      out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    }
    byte[] body =
        fields.hasToken("Transfer-Encoding", "chunked")
            ? chunks(in)
            : in.readNBytes(Integer.parseInt(fields.firstOr("Content-Length", "0")));
    List<String> parts = List.of(start.split(" ", -1));
    return new Received(
        parts.get(0),
        parts.get(1),
        fields,
        new String(body, StandardCharsets.UTF_8),
        System.nanoTime());
  }

  private static byte[] chunks(InputStream in) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (int size = Integer.parseInt(line(in), 16); size > 0; ) {
      body.write(in.readNBytes(size));
      line(in);
      size = Integer.parseInt(line(in), 16);
    }
    line(in);
    return body.toByteArray();
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
      if (b != '\r') {
        line.append((char) b);
      }
    }
    return line.toString();
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It is closed, or as good as.
    }
  }
}
