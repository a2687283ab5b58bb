package dev.switchboard.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TreasuryTest {
  private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
  private static final String TARGET = "openai/gpt-4o";

  private final MovableClock clock = new MovableClock();
  private final MemoryBudgets kept = new MemoryBudgets(true);
  private final MemoryBudgets shared = new MemoryBudgets(false);
  private final List<Treasury.Warning> warnings = new ArrayList<>();

  @Test
  void refusesWhatWouldGoBeyondTheLimitEvenIfNothingIsSpentYet() {
    Treasury treasury = with(budget("a", null, Budget.Period.TOTAL, 100, null));
    reserve(treasury, "k1", 60);
    assertRefused(treasury, "k1", 41, null);
    reserve(treasury, "k1", 40);
  }

  @Test
  void freesWhatAnAttemptDidNotCost() {
    Treasury treasury = with(budget("a", null, Budget.Period.TOTAL, 100, null));
    reserve(treasury, "k1", 90).settle(OptionalLong.of(10));
    assertThat(treasury.balances().getFirst().spentPicos()).isEqualTo(10);
    assertThat(treasury.balances().getFirst().reservedPicos()).isZero();
    reserve(treasury, "k1", 90);
  }

  @Test
  void settlesOnce() {
    Treasury treasury = with(budget("a", null, Budget.Period.TOTAL, 100, null));
    Treasury.Reservation money = reserve(treasury, "k1", 50);
    money.settle(OptionalLong.of(20));
    money.settle(OptionalLong.of(20));
    assertThat(treasury.balances().getFirst().spentPicos()).isEqualTo(20);
  }

  @Test
  void countsAllThatWasSetAsideWhenNobodyKnowsTheCost() {
    Treasury treasury = with(budget("a", null, Budget.Period.TOTAL, 100, null));
    reserve(treasury, "k1", 30).settle(OptionalLong.empty());
    assertThat(treasury.balances().getFirst().spentPicos()).isEqualTo(30);
  }

  @Test
  void refusesACallOfUnknownCost() {
    Treasury treasury = with(budget("a", null, Budget.Period.TOTAL, 100, null));
    assertThatThrownBy(() -> treasury.reserve(caller("k1"), TARGET, OptionalLong.empty()))
        .hasMessageContaining("not known");
  }

  @Test
  void setsTheCeilingAsideForACallOfUnknownCost() {
    Treasury treasury = with(budget("a", null, Budget.Period.TOTAL, 100, 70L));
    treasury.reserve(caller("k1"), TARGET, OptionalLong.empty());
    assertThat(treasury.balances().getFirst().reservedPicos()).isEqualTo(70);
    assertThatThrownBy(() -> treasury.reserve(caller("k1"), TARGET, OptionalLong.empty()))
        .isInstanceOf(FailureException.class);
  }

  @Test
  void takesFromEveryBudgetThatAppliesOrFromNone() {
    Treasury treasury =
        with(
            budget("a", null, Budget.Period.TOTAL, 100, null),
            budget("b", "k1", Budget.Period.TOTAL, 50, null));
    assertRefused(treasury, "k1", 60, null);
    assertThat(treasury.balances()).allMatch(balance -> balance.reservedPicos() == 0);
    reserve(treasury, "k1", 50);
    assertThat(treasury.balances()).allMatch(balance -> balance.reservedPicos() == 50);
    reserve(treasury, "k2", 50);
  }

  @Test
  void appliesToModelsAndTagsThatMeetItsConditions() {
    Applies red = new Applies(null, null, "openai/*", new Applies.Tag("team", "red"));
    Treasury treasury = with(budget("a", red, Budget.Period.TOTAL, List.of(), 0));
    Caller caller = new Caller(key("k1"), Map.of("team", "red"));
    assertThat(treasury.applies(caller, TARGET)).isTrue();
    assertThat(treasury.applies(caller, "gcp/gemini")).isFalse();
    assertThat(treasury.applies(caller("k1"), TARGET)).isFalse();
    assertThatThrownBy(() -> treasury.reserve(caller, TARGET, OptionalLong.of(1)))
        .hasMessageContaining("model openai/*, tag team=red");
  }

  @Test
  void beginsAnewWithTheNextDayAndForgetsWhatTheLastOneHeld() {
    Treasury treasury = with(budget("a", null, Budget.Period.DAY, 100, null));
    Treasury.Reservation late = reserve(treasury, "k1", 100);
    assertRefused(treasury, "k1", 1, Instant.parse("2026-03-02T00:00:00Z"));
    clock.advance(Duration.ofHours(14));
    reserve(treasury, "k1", 100);
    late.settle(OptionalLong.of(100));
    assertThat(treasury.balances().getFirst().spentPicos()).isZero();
    assertThat(treasury.balances().getFirst().reservedPicos()).isEqualTo(100);
  }

  @Test
  void doesNotGiveADayAgainWhenTheClockGoesBackToIt() {
    Treasury treasury = with(budget("a", null, Budget.Period.DAY, 100, null));
    reserve(treasury, "k1", 100).settle(OptionalLong.of(100));
    clock.advance(Duration.ofHours(14));
    reserve(treasury, "k1", 10).settle(OptionalLong.of(10));
    clock.advance(Duration.ofHours(-14));
    assertRefused(treasury, "k1", 1, Instant.parse("2026-03-02T00:00:00Z"));
  }

  @Test
  void startsFromWhatIsOnRecord() {
    kept.onRecord = 95;
    Treasury treasury = with(budget("a", null, Budget.Period.MONTH, 100, null));
    assertRefused(treasury, "k1", 6, Instant.parse("2026-04-01T00:00:00Z"));
    assertThat(kept.since).isEqualTo(Instant.parse("2026-03-01T00:00:00Z"));
    assertThat(treasury.balances().getFirst().spentPicos()).isEqualTo(95);
  }

  @Test
  void doesNotApplyToOthersNorOnceItIsEnded() {
    Treasury treasury = with(budget("a", "k1", Budget.Period.TOTAL, 0, null));
    assertThat(treasury.applies(caller("k2"), TARGET)).isFalse();
    assertThat(treasury.applies(caller("k1"), TARGET)).isTrue();
    treasury.remove("a");
    assertThat(treasury.applies(caller("k1"), TARGET)).isFalse();
  }

  @Test
  void asksTheDatabaseForManyCallsAtOnce() {
    Treasury treasury = with(budget("a", null, Budget.Period.TOTAL, 1_000_000_000, null));
    for (int i = 0; i < 1_000; i++) {
      reserve(treasury, "k1", 1_000).settle(OptionalLong.of(900));
    }
    assertThat(kept.asked).isLessThan(40);
    assertThat(treasury.balances().getFirst().spentPicos()).isEqualTo(900_000);
  }

  @Test
  void spendsWhatItHasWhileTheDatabaseIsAwayAndNoMore() {
    Treasury treasury = with(budget("a", null, Budget.Period.TOTAL, 1_000_000, null));
    reserve(treasury, "k1", 1_000).settle(OptionalLong.of(1_000));
    kept.away = true;
    int served = 0;
    try {
      while (served < 1_000) {
        reserve(treasury, "k1", 1_000).settle(OptionalLong.of(1_000));
        served++;
      }
    } catch (FailureException e) {
      assertThat(e.failure()).isInstanceOf(Failure.Overloaded.class);
    }
    assertThat(served).isBetween(1, 32);
    kept.away = false;
    reserve(treasury, "k1", 1_000);
  }

  @Test
  void neverOverspendsWithSeveralProcesses() throws Exception {
    shared.insert(budget("a", null, Budget.Period.TOTAL, 100_000, null));
    AtomicLong spent = new AtomicLong();
    try (ExecutorService threads = Executors.newFixedThreadPool(12)) {
      List<Future<?>> all = new ArrayList<>();
      for (int process = 0; process < 3; process++) {
        Treasury treasury = Treasury.open(shared, clock, "p" + process);
        for (int t = 0; t < 4; t++) {
          long seed = process * 10L + t;
          all.add(threads.submit(() -> spendAll(treasury, new Random(seed), spent)));
        }
      }
      for (Future<?> one : all) {
        one.get();
      }
    }
    assertThat(spent.get()).isBetween(90_000L, 100_000L);
  }

  private static void spendAll(Treasury treasury, Random random, AtomicLong spent) {
    for (int i = 0; i < 2_000; i++) {
      long most = 1L + random.nextInt(100);
      try {
        Treasury.Reservation money = treasury.reserve(caller("k1"), TARGET, OptionalLong.of(most));
        long cost = random.nextInt((int) most + 1);
        spent.addAndGet(cost);
        money.settle(OptionalLong.of(cost));
      } catch (FailureException e) {
        assertThat(e.failure()).isInstanceOf(Failure.BudgetExhausted.class);
      }
    }
  }

  @Test
  void leavesWhatAKilledProcessHeldTaken() {
    shared.insert(budget("a", null, Budget.Period.TOTAL, 1_000, null));
    Treasury killed = Treasury.open(shared, clock, "killed");
    reserve(killed, "k1", 500);
    Treasury next = Treasury.open(shared, clock, "next");
    assertRefused(next, "k1", 500, null);
    assertThat(next.balances().getFirst().heldElsewherePicos()).isBetween(500L, 600L);
  }

  @Test
  void givesBackWhatItHasNotSpentWhenItStops() {
    shared.insert(budget("a", null, Budget.Period.TOTAL, 1_000, null));
    try (Treasury stopped = Treasury.open(shared, clock, "stopped")) {
      reserve(stopped, "k1", 500).settle(OptionalLong.of(1));
    }
    Treasury next = Treasury.open(shared, clock, "next");
    reserve(next, "k1", 999);
    assertRefused(next, "k1", 1, null);
  }

  @Test
  void givesIdleMoneyBackAndLearnsOfOthersBudgets() {
    Treasury one = Treasury.open(shared, clock, "one");
    Treasury two = Treasury.open(shared, clock, "two");
    one.add(budget("a", null, Budget.Period.TOTAL, 10_000, null));
    assertThat(two.applies(caller("k1"), TARGET)).isFalse();
    two.refresh();
    assertThat(two.applies(caller("k1"), TARGET)).isTrue();
    reserve(one, "k1", 100).settle(OptionalLong.of(1));
    assertRefused(two, "k1", 9_999, null);
    one.refresh();
    clock.advance(Duration.ofSeconds(1));
    awaitRoom(two, 9_999);
    one.remove("a");
    two.refresh();
    assertThat(two.applies(caller("k1"), TARGET)).isFalse();
  }

  /** What others have given back is believed within a fifth of a second. */
  @Test
  void judgesByWhatAllProcessesHaveTakenWithoutTakingAnything() {
    Budget budget = budget("a", null, Budget.Period.TOTAL, 100, null);
    shared.insert(budget);
    Treasury one = Treasury.open(shared, clock, "one");
    Treasury two = Treasury.open(shared, clock, "two");
    OptionalLong most = OptionalLong.of(60);
    assertThat(two.refusals(caller("k1"), TARGET, most)).isEmpty();
    reserve(one, "k1", 60).settle(OptionalLong.of(55));
    assertThat(two.refusals(caller("k1"), TARGET, most))
        .singleElement()
        .isInstanceOf(Failure.BudgetExhausted.class);
    one.tell();
    assertThat(two.balances().getFirst().spentPicos()).isEqualTo(55);
    assertThat(two.refusals(caller("k1"), TARGET, OptionalLong.of(45))).isEmpty();
    reserve(two, "k1", 45);
    shared.away = true;
    assertThat(two.refusals(caller("k1"), TARGET, OptionalLong.of(1))).hasSize(1);
  }

  private static void awaitRoom(Treasury treasury, long most) {
    long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (true) {
      try {
        reserve(treasury, "k1", most);
        return;
      } catch (FailureException e) {
        if (System.nanoTime() > deadline) {
          throw e;
        }
        Thread.onSpinWait();
      }
    }
  }

  @Test
  void warnsOnceForEachPartThatIsSpent() {
    Treasury treasury =
        with(budget("a", Applies.ALL, Budget.Period.DAY, List.of(50, 80, 100), 100));
    reserve(treasury, "k1", 49).settle(OptionalLong.of(49));
    assertThat(warnings).isEmpty();
    reserve(treasury, "k1", 1).settle(OptionalLong.of(1));
    reserve(treasury, "k1", 1).settle(OptionalLong.of(1));
    reserve(treasury, "k1", 49).settle(OptionalLong.of(49));
    assertThat(warnings).extracting(Treasury.Warning::percent).containsExactly(50, 100);
    clock.advance(Duration.ofDays(1));
    reserve(treasury, "k1", 60).settle(OptionalLong.of(60));
    assertThat(warnings).extracting(Treasury.Warning::percent).containsExactly(50, 100, 50);
  }

  @Test
  void countsMoneyOfTheLargestSizeWithoutGoingRound() {
    kept.onRecord = Long.MAX_VALUE;
    Treasury treasury = with(budget("a", null, Budget.Period.TOTAL, Long.MAX_VALUE, null));
    assertRefused(treasury, "k1", 1, null);
    assertRefused(treasury, "k1", Long.MAX_VALUE, null);
  }

  @Test
  void staysRefusedWhenAProviderBilledMoreThanWasSetAside() {
    Treasury treasury = with(budget("a", null, Budget.Period.TOTAL, 100, null));
    reserve(treasury, "k1", 10).settle(OptionalLong.of(500));
    assertRefused(treasury, "k1", 1, null);
    assertThat(treasury.balances().getFirst().spentPicos()).isEqualTo(500);
  }

  private Treasury with(Budget... budgets) {
    List.of(budgets).forEach(kept::insert);
    return Treasury.open(kept, clock, "me", warnings::add);
  }

  private static Treasury.Reservation reserve(Treasury treasury, String key, long most) {
    return treasury.reserve(caller(key), TARGET, OptionalLong.of(most));
  }

  private static void assertRefused(
      Treasury treasury, String key, long most, @Nullable Instant resets) {
    assertThatThrownBy(() -> reserve(treasury, key, most))
        .isInstanceOfSatisfying(
            FailureException.class,
            e -> {
              assertThat(e.failure()).isInstanceOf(Failure.BudgetExhausted.class);
              assertThat(((Failure.BudgetExhausted) e.failure()).resetsAt()).isEqualTo(resets);
            });
  }

  private static Budget budget(
      String id, @Nullable String key, Budget.Period period, long limit, @Nullable Long ceiling) {
    return new Budget(
        id,
        new Applies("prj_1", key, null, null),
        period,
        new Budget.Threshold(limit, List.of()),
        ceiling,
        START);
  }

  private static Budget budget(
      String id, Applies applies, Budget.Period period, List<Integer> warn, long limit) {
    return new Budget(id, applies, period, new Budget.Threshold(limit, warn), null, START);
  }

  private static Caller caller(String id) {
    return Caller.of(key(id));
  }

  private static VirtualKey key(String id) {
    return new VirtualKey(
        id, "prj_1", "name", "abcd", Set.of(Scope.CALL), List.of(), START, null, null, null);
  }
}
