package dev.switchboard.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.switchboard.http.UpstreamException.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProxyTest {
  private static final Resolver NOBODY =
      host -> {
        if (host.equals("127.0.0.1")) {
          return List.of(InetAddress.ofLiteral(host));
        }
        throw new UnknownHostException(host);
      };

  private final HttpFixture http = new HttpFixture();
  private final List<String> tunnels = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() {
    http.close();
  }

  private static UpstreamConfig through(int port) {
    Optional<ProxySettings.Proxy> proxy =
        Optional.of(new ProxySettings.Proxy("127.0.0.1", port, Optional.of("Basic eDp5")));
    return UpstreamConfig.DEFAULT
        .withProxies(new ProxySettings(proxy, proxy, List.of()))
        .withResolver(NOBODY);
  }

  private static UpstreamRequest get(String uri) {
    return UpstreamRequest.get(URI.create(uri), Headers.EMPTY, Deadlines.DEFAULT);
  }

  private static String text(UpstreamResponse response) {
    try (response) {
      return new String(response.body().readAll(1000), StandardCharsets.UTF_8);
    }
  }

  /** A proxy that joins every tunnel to this port, whatever host was asked for. */
  private int tunnelTo(int port, String answer) throws IOException {
    ServerSocket listener = http.keep(new ServerSocket(0, 10, InetAddress.ofLiteral("127.0.0.1")));
    Thread.startVirtualThread(() -> {
      while (!listener.isClosed()) {
        try {
          Socket caller = listener.accept();
          Thread.startVirtualThread(() -> tunnel(caller, port, answer));
        } catch (IOException e) {
          return;
        }
      }
    });
    return listener.getLocalPort();
  }

  private void tunnel(Socket caller, int port, String answer) {
    try (caller;
        RawClient asked = new RawClient(caller);
        Socket host = new Socket(InetAddress.getLoopbackAddress(), port)) {
      tunnels.add(asked.head());
      asked.send(answer);
      Thread back =
          Thread.startVirtualThread(() -> {
            try {
              host.getInputStream().transferTo(caller.getOutputStream());
              caller.shutdownOutput();
            } catch (IOException e) {
              // One side has left.
            }
          });
      caller.getInputStream().transferTo(host.getOutputStream());
      host.shutdownOutput();
      back.join();
    } catch (IOException | UncheckedIOException | InterruptedException e) {
      // One side has left.
    }
  }

  @Test
  void asksTheProxyForPlainTargetsInFull() {
    FakeUpstream proxy = http.upstream();
    proxy.otherwise(request -> Script.json(200, "{}"));
    UpstreamClient client = http.client(through(proxy.port()));
    assertThat(text(client.send(get("http://a.example:8080/b?c")))).isEqualTo("{}");
    FakeUpstream.Received received = proxy.takeRequest();
    assertThat(received.target()).isEqualTo("http://a.example:8080/b?c");
    assertThat(received.headers().first("Host")).contains("a.example:8080");
    assertThat(received.headers().first("Proxy-Authorization")).contains("Basic eDp5");
  }

  @Test
  void asksTheProxyForATunnelToSecureTargets(@TempDir Path folder) throws IOException {
    TestCertificate certificate = TestCertificate.create(folder, "dns:a.example");
    FakeUpstream upstream = http.keep(FakeUpstream.start(certificate.serverSockets(), true));
    upstream.otherwise(request -> Script.json(200, "{\"through\":1}"));
    int proxy = tunnelTo(upstream.port(), "HTTP/1.1 200 Connection established\r\n\r\n");
    UpstreamClient client =
        http.client(through(proxy).withExtraCertificates(certificate.certificate()));
    for (int i = 0; i < 3; i++) {
      assertThat(text(client.send(get("https://a.example/b")))).isEqualTo("{\"through\":1}");
    }
    assertThat(tunnels)
        .containsExactly(
            String.join(
                "\r\n",
                "CONNECT a.example:443 HTTP/1.1",
                "Host: a.example:443",
                "Proxy-Authorization: Basic eDp5",
                "",
                ""));
    FakeUpstream.Received received = upstream.takeRequest();
    assertThat(received.target()).isEqualTo("/b");
    assertThat(received.headers().contains("Proxy-Authorization")).isFalse();
  }

  @Test
  void saysThatTheProxyRefuses() throws IOException {
    FakeUpstream upstream = http.upstream();
    int proxy = tunnelTo(upstream.port(), "HTTP/1.1 407 Proxy Authentication Required\r\n\r\n");
    UpstreamException refused =
        catchThrowableOfType(
            UpstreamException.class,
            () -> http.client(through(proxy)).send(get("https://a.example/")));
    assertThat(refused.kind()).isEqualTo(Kind.PROXY);
    assertThat(refused).hasMessageContaining("407").hasMessageNotContaining("eDp5");
  }

  @Test
  void saysThatTheProxyHangsUp() {
    FakeUpstream proxy = http.upstream();
    proxy.otherwise(request -> Script.closes());
    UpstreamException refused =
        catchThrowableOfType(
            UpstreamException.class,
            () -> http.client(through(proxy.port())).send(get("https://a.example/")));
    assertThat(refused.kind()).isEqualTo(Kind.PROXY);
  }

  @Test
  void saysThatTheProxySpeaksNoHttp() {
    FakeUpstream proxy = http.upstream();
    proxy.otherwise(request -> Script.raw("hello\r\n\r\n").hang());
    UpstreamException refused =
        catchThrowableOfType(
            UpstreamException.class,
            () -> http.client(through(proxy.port())).send(get("https://a.example/")));
    assertThat(refused.kind()).isEqualTo(Kind.PROXY);
  }

  @Test
  void asksForTheCheckedAddressWhereAddressesAreChecked() throws IOException {
    FakeUpstream upstream = http.upstream();
    upstream.otherwise(request -> Script.json(200, "{}"));
    int proxy = tunnelTo(upstream.port(), "HTTP/1.1 200 OK\r\n\r\n");
    UpstreamConfig config =
        through(proxy)
            .withPolicy(AddressPolicy.PUBLIC)
            .withResolver(host ->
                List.of(InetAddress.ofLiteral(host.equals("a.example") ? "93.184.216.34" : host)));
    assertThat(text(http.client(config).send(get("http://a.example/b")))).isEqualTo("{}");
    assertThat(tunnels.getFirst()).startsWith("CONNECT 93.184.216.34:80 HTTP/1.1\r\n");
    assertThat(upstream.takeRequest().headers().first("Host")).contains("a.example");
  }
}
