package dev.switchboard.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TreasuryTest {
  private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");

  private final MovableClock clock = new MovableClock();
  private final KeptBudgets kept = new KeptBudgets();

  @Test
  void refusesWhatWouldGoBeyondTheLimitEvenIfNothingIsSpentYet() {
    Treasury treasury = with(budget("a", null, Budget.Period.TOTAL, 100, null));
    treasury.reserve(key("k1"), OptionalLong.of(60));
    assertRefused(treasury, "k1", 41, null);
    treasury.reserve(key("k1"), OptionalLong.of(40));
  }

  @Test
  void freesWhatAnAttemptDidNotCost() {
    Treasury treasury = with(budget("a", null, Budget.Period.TOTAL, 100, null));
    treasury.reserve(key("k1"), OptionalLong.of(90)).settle(OptionalLong.of(10));
    assertThat(treasury.balances().getFirst().spentPicos()).isEqualTo(10);
    assertThat(treasury.balances().getFirst().reservedPicos()).isZero();
    treasury.reserve(key("k1"), OptionalLong.of(90));
  }

  @Test
  void settlesOnce() {
    Treasury treasury = with(budget("a", null, Budget.Period.TOTAL, 100, null));
    Treasury.Reservation money = treasury.reserve(key("k1"), OptionalLong.of(50));
    money.settle(OptionalLong.of(20));
    money.settle(OptionalLong.of(20));
    assertThat(treasury.balances().getFirst().spentPicos()).isEqualTo(20);
  }

  @Test
  void countsAllThatWasSetAsideWhenNobodyKnowsTheCost() {
    Treasury treasury = with(budget("a", null, Budget.Period.TOTAL, 100, null));
    treasury.reserve(key("k1"), OptionalLong.of(30)).settle(OptionalLong.empty());
    assertThat(treasury.balances().getFirst().spentPicos()).isEqualTo(30);
  }

  @Test
  void refusesACallOfUnknownCost() {
    Treasury treasury = with(budget("a", null, Budget.Period.TOTAL, 100, null));
    assertThatThrownBy(() -> treasury.reserve(key("k1"), OptionalLong.empty()))
        .hasMessageContaining("not known");
  }

  @Test
  void setsTheCeilingAsideForACallOfUnknownCost() {
    Treasury treasury = with(budget("a", null, Budget.Period.TOTAL, 100, 70L));
    treasury.reserve(key("k1"), OptionalLong.empty());
    assertThat(treasury.balances().getFirst().reservedPicos()).isEqualTo(70);
    assertThatThrownBy(() -> treasury.reserve(key("k1"), OptionalLong.empty()))
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
    treasury.reserve(key("k1"), OptionalLong.of(50));
    assertThat(treasury.balances()).allMatch(balance -> balance.reservedPicos() == 50);
    treasury.reserve(key("k2"), OptionalLong.of(50));
  }

  @Test
  void beginsAnewWithTheNextDayAndForgetsWhatTheLastOneHeld() {
    Treasury treasury = with(budget("a", null, Budget.Period.DAY, 100, null));
    Treasury.Reservation late = treasury.reserve(key("k1"), OptionalLong.of(100));
    assertRefused(treasury, "k1", 1, Instant.parse("2026-03-02T00:00:00Z"));
    clock.advance(java.time.Duration.ofHours(14));
    treasury.reserve(key("k1"), OptionalLong.of(100));
    late.settle(OptionalLong.of(100));
    assertThat(treasury.balances().getFirst().spentPicos()).isZero();
    assertThat(treasury.balances().getFirst().reservedPicos()).isEqualTo(100);
  }

  @Test
  void startsFromWhatIsOnRecord() {
    kept.spent = 95;
    Treasury treasury = with(budget("a", null, Budget.Period.MONTH, 100, null));
    assertRefused(treasury, "k1", 6, Instant.parse("2026-04-01T00:00:00Z"));
    assertThat(kept.since).isEqualTo(Instant.parse("2026-03-01T00:00:00Z"));
  }

  @Test
  void doesNotApplyToOthersNorOnceItIsEnded() {
    Treasury treasury = with(budget("a", "k1", Budget.Period.TOTAL, 0, null));
    assertThat(treasury.applies(key("k2"))).isFalse();
    assertThat(treasury.applies(key("k1"))).isTrue();
    treasury.remove("a");
    assertThat(treasury.applies(key("k1"))).isFalse();
  }

  private Treasury with(Budget... budgets) {
    kept.all.addAll(List.of(budgets));
    return Treasury.open(kept, clock);
  }

  private static void assertRefused(
      Treasury treasury, String key, long most, @Nullable Instant resets) {
    assertThatThrownBy(() -> treasury.reserve(key(key), OptionalLong.of(most)))
        .isInstanceOfSatisfying(
            FailureException.class,
            e -> {
              assertThat(e.failure()).isInstanceOf(Failure.BudgetExhausted.class);
              assertThat(((Failure.BudgetExhausted) e.failure()).resetsAt()).isEqualTo(resets);
            });
  }

  private static Budget budget(
      String id, @Nullable String key, Budget.Period period, long limit, @Nullable Long ceiling) {
    return new Budget(id, "prj_1", key, period, limit, ceiling, START);
  }

  private static VirtualKey key(String id) {
    return new VirtualKey(
        id, "prj_1", "name", "abcd", Set.of(Scope.CALL), List.of(), START, null, null, null);
  }

  /** Budgets in memory, with one figure for what was spent. */
  private static final class KeptBudgets implements Budgets {
    private final List<Budget> all = new ArrayList<>();
    private long spent;
    private Instant since = Instant.MAX;

    @Override
    public void insert(Budget budget) {
      all.add(budget);
    }

    @Override
    public boolean delete(String id) {
      return all.removeIf(budget -> budget.id().equals(id));
    }

    @Override
    public Optional<Budget> find(String id) {
      return all.stream().filter(budget -> budget.id().equals(id)).findFirst();
    }

    @Override
    public List<Budget> all() {
      return List.copyOf(all);
    }

    @Override
    public long spentPicos(Budget budget, Instant from) {
      since = from;
      return spent;
    }
  }
}
