package dev.switchboard.access;

import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Sets money aside before an attempt and books what it did cost after it.
 *
 * <p>All budgets that apply are checked and charged in one step, so however many callers come at
 * once, what is spent and what is set aside together never exceed a limit. What was spent before
 * comes from the records, at the start and when a budget is made. One process: several on one
 * database each hold the limit for themselves until they start again.
 */
public final class Treasury {
  private final Budgets budgets;
  private final Clock clock;
  private final Map<String, Account> accounts = new HashMap<>();
  private volatile boolean idle = true;

  private Treasury(Budgets budgets, Clock clock) {
    this.budgets = budgets;
    this.clock = clock;
  }

  /** Reads the budgets and what was spent against them. */
  public static Treasury open(Budgets budgets, Clock clock) {
    Treasury treasury = new Treasury(budgets, clock);
    budgets.all().forEach(treasury::enter);
    return treasury;
  }

  /** Makes a budget; it holds for every attempt that begins from now on. */
  public void add(Budget budget) {
    budgets.insert(budget);
    enter(budget);
  }

  /** Ends a budget; false if there was none. */
  public synchronized boolean remove(String id) {
    boolean removed = budgets.delete(id);
    accounts.remove(id);
    idle = accounts.isEmpty();
    return removed;
  }

  /**
   * How a budget stands.
   *
   * @param spentPicos in the running period
   * @param reservedPicos set aside for attempts under way
   * @param resetsAt null for never
   */
  public record Balance(
      Budget budget, long spentPicos, long reservedPicos, @Nullable Instant resetsAt) {}

  /** How all budgets stand, in the order of their ids. */
  public synchronized List<Balance> balances() {
    Instant now = clock.instant();
    List<Balance> balances = new ArrayList<>();
    for (Budget budget : budgets.all()) {
      Account account = accounts.get(budget.id());
      if (account != null) {
        account.turn(now);
        balances.add(
            new Balance(budget, account.spent, account.reserved, budget.period().end(now)));
      }
    }
    return balances;
  }

  /** Whether any budget applies to the key. */
  public boolean applies(VirtualKey key) {
    if (idle) {
      return false;
    }
    synchronized (this) {
      return accounts.values().stream().anyMatch(account -> account.isFor(key));
    }
  }

  /**
   * Sets the most that an attempt can cost aside, against every budget that applies.
   *
   * @param mostPicos empty when nobody knows
   * @throws FailureException with {@link Failure.BudgetExhausted} if one of them does not have it;
   *     then nothing is set aside anywhere
   */
  public synchronized Reservation reserve(VirtualKey key, OptionalLong mostPicos) {
    Instant now = clock.instant();
    List<Held> held = new ArrayList<>();
    for (Account account : accounts.values()) {
      if (account.isFor(key)) {
        account.turn(now);
        held.add(account.require(mostPicos, now));
      }
    }
    held.forEach(Held::take);
    return new Reservation(held);
  }

  /** Money set aside for one attempt; settled once. */
  public final class Reservation {
    private final List<Held> held;
    private boolean settled;

    private Reservation(List<Held> held) {
      this.held = List.copyOf(held);
    }

    /**
     * Books what the attempt did cost and frees the rest.
     *
     * @param costPicos empty when nobody knows: then all that was set aside counts as spent
     */
    public void settle(OptionalLong costPicos) {
      synchronized (Treasury.this) {
        if (!settled) {
          settled = true;
          held.forEach(h -> h.settle(costPicos));
        }
      }
    }
  }

  private void enter(Budget budget) {
    Instant begin = budget.period().begin(clock.instant());
    long spent = budgets.spentPicos(budget, begin);
    synchronized (this) {
      accounts.put(budget.id(), new Account(budget, begin, spent));
      idle = false;
    }
  }

  /** One budget's running period. */
  private static final class Account {
    private final Budget budget;
    private Instant begin;
    private long spent;
    private long reserved;

    Account(Budget budget, Instant begin, long spent) {
      this.budget = budget;
      this.begin = begin;
      this.spent = spent;
    }

    boolean isFor(VirtualKey key) {
      return budget.projectId().equals(key.projectId())
          && (budget.keyId() == null || budget.keyId().equals(key.id()));
    }

    void turn(Instant now) {
      Instant current = budget.period().begin(now);
      if (!current.equals(begin)) {
        begin = current;
        spent = 0;
        reserved = 0;
      }
    }

    Held require(OptionalLong most, Instant now) {
      long wanted = most.isPresent() ? most.getAsLong() : ceiling(now);
      long left = budget.limitPicos() - spent - reserved;
      if (wanted > left) {
        throw refused(
            now,
            usd(Math.max(0, left))
                + " USD are left of "
                + usd(budget.limitPicos())
                + ", this call can cost up to "
                + usd(wanted));
      }
      return new Held(this, begin, wanted);
    }

    private long ceiling(Instant now) {
      Long ceiling = budget.ceilingPicos();
      if (ceiling == null) {
        throw refused(now, "the most that this call can cost is not known");
      }
      return ceiling;
    }

    private FailureException refused(Instant now, String why) {
      String scope =
          (budget.keyId() == null ? "project " + budget.projectId() : "key " + budget.keyId())
              + ", "
              + switch (budget.period()) {
                case DAY -> "this day";
                case MONTH -> "this month";
                case TOTAL -> "in total";
              };
      return new FailureException(
          new Failure.BudgetExhausted(
              scope,
              budget.period().end(now),
              "budget " + budget.id() + " (" + scope + "): " + why));
    }

    private static String usd(long picos) {
      return BigDecimal.valueOf(picos, 12).stripTrailingZeros().toPlainString();
    }
  }

  /** What one account holds for one attempt; a period that has ended does not hold it any more. */
  private record Held(Account account, Instant begin, long picos) {
    void take() {
      account.reserved = Math.addExact(account.reserved, picos);
    }

    void settle(OptionalLong cost) {
      if (account.begin.equals(begin)) {
        account.reserved -= picos;
        account.spent = saturated(account.spent, cost.orElse(picos));
      }
    }

    private static long saturated(long a, long b) {
      long sum = a + b;
      return sum < 0 ? Long.MAX_VALUE : sum;
    }
  }
}
