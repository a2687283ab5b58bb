package dev.switchboard.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TargetHealthTest {
  private static final Target TARGET = new Target("a", "m", "m", null);

  private final AtomicLong now = new AtomicLong(-5_000_000_000L);

  private HealthBoard board(Map<String, ResilienceRules.LaneRules> lanes) {
    return new HealthBoard(
        new ResilienceRules(
            Duration.ofMinutes(1),
            Duration.ofSeconds(1),
            20,
            new ResilienceRules.Circuit(3, Duration.ofSeconds(10), Duration.ofSeconds(40)),
            ResilienceRules.Rescue.DEFAULT,
            lanes),
        Set.of("unwatched"),
        now::get);
  }

  private TargetHealth health() {
    return board(Map.of()).of(TARGET);
  }

  private static TargetHealth.Pass pass(TargetHealth health) {
    return ((TargetHealth.Entry.Open) health.enter(() -> false)).pass();
  }

  private static void fail(TargetHealth health, int times) {
    for (int i = 0; i < times; i++) {
      pass(health).ended(Outcome.FAILED, "it broke");
    }
  }

  private void passSeconds(long seconds) {
    now.addAndGet(seconds * 1_000_000_000L);
  }

  @Test
  void staysClosedWhileFailuresAreFew() {
    TargetHealth health = health();
    fail(health, 2);
    pass(health).ended(Outcome.ANSWERED, "");
    fail(health, 2);
    assertThat(health.obstacle()).isEmpty();
  }

  @Test
  void opensAfterFailuresInARowAndSaysWhy() {
    TargetHealth health = health();
    fail(health, 3);
    assertThat(health.obstacle())
        .hasValueSatisfying(obstacle -> {
          assertThat(obstacle.kind()).isEqualTo(Obstacle.Kind.CIRCUIT_OPEN);
          assertThat(obstacle.left()).isBetween(Duration.ofSeconds(9), Duration.ofSeconds(10));
          assertThat(obstacle.reason()).contains("3 failures in a row", "it broke");
        });
  }

  @Test
  void opensWhenHalfOfTheLastTwentyFailed() {
    TargetHealth health = health();
    for (int i = 0; i < 10; i++) {
      fail(health, 1);
      pass(health).ended(Outcome.ANSWERED, "");
    }
    assertThat(health.obstacle()).isEmpty();
    fail(health, 1);
    assertThat(health.standing().state()).isEqualTo("open");
  }

  @Test
  void letsOneCallTryAndClosesWhenItIsAnswered() {
    TargetHealth health = health();
    fail(health, 3);
    passSeconds(10);
    TargetHealth.Pass trial = pass(health);
    assertThat(health.enter(() -> false)).isInstanceOf(TargetHealth.Entry.Shut.class);
    assertThat(health.standing().state()).isEqualTo("half_open");
    trial.answering();
    assertThat(health.standing().state()).isEqualTo("closed");
    trial.ended(Outcome.ANSWERED, "");
    assertThat(health.obstacle()).isEmpty();
  }

  @Test
  void waitsLongerEachTimeTheTrialFailsUpToABound() {
    TargetHealth health = health();
    fail(health, 3);
    List<Long> waits = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      Duration left = health.obstacle().orElseThrow().left();
      waits.add((left.toMillis() + 4_000) / 5_000 * 5);
      now.addAndGet(left.toNanos());
      fail(health, 1);
    }
    assertThat(waits).containsExactly(10L, 20L, 40L, 40L);
  }

  @Test
  void letsAnotherCallTryWhenTheFirstSaysNothing() {
    TargetHealth health = health();
    fail(health, 3);
    passSeconds(10);
    pass(health).ended(Outcome.NOTHING, "");
    assertThat(health.enter(() -> false)).isInstanceOf(TargetHealth.Entry.Open.class);
  }

  @Test
  void isNotClosedByACallFromBeforeItOpened() {
    TargetHealth health = health();
    TargetHealth.Pass early = pass(health);
    fail(health, 3);
    early.ended(Outcome.ANSWERED, "");
    assertThat(health.standing().state()).isEqualTo("open");
  }

  @Test
  void isBarredForAsLongAsItAskedFor() {
    TargetHealth health = health();
    health.bar(Duration.ofHours(1), true);
    health.bar(Duration.ofSeconds(1), true);
    passSeconds(3_599);
    assertThat(health.obstacle())
        .hasValueSatisfying(obstacle -> {
          assertThat(obstacle.kind()).isEqualTo(Obstacle.Kind.BARRED);
          assertThat(obstacle.left()).isEqualTo(Duration.ofSeconds(1));
        });
    passSeconds(1);
    assertThat(health.obstacle()).isEmpty();
  }

  @Test
  void repeatsAFifthOfTheAttemptsAndNoMore() {
    TargetHealth health = health();
    int repeated = 0;
    for (int i = 0; i < 1_000; i++) {
      health.firstAttempt();
      repeated += health.takeRetry() ? 1 : 0;
    }
    assertThat(repeated).isBetween(200, 210);
  }

  @Test
  void savesUpRepetitionsWhileCallsAreRare() {
    TargetHealth health = health();
    while (health.takeRetry()) {
      // Spends what was saved.
    }
    passSeconds(2);
    assertThat(health.takeRetry()).isTrue();
    assertThat(health.takeRetry()).isFalse();
  }

  @Test
  void neverLeavesAnUnwatchedProviderAlone() {
    TargetHealth health = board(Map.of()).of(new Target("unwatched", "m", "m", null));
    fail(health, 30);
    health.bar(Duration.ofHours(1), true);
    assertThat(health.obstacle()).isEmpty();
  }

  @Test
  void forgetsTargetsOfWhichNothingIsKnown() {
    HealthBoard board = board(Map.of());
    fail(board.of(TARGET), 1);
    for (int i = 0; i < 10_000; i++) {
      board.of(new Target("a", "made-up-" + i, "x", null));
    }
    assertThat(board.standings()).hasSizeLessThan(4_200);
    assertThat(board.count(standing -> standing.target().equals("a/m"))).isEqualTo(1);
  }

  @Test
  void letsCallsInInTheOrderInWhichTheyCame() throws Exception {
    TargetHealth health =
        board(Map.of("a", new ResilienceRules.LaneRules(1, 3, Duration.ofSeconds(20)))).of(TARGET);
    TargetHealth.Pass first = pass(health);
    List<Integer> order = java.util.Collections.synchronizedList(new ArrayList<>());
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> waiting = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        int place = i;
        waiting.add(
            callers.submit(() -> {
              TargetHealth.Pass pass = pass(health);
              order.add(place);
              pass.ended(Outcome.ANSWERED, "");
            }));
        while (health.standing().waiting() <= i) {
          Thread.onSpinWait();
        }
      }
      TargetHealth.Entry fifth = health.enter(() -> false);
      assertThat(fifth)
          .isInstanceOfSatisfying(
              TargetHealth.Entry.Shut.class,
              shut -> assertThat(shut.obstacle().kind()).isEqualTo(Obstacle.Kind.BUSY));
      first.ended(Outcome.ANSWERED, "");
      for (Future<?> call : waiting) {
        call.get();
      }
    }
    assertThat(order).containsExactly(0, 1, 2);
    assertThat(health.standing().running()).isZero();
  }

  @Test
  void sendsThoseWhoWaitAwayWhenTheCircuitOpens() throws Exception {
    TargetHealth health =
        board(Map.of("a", new ResilienceRules.LaneRules(3, 9, Duration.ofMinutes(1)))).of(TARGET);
    List<TargetHealth.Pass> running = List.of(pass(health), pass(health), pass(health));
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<TargetHealth.Entry>> waiting = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        waiting.add(callers.submit(() -> health.enter(() -> false)));
      }
      while (health.standing().waiting() < 5) {
        Thread.onSpinWait();
      }
      running.forEach(pass -> pass.ended(Outcome.FAILED, "silent"));
      int admitted = 0;
      for (Future<TargetHealth.Entry> call : waiting) {
        admitted += call.get() instanceof TargetHealth.Entry.Open ? 1 : 0;
      }
      assertThat(admitted).as("let in before the last failure").isLessThanOrEqualTo(2);
    }
  }
}
