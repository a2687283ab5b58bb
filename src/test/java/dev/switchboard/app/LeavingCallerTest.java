package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.http.FakeUpstream;
import dev.switchboard.http.Script;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Callers who leave, on every surface, in front of every family of providers, before the first
 * event and in the middle of the answer: the provider is cancelled, nobody is asked in its place,
 * and what was set aside is settled.
 */
class LeavingCallerTest {
  private static final Pattern CASE = Pattern.compile("m-(\\d+)-");
  private static final Duration BOUND = Duration.ofSeconds(20);
  private static final int AT_A_TIME = 6;

  @TempDir Path folder;

  private record Case(int number, Ingress ingress, boolean stream, boolean begun) {}

  private static List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    for (Ingress ingress : Ingress.values()) {
      cases.add(new Case(cases.size(), ingress, false, false));
      cases.add(new Case(cases.size(), ingress, true, false));
      cases.add(new Case(cases.size(), ingress, true, true));
    }
    return cases;
  }

  @ParameterizedTest
  @EnumSource(Family.class)
  void cancelTheProviderAndNobodyIsAskedInItsPlace(Family family) throws Exception {
    List<Case> cases = cases();
    List<CountDownLatch> asked = cases.stream().map(_ -> new CountDownLatch(1)).toList();
    try (FakeUpstream first = FakeUpstream.start();
        FakeUpstream second = FakeUpstream.start();
        RunningGateway gateway =
            RunningGateway.start(folder, config(family, cases, first, second));
        ExecutorService callers = Executors.newFixedThreadPool(AT_A_TIME)) {
      gateway.managed("/budgets", "{\"period\":\"total\",\"limit_usd\":9,\"ceiling_usd\":0.01}");
      first.otherwise(request -> {
        Case of = cases.get(number(request));
        asked.get(of.number()).countDown();
        return of.begun() ? family.at(request.target()).begun("Half").hang() : Script.silence();
      });
      List<Future<?>> all = new ArrayList<>();
      for (Case one : cases) {
        all.add(
            callers.submit(() -> {
              leave(gateway, one, asked.get(one.number()));
              return null;
            }));
      }
      for (Future<?> one : all) {
        one.get();
      }
      for (Case one : cases) {
        assertThat(first.awaitDeparture(BOUND)).as("a departure for each of %s", one).isPresent();
      }
      awaitNothingReserved(gateway);
      assertThat(first.requests()).hasSize(cases.size());
      assertThat(second.requests()).isEmpty();
      assertThat(gateway.managed("/ledger/verify").path("agrees").asBoolean()).isTrue();
    }
  }

  private static void leave(RunningGateway gateway, Case one, CountDownLatch asked)
      throws IOException, InterruptedException {
    Ingress.Request request = one.ingress().request("case-" + one.number(), "hi", one.stream());
    try (RawCall call = RawCall.post(gateway, request.path(), request.body())) {
      assertThat(asked.await(BOUND.toSeconds(), TimeUnit.SECONDS)).as("%s is asked", one).isTrue();
      if (one.begun()) {
        var _ = call.until("Half");
      }
    }
  }

  private static void awaitNothingReserved(RunningGateway gateway) {
    long deadline = System.nanoTime() + BOUND.toNanos();
    while (gateway.managed("/budgets").at("/data/0/reserved_usd").decimalValue().signum() > 0) {
      assertThat(System.nanoTime()).as("money set aside for nobody").isLessThan(deadline);
      Thread.onSpinWait();
    }
  }

  private static int number(FakeUpstream.Received request) {
    Matcher matcher = CASE.matcher(request.target() + " " + request.body());
    assertThat(matcher.find()).as("a case in %s", request).isTrue();
    return Integer.parseInt(matcher.group(1));
  }

  private static String config(
      Family family, List<Case> cases, FakeUpstream first, FakeUpstream second) {
    String patience =
        "retries: 1, timeouts: {connect: 5s, first_event: 60s, between_events: 60s, total: 90s}";
    StringBuilder yaml = new StringBuilder("providers:\n");
    yaml.append(family.provider("first", first.uri("").toString(), patience))
        .append(Family.OPENAI.provider("second", second.uri("").toString(), "retries: 0"))
        .append("models:\n");
    for (Case one : cases) {
      yaml.append(
          "  case-%d: {targets: [first/%s, second/g-%d-x]}\n"
              .formatted(one.number(), family.model("m-" + one.number() + "-x"), one.number()));
    }
    return yaml.toString();
  }
}
