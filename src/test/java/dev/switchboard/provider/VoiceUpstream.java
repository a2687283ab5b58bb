package dev.switchboard.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.access.Gate;
import dev.switchboard.access.Lease;
import dev.switchboard.access.Scope;
import dev.switchboard.access.VirtualKey;
import dev.switchboard.http.Exchange;
import dev.switchboard.http.Headers;
import dev.switchboard.http.HttpServer;
import dev.switchboard.http.ServerConfig;
import dev.switchboard.http.Transport;
import dev.switchboard.http.UpstreamClient;
import dev.switchboard.http.UpstreamConfig;
import dev.switchboard.http.WebSocket;
import dev.switchboard.http.WebSocketAccept;
import dev.switchboard.http.WebSocketException;
import dev.switchboard.http.WebSocketMessage;
import dev.switchboard.http.WebSocketSettings;
import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.RealtimeEvent;
import dev.switchboard.json.Json;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A vendor of voice sessions for tests: says what it is told, and shows what it hears. */
public final class VoiceUpstream implements AutoCloseable {
  private final Transport transport = Transport.open(1);
  private final UpstreamClient client = new UpstreamClient(transport, UpstreamConfig.DEFAULT);
  private final BlockingQueue<Peer> peers = new LinkedBlockingQueue<>();
  private final HttpServer server;

  /** What it does with each session, beside waiting for what the test does. */
  private volatile Consumer<Peer> manners = peer -> {};

  private volatile @Nullable Consumer<Exchange> refusal;
  private final AtomicInteger asked = new AtomicInteger();

  public VoiceUpstream() {
    server = HttpServer.start(transport, ServerConfig.of("127.0.0.1", 0), this::serve);
  }

  /** One session, from the vendor's side. */
  public static final class Peer {
    private final Exchange exchange;
    private final WebSocket socket;
    private final BlockingQueue<JsonNode> heard = new LinkedBlockingQueue<>();
    private volatile boolean over;

    Peer(Exchange exchange, WebSocket socket) {
      this.exchange = exchange;
      this.socket = socket;
    }

    public WebSocket socket() {
      return socket;
    }

    public String path() {
      return exchange.path();
    }

    public Exchange exchange() {
      return exchange;
    }

    public void say(String... frames) {
      for (String frame : frames) {
        socket.send(frame);
      }
    }

    /** The next frame that it got. */
    public JsonNode hear() {
      return next(heard);
    }

    /** The next frame of OpenAI's dialect, which must be of this type. */
    public JsonNode hear(String type) {
      JsonNode frame = hear();
      assertThat(frame.path("type").asString("")).as("%s", frame).isEqualTo(type);
      return frame;
    }

    /** The next frame that it got, or null when the session is over. */
    public @Nullable JsonNode listen() {
      try {
        JsonNode next = heard.poll(20, TimeUnit.MILLISECONDS);
        while (next == null && !over) {
          next = heard.poll(20, TimeUnit.MILLISECONDS);
        }
        return next == null ? heard.poll() : next;
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }

    public boolean heardNothingMore() {
      return heard.isEmpty();
    }
  }

  /** Every session is greeted so. */
  public VoiceUpstream with(Consumer<Peer> greeting) {
    manners = greeting;
    return this;
  }

  /** No session is opened; each request is answered so. */
  public VoiceUpstream refusing(int status, String body) {
    refusal =
        exchange ->
            exchange.respond(
                status,
                Headers.of("content-type", "application/json"),
                body.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  /** How often somebody wanted a session of it. */
  public int asked() {
    return asked.get();
  }

  private void serve(Exchange exchange) {
    asked.incrementAndGet();
    Consumer<Exchange> no = refusal;
    if (no != null) {
      no.accept(exchange);
      return;
    }
    WebSocket socket =
        exchange.webSocket(
            new WebSocketAccept(Optional.empty(), Headers.EMPTY, WebSocketSettings.DEFAULT));
    Peer peer = new Peer(exchange, socket);
    peers.add(peer);
    Thread.startVirtualThread(() -> manners.accept(peer));
    try {
      for (var got = socket.receive(); got.isPresent(); got = socket.receive()) {
        switch (got.get()) {
          case WebSocketMessage.Text text -> peer.heard.add(Json.parse(text.text()));
          case WebSocketMessage.Binary binary -> peer.heard.add(Json.parse(binary.bytes()));
        }
      }
    } catch (WebSocketException e) {
      peer.heard.add(Json.object().put("type", "gone"));
    } finally {
      peer.over = true;
    }
  }

  /** The next session that was opened. */
  public Peer peer() {
    return next(peers);
  }

  public UpstreamClient client() {
    return client;
  }

  public URI address(String path) {
    return URI.create("http://127.0.0.1:" + server.port() + path);
  }

  /** A configured provider at this address. */
  public ProviderConfig config(
      String name, Dialect dialect, Vendor.Auth auth, String path, Duration patience) {
    Vendor vendor =
        new Vendor(
            name,
            name,
            List.of(),
            dialect,
            Vendor.Host.NONE,
            null,
            auth,
            List.of(),
            List.of(),
            false,
            false,
            List.of(),
            List.of(),
            Map.of());
    return new ProviderConfig(
        name,
        vendor,
        address(path),
        new Credential("upstream-secret", "the test"),
        new Cloud.None(),
        null,
        Map.of(),
        new ProviderConfig.Timeouts(
            Duration.ofSeconds(5), patience, Duration.ofMinutes(2), Duration.ofMinutes(15)),
        0);
  }

  public static Lease lease(String provider, String model) {
    VirtualKey key =
        new VirtualKey(
            "key_1",
            "prj_1",
            "test",
            "abcd",
            Set.of(Scope.CALL),
            List.of(),
            Instant.EPOCH,
            null,
            null,
            null);
    return new Gate()
        .admit(key, List.of(provider + "/" + model), "realtime")
        .lease(provider, model);
  }

  private static <T> T next(BlockingQueue<T> queue) {
    try {
      T next = queue.poll(10, TimeUnit.SECONDS);
      if (next == null) {
        throw new AssertionError("nothing within 10 s");
      }
      return next;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Cuts its sessions off; who talks to it lives on to see that. */
  public void cut() {
    server.close();
  }

  @Override
  public void close() {
    client.close();
    server.close();
    transport.close();
  }

  /** Hears a session. */
  public static final class Ear implements RealtimeListener {
    private final BlockingQueue<RealtimeEvent> heard = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> frames = new LinkedBlockingQueue<>();
    private final BlockingQueue<List<RealtimeEvent>> meanings = new LinkedBlockingQueue<>();

    @Override
    public void on(RealtimeEvent event) {
      heard.add(event);
    }

    @Override
    public void passed(String frame, List<RealtimeEvent> meaning) {
      frames.add(frame);
      meanings.add(meaning);
    }

    public RealtimeEvent next() {
      return VoiceUpstream.next(heard);
    }

    public <T extends RealtimeEvent> T next(Class<T> type) {
      RealtimeEvent event = next();
      assertThat(event).isInstanceOf(type);
      return type.cast(event);
    }

    public String frame() {
      return VoiceUpstream.next(frames);
    }

    public List<RealtimeEvent> meaning() {
      return VoiceUpstream.next(meanings);
    }

    /** Everything up to the end of the session. */
    public List<RealtimeEvent> rest() {
      List<RealtimeEvent> all = new ArrayList<>();
      do {
        all.add(next());
      } while (!(all.getLast() instanceof RealtimeEvent.Ended));
      assertThat(heard).isEmpty();
      return all;
    }
  }
}
