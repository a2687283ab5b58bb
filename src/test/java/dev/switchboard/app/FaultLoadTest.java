package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.http.Exchange;
import dev.switchboard.http.Headers;
import dev.switchboard.http.HttpServer;
import dev.switchboard.http.ResponseStream;
import dev.switchboard.http.ServerConfig;
import dev.switchboard.http.Transport;
import dev.switchboard.json.Json;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many calls through a provider of which a fifth of the answers is broken, with a healthy one
 * behind it: {@code -Dload.calls=1000000} for more of them, {@code -Dload.minutes} for how long at
 * most.
 */
@Tag("slow")
class FaultLoadTest {
  private static final int CALLS = Integer.getInteger("load.calls", 20_000);
  private static final long MINUTES = Long.getLong("load.minutes", 10);
  private static final int AT_A_TIME = 32;
  private static final Duration DEADLINE = Duration.ofSeconds(20);
  private static final Pattern NUMBER = Pattern.compile("number (\\d+)");
  private static final Headers JSON = Headers.of("content-type", "application/json");
  private static final Headers EVENTS = Headers.of("content-type", "text/event-stream");

  /** What a broken provider does; the first few before its first word. */
  private enum Defect {
    SERVER_ERROR,
    LIMITED,
    EMPTY,
    HTML,
    CUT,
    MALFORMED,
    ERROR_EVENT,
    NO_REASON
  }

  @TempDir Path folder;
  private final AtomicInteger done = new AtomicInteger();
  private final AtomicInteger incomplete = new AtomicInteger();
  private final AtomicInteger truncated = new AtomicInteger();
  private final AtomicInteger rescued = new AtomicInteger();
  private final AtomicInteger late = new AtomicInteger();
  private final AtomicLong slowest = new AtomicLong();
  private final Queue<String> examples = new ConcurrentLinkedQueue<>();

  @Test
  @Timeout(
      value = 3,
      unit = TimeUnit.HOURS) // It ends by itself after the minutes that it is given.
  void completesTheCallsThatABrokenProviderBreaks() throws Exception {
    try (Transport transport = Transport.open(1);
        HttpServer bad =
            HttpServer.start(transport, ServerConfig.of("127.0.0.1", 0), this::broken);
        HttpServer good =
            HttpServer.start(transport, ServerConfig.of("127.0.0.1", 0), this::healthy);
        RunningGateway gateway = RunningGateway.start(folder, config(bad.port(), good.port()))) {
      run(gateway, Math.min(CALLS, 2_000));
      long before = usedMemory();
      long end = System.nanoTime() + Duration.ofMinutes(MINUTES).toNanos();
      int batch = 5_000;
      for (int left = CALLS; left > 0 && System.nanoTime() < end; left -= batch) {
        run(gateway, Math.min(batch, left));
      }
      long growth = usedMemory() - before;
      System.out.printf(
          Locale.ROOT,
          "%d calls, %d incomplete, %d truncated, %d rescued, %d beyond %d s, slowest %d ms,"
              + " heap %d KB before, %d KB after%n",
          done.get(),
          incomplete.get(),
          truncated.get(),
          rescued.get(),
          late.get(),
          DEADLINE.toSeconds(),
          slowest.get() / 1_000_000,
          before >> 10,
          (before + growth) >> 10);
      assertThat(truncated).as("%s", examples).hasValue(0);
      assertThat(incomplete.get()).as("%s", examples).isLessThanOrEqualTo(done.get() / 10_000);
      assertThat(late).hasValue(0);
      assertThat(growth).isLessThan(32 << 20);
      assertThat(rescued.get()).isGreaterThan(done.get() / 100);
    }
  }

  private static long usedMemory() {
    Runtime runtime = Runtime.getRuntime();
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return runtime.totalMemory() - runtime.freeMemory();
  }

  private static String config(int bad, int good) {
    String provider =
        "  %s: {kind: openai, base_url: \"http://127.0.0.1:%d/v1\", api_key: test-credential-1234,"
            + " retries: 1, timeouts: {connect: 5s, first_event: 15s, between_events: 15s, total: 19s}}\n";
    return "content: {store: none}\nresilience: {deadline: 20s, circuit: {failures: 0}}\nproviders:\n"
        + provider.formatted("bad", bad)
        + provider.formatted("good", good)
        + "models:\n  load: {targets: [bad/m, good/m]}\n";
  }

  private void run(RunningGateway gateway, int calls) throws InterruptedException {
    CountDownLatch all = new CountDownLatch(calls);
    AtomicInteger next = new AtomicInteger(done.get());
    try (ExecutorService callers = Executors.newFixedThreadPool(AT_A_TIME)) {
      for (int i = 0; i < calls; i++) {
        callers.execute(() -> {
          try {
            one(gateway, next.getAndIncrement());
          } finally {
            all.countDown();
          }
        });
      }
      all.await();
    }
    done.addAndGet(calls);
  }

