package dev.switchboard.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.access.Applies;
import dev.switchboard.access.Budget;
import dev.switchboard.access.BudgetWarnings;
import dev.switchboard.access.Budgets;
import dev.switchboard.access.Project;
import dev.switchboard.journal.Journal;
import dev.switchboard.journal.JournalConfig;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource
class BudgetsInStoreTest {
  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00.123456Z");
  private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

  private final Backend backend;
  @TempDir Path folder;
  private Store store;
  private Journal journal;
  private JournalApplier applier;
  private Budgets budgets;

  BudgetsInStoreTest(Backend backend) {
    this.backend = backend;
  }

  @BeforeEach
  void open() {
    store = Store.open(backend.fresh(folder), CLOCK);
    journal =
        Journal.open(
            JournalConfig.in(folder.resolve("journal")).withReaders(Set.of(JournalApplier.READER)));
    applier = JournalApplier.start(store, journal, CLOCK);
    budgets = store.budgets(applier);
    store.projects().insert(new Project("prj_1", "p", NOW));
  }

  @AfterEach
  void close() {
    applier.close();
    journal.close();
    store.close();
  }

  private static Budget budget(long limit) {
    return new Budget(
        "bdg_1",
        new Applies("prj_1", "key_1", "openai/*", new Applies.Tag("a", "b=c")),
        Budget.Period.DAY,
        new Budget.Threshold(limit, List.of(80, 50)),
        7L,
        NOW);
  }

  @Test
  void keepsABudgetWithAllItsConditions() {
    Budget all =
        new Budget(
            "bdg_2",
            Applies.ALL,
            Budget.Period.TOTAL,
            new Budget.Threshold(0, List.of()),
            null,
            NOW);
    budgets.insert(all);
    budgets.insert(budget(100));
    assertThat(budgets.all()).containsExactly(budget(100), all);
    assertThat(budgets.delete("bdg_1")).isTrue();
    assertThat(budgets.delete("bdg_1")).isFalse();
  }

  @Test
  void givesOutNoMoreThanTheLimitToProcessesThatAskAtOnce() throws Exception {
    Budget budget = budget(1_000);
    budgets.insert(budget);
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<Future<Long>> shares = new ArrayList<>();
      for (int process = 0; process < 8; process++) {
        Budgets.Stretch stretch = new Budgets.Stretch(budget, NOW, "p" + process);
        shares.add(
            threads.submit(() -> {
              long share = budgets.open(stretch, false).sharePicos();
              for (int i = 0; i < 40; i++) {
                share = budgets.take(stretch, 7, 11, 0).sharePicos();
              }
              return share;
            }));
      }
      long sum = 0;
      for (Future<Long> share : shares) {
        sum += share.get();
      }
      assertThat(sum).isBetween(994L, 1_000L);
    }
  }

  @Test
  void keepsWhatAnEndedProcessHasSpentAndFreesTheRest() {
    Budget budget = budget(1_000);
    budgets.insert(budget);
    Budgets.Stretch one = new Budgets.Stretch(budget, NOW, "one");
    Budgets.Stretch two = new Budgets.Stretch(budget, NOW, "two");
    budgets.open(one, false);
    assertThat(budgets.take(one, 600, 900, 0)).isEqualTo(new Budgets.Shares(900, 900, 0));
    assertThat(budgets.take(two, 101, 101, 0)).isEqualTo(new Budgets.Shares(900, 0, 0));
    assertThat(budgets.giveBack(one, 200, 100)).isEqualTo(new Budgets.Shares(300, 300, 0));
    budgets.close(one, 250);
    assertThat(budgets.open(two, false)).isEqualTo(new Budgets.Shares(250, 0, 250));
    assertThat(budgets.take(two, 750, 800, 0)).isEqualTo(new Budgets.Shares(1_000, 750, 250));
  }

  @Test
  void leavesTheShareOfAProcessThatIsGoneTaken() {
    Budget budget = budget(1_000);
    budgets.insert(budget);
    Budgets.Stretch killed = new Budgets.Stretch(budget, NOW, "killed");
    budgets.open(killed, true);
    budgets.take(killed, 400, 400, 0);
    Budgets.Stretch next = new Budgets.Stretch(budget, NOW, "next");
    assertThat(budgets.open(next, true).takenPicos()).isEqualTo(400);
    assertThat(budgets.take(next, 601, 601, 0).sharePicos()).isZero();
    assertThat(budgets.take(next, 600, 601, 0).sharePicos()).isEqualTo(600);
  }

  @Test
  void givesNothingOfABudgetThatWasEnded() {
    Budget budget = budget(1_000);
    budgets.insert(budget);
    Budgets.Stretch one = new Budgets.Stretch(budget, NOW, "one");
    budgets.open(one, false);
    budgets.delete("bdg_1");
    assertThat(budgets.take(one, 1, 1, 0)).isEqualTo(new Budgets.Shares(1_000, 0, 0));
    budgets.close(one, 5);
  }

  @Test
  void tellsAWarningOnceAndAgainOnlyAfterItsLease() {
    BudgetWarnings warnings = store.budgetWarnings();
    Budget.WarningKey key = new Budget.WarningKey("bdg_1", NOW, 80);
    assertThat(warnings.add(key, "msg_1", "{}", NOW)).isTrue();
    assertThat(warnings.add(key, "msg_2", "{}", NOW)).isFalse();
    Instant lease = NOW.plusSeconds(60);
    assertThat(warnings.take(NOW, lease, 10))
        .containsExactly(new BudgetWarnings.Due(key, "msg_1", "{}", 1));
    assertThat(warnings.take(NOW, lease, 10)).isEmpty();
    assertThat(warnings.take(lease, lease.plusSeconds(60), 10))
        .extracting(BudgetWarnings.Due::tries)
        .containsExactly(2);
    warnings.failed(key, "answered 500", NOW.plusSeconds(300));
    assertThat(warnings.take(NOW.plusSeconds(299), lease, 10)).isEmpty();
    assertThat(warnings.take(NOW.plusSeconds(300), NOW.plusSeconds(360), 10)).hasSize(1);
    warnings.told(key);
    assertThat(warnings.take(NOW.plusSeconds(9_999), NOW.plusSeconds(99_999), 10)).isEmpty();
  }
}
