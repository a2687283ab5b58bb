package dev.switchboard.access;

import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Sets money aside before an attempt and books what it did cost after it.
 *
 * <p>All budgets that apply are checked and charged in one step, so however many callers come at
 * once, what is spent and what is set aside together never exceed a limit. Money comes from shares
 * that this process takes from the database ahead of need: most attempts do not ask it.
 */
public final class Treasury implements AutoCloseable {
  private final Budgets budgets;
  private final Clock clock;
  private final String owner;
  private final Consumer<Warning> warnings;
  private final Map<String, BudgetAccount> accounts = new HashMap<>();

  /** The same accounts, to be looked through without the lock; replaced when they change. */
  private volatile List<BudgetAccount> all = List.of();

  private Treasury(Budgets budgets, Clock clock, String owner, Consumer<Warning> warnings) {
    this.budgets = budgets;
    this.clock = clock;
    this.owner = owner;
    this.warnings = warnings;
  }

  /**
   * Reads the budgets and what was spent against them.
   *
   * @param owner this process at this start, and no other
   * @param warnings told when spending reaches what a budget warns at; must return at once
   */
  public static Treasury open(
      Budgets budgets, Clock clock, String owner, Consumer<Warning> warnings) {
    Treasury treasury = new Treasury(budgets, clock, owner, warnings);
    budgets.all().forEach(treasury::enter);
    return treasury;
  }

  /** The same, when nobody wants to be warned. */
  public static Treasury open(Budgets budgets, Clock clock, String owner) {
    return open(budgets, clock, owner, _ -> {});
  }

  /**
   * Spending has reached a part of a budget.
   *
   * @param begin the period's
   * @param percent of the limit
   * @param spentPicos then, in 1e-12 USD
   */
  public record Warning(Budget budget, Instant begin, int percent, long spentPicos, Instant at) {}

  /** Makes a budget; it holds for every attempt that begins from now on. */
  public void add(Budget budget) {
    budgets.insert(budget);
    enter(budget);
  }

  /** Ends a budget; false if there was none. */
  public boolean remove(String id) {
    boolean removed = budgets.delete(id);
    forget(Set.of(id));
    return removed;
  }

  /** Takes over what other processes have made and ended, and gives back what lies idle. */
  public void refresh() {
    if (budgets.isAlone()) {
      return;
    }
    Set<String> gone;
    synchronized (this) {
      gone = new HashSet<>(accounts.keySet());
    }
    Set<String> known = Set.copyOf(gone);
    for (Budget budget : budgets.all()) {
      gone.remove(budget.id());
      if (!known.contains(budget.id())) {
        enter(budget);
      }
    }
    forget(gone);
    all.forEach(this::giveBack);
  }

  /** Writes down what was spent so far, and gives back what lies idle. */
  public void tell() {
    all.forEach(account -> giveBack(account, true));
  }

  /**
   * How a budget stands.
   *
   * @param spentPicos in the running period
   * @param reservedPicos set aside for this process's attempts under way
   * @param heldElsewherePicos taken by other processes, or by one that was killed, and not known to
   *     be spent
   * @param resetsAt null for never
   */
  public record Balance(
      Budget budget,
      long spentPicos,
      long reservedPicos,
      long heldElsewherePicos,
      @Nullable Instant resetsAt) {}

  /** How all budgets stand, in the order of their ids. */
  public List<Balance> balances() {
    Instant now = clock.instant();
    List<Balance> balances = new ArrayList<>();
    for (BudgetAccount account : all) {
      look(account, now);
      synchronized (this) {
        Budget budget = account.budget();
        balances.add(
            new Balance(
                budget,
                account.spentByAll(),
                account.reserved(),
                account.heldElsewhere(),
                budget.period().end(now)));
      }
    }
    balances.sort(java.util.Comparator.comparing(balance -> balance.budget().id()));
    return balances;
  }