  private void one(RunningGateway gateway, int number) {
    boolean stream = number % 4 != 0;
    Ingress ingress =
        switch (number % 3) {
          case 0 -> Ingress.OPENAI;
          case 1 -> Ingress.ANTHROPIC;
          default -> Ingress.NATIVE;
        };
    long start = System.nanoTime();
    HttpResponse<String> answer;
    try {
      answer = ingress.ask(gateway, "load", "number " + number, stream);
    } catch (RuntimeException e) {
      wrong(incomplete, ingress + " " + number + ": " + e);
      return;
    } finally {
      long took = System.nanoTime() - start;
      slowest.accumulateAndGet(took, Math::max);
      late.addAndGet(took < DEADLINE.toNanos() ? 0 : 1);
    }
    String body = answer.body();
    boolean looksWhole = answer.statusCode() == 200 && (!stream || ingress.endsWell(body));
    String text = !looksWhole ? "" : stream ? ingress.text(body) : whole(ingress, body);
    if (!looksWhole) {
      wrong(incomplete, ingress + " " + number + ": " + answer.statusCode() + " " + body);
    } else if (!text.equals(text(number))) {
      wrong(truncated, ingress + " " + number + ": " + body);
    }
  }

  private void wrong(AtomicInteger count, String what) {
    if (count.getAndIncrement() < 5) {
      examples.add(what);
    }
  }

  private static String whole(Ingress ingress, String body) {
    return switch (ingress) {
      case OPENAI -> Json.parse(body).at("/choices/0/message/content").asString("");
      case ANTHROPIC -> Json.parse(body).at("/content/0/text").asString("");
      default -> Json.parse(body).path("data").asString("");
    };
  }

  private static String text(int number) {
    return "The answer to question " + number + " is long enough to be cut in its middle.";
  }

  private static @Nullable Defect defect(int number) {
    int roll = Math.floorMod(number * 0x9E3779B1, 1_000);
    return roll < 200 ? Defect.values()[roll % Defect.values().length] : null;
  }

  private void broken(Exchange exchange) {
    String body = new String(exchange.body(), StandardCharsets.UTF_8);
    int number = number(body);
    Defect defect = defect(number);
    if (defect == null) {
      answer(exchange, body, text(number));
    } else {
      defect(exchange, defect, body, number);
    }
  }

  private void defect(Exchange exchange, Defect defect, String body, int number) {
    boolean stream = body.contains("\"stream\":true");
    switch (defect) {
      case SERVER_ERROR -> exchange.respond(500, JSON, utf8("{\"error\":{\"message\":\"oops\"}}"));
      case LIMITED -> exchange.respond(429, JSON, utf8("{\"error\":{\"message\":\"slow\"}}"));
      case EMPTY -> exchange.respond(200, JSON, new byte[0]);
      case HTML -> exchange.respond(200, Headers.of("content-type", "text/html"), utf8("<html>"));
      default -> {
        String half = text(number).substring(0, 10 + number % 30);
        try (ResponseStream out = exchange.stream(200, stream ? EVENTS : JSON)) {
          out.write(utf8(stream ? Upstreams.delta(half) : "{\"choices\":[{\"message\":"));
          switch (defect) {
            case MALFORMED -> out.end(utf8("data: {\"choices\":[tru\n\n"));
            case ERROR_EVENT ->
                out.end(utf8("data: {\"error\":{\"message\":\"overloaded\",\"code\":503}}\n\n"));
            case NO_REASON -> out.end(utf8(Upstreams.done()));
            default -> out.abort();
          }
        }
      }
    }
  }

  /** Goes on as asked, or says everything again. */
  private void healthy(Exchange exchange) {
    String body = new String(exchange.body(), StandardCharsets.UTF_8);
    int number = number(body);
    String text = text(number);
    if (body.contains("broke off")) {
      rescued.incrementAndGet();
      String before =
          Json.parse(body)
              .path("messages")
              .valueStream()
              .filter(message -> message.path("role").asString("").equals("assistant"))
              .map(message -> message.path("content").asString(""))
              .reduce("", String::concat);
      answer(exchange, body, number % 2 == 0 ? text : text.substring(before.length()));
    } else {
      answer(exchange, body, text);
    }
  }

  private static void answer(Exchange exchange, String asked, String text) {
    if (!asked.contains("\"stream\":true")) {
      exchange.respond(200, JSON, utf8(Family.OPENAI.wholeBody(text)));
      return;
    }
    int half = text.length() / 2;
    try (ResponseStream out = exchange.stream(200, EVENTS)) {
      out.write(utf8(Upstreams.delta(text.substring(0, half))));
      out.write(utf8(Upstreams.delta(text.substring(half))));
      out.end(utf8(Upstreams.finish() + Upstreams.done()));
    }
  }

  private static int number(String body) {
    Matcher matcher = NUMBER.matcher(body);
    if (!matcher.find()) {
      throw new AssertionError("no number in " + body);
    }
    return Integer.parseInt(matcher.group(1));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
