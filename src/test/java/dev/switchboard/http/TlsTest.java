package dev.switchboard.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.switchboard.http.UpstreamException.Kind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TlsTest {
  private static final Headers TEXT = Headers.of("Content-Type", "text/plain");

  private HttpFixture http = new HttpFixture();
  private final TestCertificate certificate;
  private final Path folder;

  TlsTest(@TempDir Path folder) {
    this.folder = folder;
    certificate = TestCertificate.create(folder, "ip:127.0.0.1,dns:good.example");
  }

  @AfterEach
  void close() {
    http.close();
    http = new HttpFixture();
  }

  private UpstreamClient trusting() {
    return http.client(UpstreamConfig.DEFAULT.withExtraCertificates(certificate.certificate()));
  }

  private FakeUpstream secure() {
    return http.keep(FakeUpstream.start(certificate.serverSockets(), true));
  }

  private static UpstreamRequest get(URI uri) {
    return UpstreamRequest.get(uri, Headers.EMPTY, Deadlines.DEFAULT);
  }

  private static Kind kind(UpstreamClient client, URI uri) {
    return catchThrowableOfType(UpstreamException.class, () -> client.send(get(uri)).close())
        .kind();
  }

  private HttpServer server(Handler handler) {
    return http.serve(config -> config.withTls(certificate.files()), handler);
  }

  private RawClient caller(HttpServer server) {
    try {
      Socket socket =
          certificate.sockets().createSocket(InetAddress.getLoopbackAddress(), server.port());
      return http.keep(new RawClient(socket));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void theClientTrustsAnExtraCertificate() {
    FakeUpstream upstream = secure();
    upstream.otherwise(request -> Script.json(200, "{\"x\":1}"));
    UpstreamClient client = trusting();
    for (int i = 0; i < 3; i++) {
      try (UpstreamResponse response = client.send(get(upstream.uri("/")))) {
        assertThat(response.body().readAll(100))
            .asString(StandardCharsets.UTF_8)
            .isEqualTo("{\"x\":1}");
      }
    }
    assertThat(upstream.connections()).isEqualTo(1);
  }

  @Test
  void theClientTrustsNobodyElse() {
    assertThat(kind(http.client(), secure().uri("/"))).isEqualTo(Kind.TLS);
  }

  @Test
  void theClientVerifiesTheName() {
    FakeUpstream upstream = secure();
    upstream.otherwise(request -> Script.json(200, "{}"));
    UpstreamClient client =
        http.client(
            UpstreamConfig.DEFAULT
                .withExtraCertificates(certificate.certificate())
                .withResolver(host -> List.of(InetAddress.ofLiteral("127.0.0.1"))));
    String port = ":" + upstream.port() + "/";
    assertThat(kind(client, URI.create("https://bad.example" + port))).isEqualTo(Kind.TLS);
    try (UpstreamResponse response = client.send(get(URI.create("https://good.example" + port)))) {
      assertThat(response.status()).isEqualTo(200);
    }
  }

  @Test
  void theClientSaysThatAPlainServerSpeaksNoTls() {
    FakeUpstream plain = http.upstream();
    plain.otherwise(request -> Script.raw("HTTP/1.1 400 Bad Request\r\n\r\n").cut());
    assertThat(kind(http.client(), URI.create("https://127.0.0.1:" + plain.port() + "/")))
        .isEqualTo(Kind.TLS);
  }

  @Test
  void theClientTakesABodyThatEndsWithAProperGoodbye() {
    FakeUpstream upstream = secure();
    upstream.enqueue(Script.raw("HTTP/1.1 200 OK\r\n\r\nall of it").cut());
    try (UpstreamResponse response = trusting().send(get(upstream.uri("/")))) {
      assertThat(response.body().readAll(100))
          .asString(StandardCharsets.UTF_8)
          .isEqualTo("all of it");
    }
  }

  @Test
  void theClientRefusesAFileWithoutCertificates() throws IOException {
    Path empty = Files.writeString(folder.resolve("empty.pem"), "");
    assertThat(
            catchThrowableOfType(
                IllegalArgumentException.class,
                () -> http.client(UpstreamConfig.DEFAULT.withExtraCertificates(empty))))
        .hasMessageContaining("empty.pem");
  }

  @Test
  void theServerAnswersOverTls() {
    String large = "0123456789abcdef".repeat(64 * 1024);
    RawClient caller = caller(server(exchange -> exchange.respond(200, TEXT, exchange.body())));
    for (int i = 0; i < 3; i++) {
      caller.sendHead("POST / HTTP/1.1", "Host: x", "Content-Length: " + large.length());
      caller.send(large);
      assertThat(caller.response().endsWith(large)).isTrue();
    }
  }

  @Test
  void theServerStreamsOverTls() {
    RawClient caller =
        caller(
            server(exchange -> {
              ResponseStream out = exchange.stream(200, TEXT);
              for (int i = 0; i < 50; i++) {
                out.write(SseEncoder.data("event " + i));
              }
              out.end();
            }));
    caller.sendHead("GET / HTTP/1.1", "Host: x");
    assertThat(caller.response()).contains("data: event 0\n\n").contains("data: event 49\n\n");
    caller.sendHead("GET / HTTP/1.1", "Host: x", "Connection: close");
    assertThat(caller.rest()).endsWith("0\r\n\r\n");
  }

  @Test
  void theServerNoticesOverTlsThatTheCallerHasLeft() {
    LinkedBlockingQueue<Long> noticed = new LinkedBlockingQueue<>();
    LinkedBlockingQueue<Boolean> began = new LinkedBlockingQueue<>();
    HttpServer server =
        server(exchange -> {
          Thread handler = Thread.currentThread();
          exchange.onCallerGone(() -> {
            noticed.add(System.nanoTime());
            handler.interrupt();
          });
          began.add(true);
          Thread.sleep(10_000);
        });
    RawClient caller = caller(server).sendHead("GET / HTTP/1.1", "Host: x");
    HttpFixture.take(began);
    long left = System.nanoTime();
    caller.close();
    assertThat(HttpFixture.take(noticed) - left).isLessThan(100_000_000L);
  }

  @Test
  void theServerRefusesABodyOverTls() {
    HttpServer server =
        http.serve(
            config -> config.withTls(certificate.files()).withMaxBodyBytes(1000),
            exchange -> exchange.respond(413, TEXT, new byte[0]));
    RawClient caller = caller(server);
    caller.sendHead("POST / HTTP/1.1", "Host: x", "Content-Length: 1000000");
    assertThat(caller.rest()).startsWith("HTTP/1.1 413 ");
  }

  @Test
  void theServerSurvivesACallerWithoutTls() {
    HttpServer server = server(exchange -> exchange.respond(200, TEXT, new byte[0]));
    assertThat(http.caller(server).sendHead("GET / HTTP/1.1", "Host: x").rest()).isEmpty();
    assertThat(caller(server).sendHead("GET / HTTP/1.1", "Host: x").head()).contains("200 OK");
  }

  @Test
  void theServerRefusesFilesItCannotRead() {
    TlsFiles missing = new TlsFiles(folder.resolve("no.pem"), folder.resolve("no.key"));
    assertThat(
            catchThrowableOfType(
                IllegalArgumentException.class,
                () -> http.serve(config -> config.withTls(missing), exchange -> {})))
        .hasMessageContaining("no.pem");
  }
}