  /** Whether any budget applies to an attempt at {@code provider/model}. */
  public boolean applies(Caller caller, String target) {
    for (BudgetAccount account : all) {
      if (account.applies(caller, target)) {
        return true;
      }
    }
    return false;
  }

  /** Whether any budget applies to the caller's attempts at some model. */
  public boolean mayApply(Caller caller) {
    return all.stream().anyMatch(account -> account.budget().applies().toCaller(caller));
  }

  /**
   * What the budgets that apply would say to an attempt now, by what all processes have taken, or
   * by what was last known of it while the database is away; nothing is set aside.
   *
   * @param mostPicos empty when nobody knows
   */
  public List<Failure> refusals(Caller caller, String target, OptionalLong mostPicos) {
    Instant now = clock.instant();
    List<Failure> refusals = new ArrayList<>();
    for (BudgetAccount account : all) {
      if (account.applies(caller, target)) {
        look(account, now);
        synchronized (this) {
          try {
            account.requireLeft(account.wanted(mostPicos, now), now);
          } catch (FailureException e) {
            refusals.add(e.failure());
          }
        }
      }
    }
    return refusals;
  }

  /**
   * Sets the most that an attempt can cost aside, against every budget that applies.
   *
   * @param target {@code provider/model}
   * @param mostPicos empty when nobody knows
   * @throws FailureException with {@link Failure.BudgetExhausted} if one of them does not have it;
   *     then nothing is set aside anywhere. With {@link Failure.Overloaded} if more of a budget
   *     would have to be taken and the database is away
   */
  public Reservation reserve(Caller caller, String target, OptionalLong mostPicos) {
    while (true) {
      Instant now = clock.instant();
      BudgetAccount dry;
      synchronized (this) {
        List<BudgetAccount> charged = new ArrayList<>(2);
        dry = null;
        for (BudgetAccount account : accounts.values()) {
          if (account.applies(caller, target)) {
            account.turn(now);
            long wanted = account.wanted(mostPicos, now);
            charged.add(account);
            if (!account.isOpen() || account.missing(wanted) > 0) {
              account.requireLeft(wanted, now, System.nanoTime());
              dry = account;
            }
          }
        }
        if (dry == null) {
          List<BudgetAccount.Held> held = new ArrayList<>(charged.size());
          for (BudgetAccount account : charged) {
            held.add(account.take(account.wanted(mostPicos, now)));
          }
          return new Reservation(held);
        }
      }
      refill(dry, mostPicos, now);
    }
  }

  /** Money set aside for one attempt; settled once. */
  public final class Reservation {
    private final List<BudgetAccount.Held> held;
    private boolean settled;

    private Reservation(List<BudgetAccount.Held> held) {
      this.held = List.copyOf(held);
    }

    /** What is set aside where the most is, in 1e-12 USD. */
    public long picos() {
      long most = 0;
      for (BudgetAccount.Held one : held) {
        most = Math.max(most, one.picos());
      }
      return most;
    }

    /**
     * Books what the attempt did cost and frees the rest.
     *
     * @param costPicos empty when nobody knows: then all that was set aside counts as spent
     */
    public void settle(OptionalLong costPicos) {
      List<Warning> due = new ArrayList<>(0);
      synchronized (Treasury.this) {
        if (!settled) {
          settled = true;
          Instant now = clock.instant();
          for (BudgetAccount.Held one : held) {
            one.settle(costPicos);
            BudgetAccount account = one.account();
            int percent = account.newWarning();
            if (percent > 0) {
              due.add(
                  new Warning(
                      account.budget(), account.begin(), percent, account.spentByAll(), now));
            }
          }
        }
      }
      due.forEach(warnings);
    }
  }

