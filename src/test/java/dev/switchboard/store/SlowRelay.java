package dev.switchboard.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;

/** Stands in front of a server; every connection but the first is taken up late. */
final class SlowRelay implements AutoCloseable {
  private final ServerSocket listener;
  private final int server;
  private final Duration delay;

  private SlowRelay(ServerSocket listener, int server, Duration delay) {
    this.listener = listener;
    this.server = server;
    this.delay = delay;
  }

  /** Starts on a free port, in front of this one of the loopback. */
  static SlowRelay to(int server, Duration delay) throws IOException {
    SlowRelay relay =
        new SlowRelay(new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1")), server, delay);
    Thread.ofVirtual().start(relay::accept);
    return relay;
  }

  int port() {
    return listener.getLocalPort();
  }

  private void accept() {
    boolean late = false;
    while (!listener.isClosed()) {
      try {
        Socket caller = listener.accept();
        Duration wait = late ? delay : Duration.ZERO;
        late = true;
        Thread.ofVirtual().start(() -> serve(caller, wait));
      } catch (IOException _) {
        return;
      }
    }
  }

  private void serve(Socket caller, Duration wait) {
    try (caller;
        Socket there = new Socket(InetAddress.ofLiteral("127.0.0.1"), server)) {
      Thread.sleep(wait);
      Thread back = Thread.ofVirtual().start(() -> pump(there, caller));
      pump(caller, there);
      back.join();
    } catch (IOException | InterruptedException _) {
      // One of the two has gone.
    }
  }

  private static void pump(Socket from, Socket to) {
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      in.transferTo(out);
      to.shutdownOutput();
    } catch (IOException _) {
      // One of the two has gone.
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
