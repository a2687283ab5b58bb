package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.http.FakeUpstream;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A target that is up, down and up again, with a healthy one behind it. */
class FlappingTargetTest {
  private static final int CALLS_OF_A_PHASE = 30;
  private static final int PHASES = 6;

  private static final List<Ingress> INGRESSES = List.of(Ingress.values());

  @TempDir Path folder;

  @Test
  void costsNobodyAnAnswerAndIsAskedSeldomWhileItIsDown() {
    AtomicBoolean up = new AtomicBoolean(true);
    AtomicInteger failed = new AtomicInteger();
    try (FakeUpstream flapping = FakeUpstream.start();
        FakeUpstream good = FakeUpstream.start();
        RunningGateway gateway = RunningGateway.start(folder, config(flapping, good))) {
      flapping.otherwise(request -> {
        if (up.get()) {
          return own(request, "Own");
        }
        failed.incrementAndGet();
        return dev.switchboard.http.Script.json(503, Family.OPENAI.error(503, "maintenance"));
      });
      good.otherwise(request -> own(request, "Good"));
      for (int phase = 0; phase < PHASES; phase++) {
        up.set(phase % 2 == 0);
        if (up.get()) {
          awaitServedBy("Own", gateway);
        }
        int before = failed.get();
        for (int i = 0; i < CALLS_OF_A_PHASE; i++) {
          String text = ask(gateway, i);
          assertThat(text).isEqualTo(up.get() ? "Own" : "Good");
        }
        // Three failures open the circuit; then one probe in each cooldown, which grows.
        assertThat(failed.get() - before).isLessThanOrEqualTo(up.get() ? 0 : 12);
      }
      assertThat(failed.get()).isGreaterThanOrEqualTo(PHASES / 2 * 3);
    }
  }

  private static dev.switchboard.http.Script own(FakeUpstream.Received request, String text) {
    Family family = Family.OPENAI.at(request.target());
    return request.body().contains("\"stream\":true") ? family.stream(text) : family.whole(text);
  }

  private static String ask(RunningGateway gateway, int number) {
    Ingress ingress = INGRESSES.get(number % INGRESSES.size());
    HttpResponse<String> answer = ingress.ask(gateway, "flaps", true);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(ingress.endsWell(answer.body())).as(answer.body()).isTrue();
    return ingress.text(answer.body());
  }

  /** Waits until the circuit is closed again. */
  private static void awaitServedBy(String text, RunningGateway gateway) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!ask(gateway, 1).equals(text)) {
      assertThat(System.nanoTime()).as("asked again").isLessThan(deadline);
    }
  }

  private static String config(FakeUpstream flapping, FakeUpstream good) {
    return "resilience: {circuit: {failures: 3, cooldown: 300ms, longest: 1s}}\nproviders:\n"
        + Family.OPENAI.provider("flapping", flapping.uri("").toString(), "retries: 0")
        + Family.OPENAI.provider("good", good.uri("").toString(), "retries: 0")
        + "models:\n  flaps: {targets: [flapping/a, good/b]}\n";
  }
}