  /** Says what was spent, so that the rest is free for others and the next start. */
  @Override
  public void close() {
    for (BudgetAccount account : all) {
      Budgets.Stretch stretch;
      long spent;
      synchronized (this) {
        // What is still set aside may yet be spent.
        spent = BudgetAccount.saturated(account.spent(), account.reserved());
        stretch = stretch(account);
        if (!account.isOpen()) {
          continue;
        }
      }
      budgets.close(stretch, spent);
    }
  }

  private void enter(Budget budget) {
    Instant begin = budget.period().begin(clock.instant());
    BudgetAccount account = new BudgetAccount(budget, budgets.isAlone(), begin);
    Budgets.Stretch stretch = stretch(account);
    Budgets.Shares shares = budgets.open(stretch, true);
    synchronized (this) {
      account.update(stretch, shares, System.nanoTime());
      // Another thread may have been first; its account has what was set aside since.
      accounts.putIfAbsent(budget.id(), account);
      all = List.copyOf(accounts.values());
    }
  }

  private synchronized void forget(Set<String> ids) {
    accounts.keySet().removeAll(ids);
    all = List.copyOf(accounts.values());
  }

  private Budgets.Stretch stretch(BudgetAccount account) {
    return new Budgets.Stretch(account.budget(), account.begin(), owner);
  }

  private void openIfNeeded(BudgetAccount account, Instant now) {
    account.asking().lock();
    try {
      Budgets.Stretch stretch;
      synchronized (this) {
        account.turn(now);
        if (account.isOpen()) {
          return;
        }
        stretch = stretch(account);
      }
      Budgets.Shares shares = budgets.open(stretch, false);
      synchronized (this) {
        account.update(stretch, shares, System.nanoTime());
      }
    } finally {
      account.asking().unlock();
    }
  }

  /** Sees what others have taken meanwhile; a database that is away leaves what is known. */
  private void look(BudgetAccount account, Instant now) {
    openIfNeeded(account, now);
    if (budgets.isAlone()) {
      return;
    }
    account.asking().lock();
    try {
      Budgets.Stretch stretch;
      synchronized (this) {
        stretch = stretch(account);
      }
      Budgets.Shares shares = budgets.look(stretch);
      synchronized (this) {
        account.update(stretch, shares, System.nanoTime());
      }
    } catch (FailureException e) {
      if (!(e.failure() instanceof Failure.Overloaded)) {
        throw e;
      }
    } finally {
      account.asking().unlock();
    }
  }

  /** Asks the database for more, one thread at a time; the others then look again. */
  private void refill(BudgetAccount account, OptionalLong most, Instant now) {
    openIfNeeded(account, now);
    account.asking().lock();
    try {
      Budgets.Stretch stretch;
      long need;
      long wish;
      long spent;
      synchronized (this) {
        long wanted = account.wanted(most, now);
        need = account.missing(wanted);
        if (need == 0 || !account.isOpen()) {
          return;
        }
        account.requireLeft(wanted, now, System.nanoTime());
        wish = account.wish(need, wanted);
        spent = account.spent();
        stretch = stretch(account);
      }
      Budgets.Shares shares = budgets.take(stretch, need, wish, spent);
      synchronized (this) {
        account.update(stretch, shares, System.nanoTime());
      }
    } finally {
      account.asking().unlock();
    }
  }

  private void giveBack(BudgetAccount account) {
    giveBack(account, false);
  }

  private void giveBack(BudgetAccount account, boolean always) {
    account.asking().lock();
    try {
      Budgets.Stretch stretch;
      long spent;
      long reserved;
      synchronized (this) {
        if (!account.isOpen() || !(always || account.isIdle())) {
          return;
        }
        stretch = stretch(account);
        spent = account.spent();
        reserved = account.reserved();
        // Nothing of it can be set aside while the database is told.
        account.withdraw();
      }
      Budgets.Shares shares = budgets.giveBack(stretch, spent, reserved);
      synchronized (this) {
        account.update(stretch, shares, System.nanoTime());
      }
    } finally {
      account.asking().unlock();
    }
  }
}
