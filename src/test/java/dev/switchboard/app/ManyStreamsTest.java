package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.http.FakeUpstream;
import dev.switchboard.http.Script;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ten thousand open streams at a gateway in a process of its own, with the launcher's heap. */
@Tag("slow")
class ManyStreamsTest {
  private static final int STREAMS = 10_000;
  private static final int FIRST = 500;
  private static final long MOST_HEAP_EACH = 30 * 1024;
  private static final Duration MOST_DELAY = Duration.ofMillis(100);
  private static final int DEPARTURES = 9;
  private static final Pattern USED = Pattern.compile("(?:total \\d+K, )used (\\d+)K");

  @TempDir static Path folder;
  private static FakeUpstream upstream;
  private static GatewayProcess gateway;

  @BeforeAll
  static void start() throws IOException {
    upstream = FakeUpstream.start();
    Path file = folder.resolve("switchboard.yaml");
    Files.writeString(
        file,
        """
        providers:
          mock: {kind: openai, base_url: "%s", api_key: "test-credential-1234",
                 timeouts: {between_events: 60s}}
        """
            .formatted(upstream.uri("/v1")));
    gateway = GatewayProcess.serve(folder, "--data", "data", "--config", file.toString());
  }

  @AfterAll
  static void stop() {
    gateway.close();
    upstream.close();
  }

  private static byte[] request(String path, String body, String header) {
    return ("POST "
            + path
            + " HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nAuthorization: Bearer "
            + gateway.key()
            + "\r\n"
            + header
            + "Content-Length: "
            + body.length()
            + "\r\n\r\n"
            + body)
        .getBytes(StandardCharsets.US_ASCII);
  }

  private static SocketChannel open(int port, byte[] request) throws IOException {
    SocketChannel caller =
        SocketChannel.open(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
    caller.write(ByteBuffer.wrap(request));
    return caller;
  }

  /** Opens so many more streams and waits until each has brought its first event. */
  private static void hold(List<SocketChannel> held, int count) throws IOException {
    int port = URI.create(gateway.url()).getPort();
    byte[] request =
        request(
            "/v3/call/stream",
            "{\"name\":\"a\",\"model\":\"sandbox/chat\",\"input\":\"tell me\"}",
            "X-Switchboard-Sandbox: pace=30m\r\n");
    List<SocketChannel> opened = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      opened.add(open(port, request));
    }
    ByteBuffer buffer = ByteBuffer.allocate(16 << 10);
    for (SocketChannel caller : opened) {
      StringBuilder said = new StringBuilder();
      while (said.indexOf("data: ") < 0) {
        buffer.clear();
        assertThat(caller.read(buffer)).as(said.toString()).isPositive();
        said.append(StandardCharsets.US_ASCII.decode(buffer.flip()));
        assertThat(said).startsWith("HTTP/1.1 200");
      }
    }
    held.addAll(opened);
  }

  private static long jcmd(String... command) throws Exception {
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString());
    words.add(Long.toString(gateway.pid()));
    words.addAll(List.of(command));
    Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    long used = 0;
    Matcher matcher = USED.matcher(said);
    while (matcher.find()) {
      used += Long.parseLong(matcher.group(1));
    }
    return used * 1024;
  }

  /** What is reachable, in bytes. */
  private static long liveHeap() throws Exception {
    jcmd("GC.run");
    jcmd("GC.run");
    return jcmd("GC.heap_info");
  }

  private static long running() throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request = HttpRequest.newBuilder(URI.create(gateway.url() + "/metrics")).build();
      return client
          .send(request, HttpResponse.BodyHandlers.ofLines())
          .body()
          .filter(line -> line.startsWith("switchboard_exchanges_running "))
          .mapToLong(line -> (long) Double.parseDouble(line.substring(line.indexOf(' ') + 1)))
          .findFirst()
          .orElseThrow();
    }
  }

  @Test
  void holdsTenThousandAndGivesEverythingBackWhenTheirCallersLeave() throws Exception {
    List<SocketChannel> held = new ArrayList<>();
    try {
      hold(held, FIRST);
      long few = liveHeap();
      hold(held, STREAMS - FIRST);
      long all = liveHeap();
      assertThat(running()).isGreaterThanOrEqualTo(STREAMS);
      long each = (all - few) / (STREAMS - FIRST);
      System.out.println(STREAMS + " streams held, " + each + " bytes of heap each");
      assertThat(each).as("bytes of heap for each stream").isLessThanOrEqualTo(MOST_HEAP_EACH);
      assertThat(medianDepartureDelay()).as("with all of them open").isLessThan(MOST_DELAY);
    } finally {
      for (SocketChannel caller : held) {
        caller.close();
      }
    }
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (running() > 1 && System.nanoTime() < deadline) {
      Thread.sleep(100);
    }
    assertThat(running()).as("exchanges after all callers left").isLessThanOrEqualTo(1);
  }

  @Test
  void cancelsTheProvidersStreamSoonAfterTheCallerLeft() throws Exception {
    assertThat(medianDepartureDelay()).isLessThan(MOST_DELAY);
  }

  /** From a caller's leaving to the provider's seeing it. */
  private static Duration medianDepartureDelay() throws Exception {
    upstream.otherwise(_ ->
        Script.status(200)
            .header("Content-Type", "text/event-stream")
            .chunked()
            .chunk(Upstreams.delta("a"))
            .pause(Duration.ofSeconds(30)));
    byte[] request =
        request(
            "/v3/compat/chat/completions",
            "{\"model\":\"mock/gpt-4o\",\"stream\":true,"
                + "\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]}",
            "");
    List<Duration> delays = new ArrayList<>();
    for (int i = 0; i < DEPARTURES; i++) {
      long left;
      try (Socket caller =
          new Socket(InetAddress.ofLiteral("127.0.0.1"), URI.create(gateway.url()).getPort())) {
        caller.getOutputStream().write(request);
        awaitEvent(caller.getInputStream());
        left = System.nanoTime();
      }
      long seen = upstream.awaitDeparture(Duration.ofSeconds(10)).orElseThrow();
      delays.add(Duration.ofNanos(seen - left));
    }
    delays.sort(null);
    System.out.println("a caller's leaving reaches the provider after " + delays);
    return delays.get(delays.size() / 2);
  }

  private static void awaitEvent(InputStream in) throws IOException {
    StringBuilder said = new StringBuilder();
    while (said.indexOf("data: ") < 0) {
      int c = in.read();
      assertThat(c).as(said.toString()).isNotNegative();
      said.append((char) c);
    }
  }
}
