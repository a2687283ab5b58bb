package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.json.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Hundreds of voice sessions in one process with 256 MB of heap. */
@Tag("slow")
class VoiceManySessionsTest {
  private static final int SESSIONS = 500;
  private static final int DEAF = 100;

  /** What a session in which nothing is said may take. */
  private static final long MOST_EACH = 48 * 1_024;

  /** What may wait in all of them, of which each alone could have a quarter of a megabyte. */
  private static final long MOST_HELD = 8L << 20;

  private final HttpClient client = HttpClient.newHttpClient();
  @TempDir Path folder;
  private @Nullable GatewayProcess running;

  private GatewayProcess gateway() {
    return Objects.requireNonNull(running);
  }

  private void start(String yaml) throws IOException {
    Path config = folder.resolve("switchboard.yaml");
    Files.writeString(config, yaml);
    running = GatewayProcess.serve(folder, "--sandbox", "--config", config.toString());
  }

  @AfterEach
  void stop() {
    client.shutdownNow();
    gateway().close();
  }

  private static <T> List<T> atOnce(int times, Callable<T> work) throws Exception {
    List<T> results = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(50)) {
      List<Future<T>> futures = new ArrayList<>();
      for (int i = 0; i < times; i++) {
        futures.add(threads.submit(work));
      }
      for (Future<T> future : futures) {
        results.add(future.get());
      }
    }
    return results;
  }

  private VoiceCaller open(String key) {
    VoiceCaller caller = VoiceCaller.at(gateway().url(), client, "/v3/realtime", key);
    ObjectNode start = Json.object().put("type", "session.start");
    start.putObject("config").put("model", "sandbox/echo").put("speed", 4);
    caller.send(start);
    caller.until("session.started");
    return caller;
  }

  private static String answer(VoiceCaller caller) {
    List<JsonNode> turn = caller.until("response.completed");
    assertThat(VoiceCaller.sound(turn, "audio.delta", "audio"))
        .as("the sound of %s", turn.getLast())
        .isNotEmpty();
    return turn.getLast().path("status").asString();
  }

  /** A figure of the gateway's metrics. */
  private long metric(String name) throws IOException, InterruptedException {
    HttpResponse<String> metrics =
        client.send(
            HttpRequest.newBuilder(URI.create(gateway().url() + "/metrics")).build(),
            HttpResponse.BodyHandlers.ofString());
    return metrics
        .body()
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToLong(line -> (long) Double.parseDouble(line.substring(name.length() + 1)))
        .findFirst()
        .orElseThrow();
  }

  private void await(String name, long value) throws IOException, InterruptedException {
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    for (long now = metric(name); now != value; now = metric(name)) {
      assertThat(System.nanoTime()).as("%s is %d, not %d", name, now, value).isLessThan(end);
      LockSupport.parkNanos(50_000_000);
    }
  }

  /** The reachable bytes of the gateway's heap. */
  private long liveHeap() throws IOException, InterruptedException {
    Process jcmd =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(gateway().pid()),
                "GC.class_histogram")
            .redirectErrorStream(true)
            .start();
    String histogram = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(jcmd.waitFor()).as(histogram).isZero();
    String total = histogram.lines().reduce("", (_, line) -> line);
    return Long.parseLong(total.strip().split("\\s+", 4)[2]);
  }

  @Test
  void holdsThemAndAnswersThemAllAtOnce() throws Exception {
    start("");
    String key = gateway().key();
    byte[] hello = VoiceCaller.spoken(gateway().url(), key, "Hello.");
    try (VoiceCaller first = open(key)) {
      first.say("audio.append", hello, VoiceCaller.silence(600));
      assertThat(answer(first)).isEqualTo("completed");
    }
    await("switchboard_voice_sessions_open", 0);
    long before = liveHeap();
    List<VoiceCaller> callers = atOnce(SESSIONS, () -> open(key));
    await("switchboard_voice_sessions_open", SESSIONS);
    long each = (liveHeap() - before) / SESSIONS;
    assertThat(each).as("bytes of heap for each silent session").isLessThan(MOST_EACH);

    for (VoiceCaller caller : callers) {
      caller.say("audio.append", hello, VoiceCaller.silence(600));
    }
    for (VoiceCaller caller : callers) {
      assertThat(answer(caller)).isEqualTo("completed");
    }
    callers.forEach(VoiceCaller::cut);
    await("switchboard_voice_sessions_open", 0);
    await("switchboard_voice_held_bytes", 0);
  }

  @Test
  void holdNoMoreThanTheyMayForCallersWhoTakeNothing() throws Exception {
    start("realtime: {held: 8MB}\n");
    String key = gateway().key();
    URI address = URI.create(gateway().url());
    List<Socket> deaf =
        atOnce(
            DEAF,
            () -> {
              Socket socket = new Socket();
              socket.setReceiveBufferSize(4_096);
              socket.connect(
                  new InetSocketAddress(InetAddress.getLoopbackAddress(), address.getPort()));
              DeafCaller.begin(socket, key, "sandbox/echo", "So it goes on and on. ".repeat(200));
              return socket;
            });
    try {
      await("switchboard_voice_sessions_open", DEAF);
      long most = 0;
      for (int look = 0; look < 30; look++) {
        most = Math.max(most, metric("switchboard_voice_held_bytes"));
        LockSupport.parkNanos(100_000_000);
      }
      assertThat(most).isPositive().isLessThanOrEqualTo(MOST_HELD);
      try (VoiceCaller other = open(key)) {
        other.send(Json.object().put("type", "text.input").put("text", "Still there?"));
        assertThat(answer(other)).isEqualTo("completed");
      }
    } finally {
      for (Socket socket : deaf) {
        socket.close();
      }
    }
    await("switchboard_voice_sessions_open", 0);
    await("switchboard_voice_held_bytes", 0);
  }
}
