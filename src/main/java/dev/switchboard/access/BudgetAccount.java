package dev.switchboard.access;

import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantLock;

/** One budget's running period in this process. Used under the treasury's lock. */
final class BudgetAccount {
  /** Of what is left, taken at a time: the last calls of a budget leave little lying about. */
  private static final long PART = 16;

  /** Of the one that asks, so many calls more: what a process that is killed leaves taken. */
  private static final long CALLS_AHEAD = 32;

  /** So long is believed that others have left nothing. */
  private static final long DRY_NANOS = 200_000_000L;

  /** Held while the database is asked; never under the treasury's lock. */
  private final ReentrantLock asking = new ReentrantLock();

  private final Budget budget;
  private final boolean alone;
  private Instant begin;

  /** Until when {@link #begin} is known to hold; not after the period's end. */
  private Instant end;

  private int turns;
  private boolean open;
  private long share;
  private long taken;
  private long spentElsewhere;
  private long spent;
  private long reserved;
  private long askedAt;
  private int warned;

  BudgetAccount(Budget budget, boolean alone, Instant begin) {
    this.budget = budget;
    this.alone = alone;
    this.begin = begin;
    this.end = begin;
  }

  Budget budget() {
    return budget;
  }

  ReentrantLock asking() {
    return asking;
  }

  Instant begin() {
    return begin;
  }

  boolean isOpen() {
    return open;
  }

  long spent() {
    return spent;
  }

  long reserved() {
    return reserved;
  }

  boolean isIdle() {
    return share > spent + reserved;
  }

  /** All that is known to be spent. */
  long spentByAll() {
    return saturated(spentElsewhere, spent);
  }

  /** What others hold, or held when they were killed, and have not said to have spent. */
  long heldElsewhere() {
    return Math.max(0, taken - share - spentElsewhere);
  }

  boolean applies(Caller caller, String target) {
    return budget.applies().toCaller(caller) && budget.applies().toModel(target);
  }

  /** Begins anew with a new period, whichever way the clock has gone. */
  void turn(Instant now) {
    if (!now.isBefore(begin) && now.isBefore(end)) {
      return;
    }
    Instant current = budget.period().begin(now);
    end = Objects.requireNonNullElse(budget.period().end(now), Instant.MAX);
    if (!current.equals(begin)) {
      begin = current;
      turns++;
      open = false;
      share = 0;
      taken = 0;
      spentElsewhere = 0;
      spent = 0;
      reserved = 0;
      warned = 0;
    }
  }

  /** Makes the share what is spent and set aside, before the rest is given back. */
  void withdraw() {
    share = saturated(spent, reserved);
  }

  /** Takes over what the database says, unless the period has ended meanwhile. */
  void update(Budgets.Stretch stretch, Budgets.Shares shares, long nanos) {
    if (stretch.begin().equals(begin)) {
      // Of a share from an earlier visit to this period nobody knows what is left.
      spent = open ? spent : Math.max(spent, shares.sharePicos());
      open = true;
      share = shares.sharePicos();
      taken = shares.takenPicos();
      spentElsewhere = shares.spentElsewherePicos();
      askedAt = nanos;
    }
  }

  /**
   * What an attempt needs of this budget.
   *
   * @throws FailureException with {@link Failure.BudgetExhausted} when nobody knows and there is no
   *     ceiling
   */
  long wanted(OptionalLong most, Instant now) {
    Long ceiling = budget.ceilingPicos();
    if (most.isPresent()) {
      return most.getAsLong();
    }
    if (ceiling == null) {
      throw refused(now, "the most that this call can cost is not known");
    }
    return ceiling;
  }

  /** How much more of a share is needed for it; 0 for none. */
  long missing(long wanted) {
    long room = share - spent - reserved;
    return wanted <= room ? 0 : Math.max(1, saturated(wanted, -room));
  }

  /** What to ask for when so much is needed. */
  long wish(long need, long wanted) {
    long left = Math.max(0, budget.limitPicos() - taken);
    long ahead = wanted > Long.MAX_VALUE / CALLS_AHEAD ? Long.MAX_VALUE / 2 : wanted * CALLS_AHEAD;
    return saturated(need, Math.min(left / PART, ahead));
  }

  /**
   * Refuses what is known not to be there.
   *
   * @throws FailureException with {@link Failure.BudgetExhausted}
   */
  void requireLeft(long wanted, Instant now, long nanos) {
    long left = Math.max(0, budget.limitPicos() - taken);
    boolean sure = alone || nanos - askedAt < DRY_NANOS;
    if (open && sure && missing(wanted) > left) {
      throw notEnough(wanted, left, now);
    }
  }

  /**
   * The same by what is known here, however long ago others were asked.
   *
   * @throws FailureException with {@link Failure.BudgetExhausted}
   */
  void requireLeft(long wanted, Instant now) {
    long left = Math.max(0, budget.limitPicos() - taken);
    if (missing(wanted) > left) {
      throw notEnough(wanted, left, now);
    }
  }

  private FailureException notEnough(long wanted, long left, Instant now) {
    return refused(
        now,
        usd(Math.max(0, saturated(left, share - spent - reserved)))
            + " USD are left of "
            + usd(budget.limitPicos())
            + ", this call can cost up to "
            + usd(wanted));
  }

  /** Sets money aside. */
  Held take(long wanted) {
    reserved = Math.addExact(reserved, wanted);
    return new Held(this, turns, wanted);
  }

  /** The highest percentage to warn at that was reached since the last time; 0 for none. */
  int newWarning() {
    int reached = 0;
    for (int percent : budget.limit().warnPercents()) {
      if (percent > warned && spentByAll() >= part(budget.limitPicos(), percent)) {
        reached = percent;
      }
    }
    warned = Math.max(warned, reached);
    return reached;
  }

  /** So many of a hundred of an amount, rounded up. */
  static long part(long amount, int percent) {
    return amount / 100 * percent + (amount % 100 * percent + 99) / 100;
  }

  private FailureException refused(Instant now, String why) {
    String scope =
        budget.applies().text()
            + ", "
            + switch (budget.period()) {
              case DAY -> "this day";
              case MONTH -> "this month";
              case TOTAL -> "in total";
            };
    return new FailureException(
        new Failure.BudgetExhausted(
            scope, budget.period().end(now), "budget " + budget.id() + " (" + scope + "): " + why));
  }

  private static String usd(long picos) {
    return BigDecimal.valueOf(picos, 12).stripTrailingZeros().toPlainString();
  }

  static long saturated(long a, long b) {
    long sum = a + b;
    return ((a ^ sum) & (b ^ sum)) < 0 ? (a < 0 ? Long.MIN_VALUE : Long.MAX_VALUE) : sum;
  }

  /** What is held for one attempt; a period that has ended does not hold it any more. */
  record Held(BudgetAccount account, int turn, long picos) {
    void settle(OptionalLong cost) {
      if (account.turns == turn) {
        account.reserved -= picos;
        account.spent = saturated(account.spent, cost.orElse(picos));
      }
    }
  }
}
