package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.http.FakeUpstream;
import dev.switchboard.http.Script;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/**
 * Calls whose providers fail at random, with repetitions, fallbacks, rescues and callers who leave:
 * what the attempts cost is what the calls cost is what the budget has spent.
 */
class CostUnderFaultsTest {
  private static final int CALLS = 120;
  private static final int AT_A_TIME = 8;
  private static final int ROUNDS = 6;
  private static final List<Ingress> INGRESSES = List.of(Ingress.values());

  /** Those that answer, or fail, at once; others are a matter of time, not of money. */
  private static final Set<Fault> QUICK =
      EnumSet.of(
          Fault.LIMITED,
          Fault.SERVER_ERROR,
          Fault.RESET_BEFORE_HEAD,
          Fault.CUT,
          Fault.CONTEXT_LENGTH,
          Fault.CONTENT_FILTER,
          Fault.WRONG_LENGTH,
          Fault.ERROR_EVENT,
          Fault.EMPTY,
          Fault.HTML,
          Fault.NO_FINISH_REASON,
          Fault.FLAPPING,
          Fault.GARBAGE);

  private static final List<Fault> FAULTS = List.copyOf(QUICK);

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void attemptsAndCallsAndBudgetCostTheSame(long seed) throws Exception {
    Random random = new Random(seed);
    try (FakeUpstream a = faulty(Family.OPENAI, random);
        FakeUpstream b = faulty(Family.ANTHROPIC, random);
        FakeUpstream c = faulty(Family.GEMINI, random);
        RunningGateway gateway = RunningGateway.start(folder, config(a, b, c))) {
      gateway.managed("/budgets", "{\"period\":\"total\",\"limit_usd\":1000}");
      try (ExecutorService callers = Executors.newFixedThreadPool(AT_A_TIME)) {
        List<Future<?>> calls = new ArrayList<>();
        for (int i = 0; i < CALLS; i++) {
          Ingress ingress = INGRESSES.get(random.nextInt(INGRESSES.size()));
          boolean stream = random.nextBoolean();
          boolean leaves = random.nextInt(10) == 0;
          calls.add(
              callers.submit(() -> {
                if (leaves) {
                  leave(gateway, ingress.request("mix", "hi", stream), "");
                } else {
                  ingress.ask(gateway, "mix", stream);
                }
                return null;
              }));
        }
        for (Future<?> call : calls) {
          call.get();
        }
      }
      JsonNode budget = awaitSettled(gateway);
      JsonNode report = gateway.managed("/ledger/verify");
      assertThat(report.path("agrees").asBoolean()).as("%s", report).isTrue();
      BigDecimal cost = report.path("tables").path("cost").decimalValue();
      assertThat(cost).isPositive();
      assertThat(report.path("tables").path("unpriced_calls").asInt()).isZero();
      assertThat(report.path("tables").path("attempts_cost").decimalValue())
          .isEqualByComparingTo(cost);
      assertThat(budget.path("spent_usd").decimalValue()).isEqualByComparingTo(cost);
    }
  }

  /** A provider that has begun an answer has worked on the input, whatever it said of it. */
  @Test
  void aStreamThatBeganAndSaidNothingCostsItsInput() throws Exception {
    String begun = Upstreams.delta("");
    try (FakeUpstream a = FakeUpstream.start();
        RunningGateway gateway = RunningGateway.start(folder, config(a, a, a))) {
      gateway.managed("/budgets", "{\"period\":\"total\",\"limit_usd\":1000}");
      a.otherwise(_ ->
          Script.status(200)
              .header("Content-Type", "text/event-stream")
              .chunked()
              .chunk(begun)
              .cut());
      Ingress.OPENAI.ask(gateway, "a/gpt-4o", true);
      JsonNode budget = awaitSettled(gateway);
      assertThat(a.requests()).isNotEmpty();
      assertThat(budget.path("spent_usd").decimalValue()).isPositive();
    }
  }

  /**
   * The gateway waits for a caller who does not read when that caller leaves. Whether it is the
   * writing or the reading that ends then is a matter of chance, hence the rounds.
   */
  @Test
  void anAnswerThatItsCallerLeftIsOnRecordAsItIsPaid() throws Exception {
    try (FakeUpstream a = FakeUpstream.start();
        RunningGateway gateway = RunningGateway.start(folder, config(a, a, a))) {
      gateway.managed("/budgets", "{\"period\":\"total\",\"limit_usd\":1000}");
      Script chat = flood(Family.OPENAI);
      Script responses = flood(Family.RESPONSES);
      Script sound = sound();
      Script soundInEvents = soundInEvents();
      a.otherwise(request ->
          request.target().endsWith("/audio/speech")
              ? request.body().contains("\"sse\"") ? soundInEvents : sound
              : Family.OPENAI.at(request.target()) == Family.OPENAI ? chat : responses);
      List<Ingress.Request> calls = new ArrayList<>();
      INGRESSES.forEach(ingress -> calls.add(ingress.request("a/gpt-4o", "hi", true)));
      calls.add(
          new Ingress.Request(
              "/v3/compat/audio/speech",
              "{\"model\":\"a/tts-1\",\"voice\":\"alloy\",\"input\":\"Tell me all\"}"));
      calls.add(
          new Ingress.Request(
              "/v3/compat/audio/speech",
              "{\"model\":\"a/tts-1\",\"voice\":\"alloy\",\"input\":\"Tell me all\","
                  + "\"stream_format\":\"sse\"}"));
      for (int round = 0; round < ROUNDS; round++) {
        for (Ingress.Request call : calls) {
          leave(gateway, call, "word");
        }
      }
      awaitRecords(gateway, ROUNDS * calls.size());
      JsonNode budget = awaitSettled(gateway);
      JsonNode tables = gateway.managed("/ledger/verify").path("tables");
      assertThat(a.requests()).hasSize(ROUNDS * calls.size());
      assertThat(tables.path("cost").decimalValue())
          .isPositive()
          .isEqualByComparingTo(budget.path("spent_usd").decimalValue());
    }
  }

  /** More than the sockets on the way to a caller who does not read can hold; never ends. */
  private static Script flood(Family family) {
    String delta = family.delta("word ".repeat(10_000));
    Script script = family.chunk(family.head(), family.start() + delta);
    for (int i = 0; i < 60; i++) {
      script = family.chunk(script, delta);
    }
    return script.hang();
  }

  /** The same as a sound, byte for byte. */
  private static Script sound() {
    Script script = Script.status(200).header("Content-Type", "audio/mpeg").chunked();
    for (int i = 0; i < 60; i++) {
      script = script.chunk("word ".repeat(10_000));
    }
    return script.hang();
  }

  /** The same in events, which OpenAI has of other models; the price of this one is known. */
  private static Script soundInEvents() {
    String delta =
        "data: {\"type\":\"speech.audio.delta\",\"audio\":\"" + "word".repeat(12_500) + "\"}\n\n";
    Script script = Script.status(200).header("Content-Type", "text/event-stream").chunked();
    for (int i = 0; i < 60; i++) {
      script = script.chunk(delta);
    }
    return script.hang();
  }

  private static FakeUpstream faulty(Family of, Random random) {
    return FakeUpstream.start()
        .otherwise(request -> {
          Family family = of.at(request.target());
          boolean stream =
              request.body().contains("\"stream\":true")
                  || request.target().contains("streamGenerateContent");
          int roll;
          int nth;
          synchronized (random) {
            roll = random.nextInt(2 * FAULTS.size());
            nth = random.nextInt(2);
          }
          return roll < FAULTS.size()
              ? FAULTS.get(roll).script(family, stream, nth)
              : whole(family, stream, nth == 0);
        });
  }

  private static Script whole(Family family, boolean stream, boolean saysItsCost) {
    if (family == Family.OPENAI && saysItsCost && !stream) {
      return Script.json(
          200,
          family
              .wholeBody("Whole")
              .replaceFirst(
                  "\\}$",
                  ",\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":3,\"total_tokens\":10,"
                      + "\"cost\":0.0123}}"));
    }
    return stream ? family.stream("Whole") : family.whole("Whole");
  }

  /** Leaves once this much of the answer has come; with nothing, at once. */
  private static void leave(RunningGateway gateway, Ingress.Request request, String after)
      throws IOException {
    try (RawCall call = RawCall.post(gateway, request.path(), request.body())) {
      var _ = call.until(after);
    }
  }

  private static void awaitRecords(RunningGateway gateway, int calls) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (gateway.managed("/ledger/verify").path("tables").path("calls").asInt() < calls) {
      assertThat(System.nanoTime()).as("calls that leave no record").isLessThan(deadline);
    }
  }

  /** Waits until nothing is set aside and every call is on record. */
  private static JsonNode awaitSettled(RunningGateway gateway) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (true) {
      JsonNode budget = gateway.managed("/budgets").path("data").path(0);
      JsonNode tables = gateway.managed("/ledger/verify").path("tables");
      boolean settled =
          budget.path("reserved_usd").decimalValue().signum() == 0
              && tables
                      .path("cost")
                      .decimalValue()
                      .compareTo(budget.path("spent_usd").decimalValue())
                  == 0;
      if (settled || System.nanoTime() > deadline) {
        return budget;
      }
    }
  }

  private static String config(FakeUpstream a, FakeUpstream b, FakeUpstream c) {
    String patience =
        "retries: 1, timeouts: {connect: 5s, first_event: 10s, between_events: 10s, total: 20s}";
    return "resilience: {retry_percent: 100, circuit: {failures: 0}}\nproviders:\n"
        + Family.OPENAI.provider("a", a.uri("").toString(), patience)
        + Family.ANTHROPIC.provider("b", b.uri("").toString(), patience)
        + Family.GEMINI.provider("c", c.uri("").toString(), patience)
        + "models:\n  mix: {targets: [a/gpt-4o, b/claude-sonnet-4-5, c/gemini-2.5-flash]}\n";
  }
}
