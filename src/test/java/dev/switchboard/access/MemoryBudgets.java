package dev.switchboard.access;

import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Budgets and shares in memory, as one database that several treasuries share. */
public final class MemoryBudgets implements Budgets {
  private static final String NOBODY = "";

  private final List<Budget> all = new ArrayList<>();
  private final Map<Instant, Map<String, long[]>> shares = new HashMap<>();
  private final boolean alone;
  long onRecord;
  Instant since = Instant.MAX;
  boolean away;
  int asked;

  /**
   * @param alone whether no other process is to use them
   */
  public MemoryBudgets(boolean alone) {
    this.alone = alone;
  }

  @Override
  public synchronized void insert(Budget budget) {
    all.add(budget);
  }

  @Override
  public synchronized boolean delete(String id) {
    return all.removeIf(budget -> budget.id().equals(id));
  }

  @Override
  public synchronized List<Budget> all() {
    return List.copyOf(all);
  }

  @Override
  public boolean isAlone() {
    return alone;
  }

  @Override
  public synchronized Shares open(Stretch stretch, boolean fromRecords) {
    require();
    Map<String, long[]> rows = rows(stretch);
    if (fromRecords) {
      since = stretch.begin();
    }
    if (rows.isEmpty()) {
      long known = fromRecords ? onRecord : 0;
      rows.put(NOBODY, new long[] {known, known});
    }
    return shares(stretch);
  }

  @Override
  public synchronized Shares look(Stretch stretch) {
    require();
    return shares(stretch);
  }

  @Override
  public synchronized Shares take(Stretch stretch, long need, long wish, long spent) {
    require();
    asked++;
    long left = stretch.budget().limitPicos() - shares(stretch).takenPicos();
    if (need <= left) {
      long[] own = rows(stretch).computeIfAbsent(stretch.owner(), _ -> new long[2]);
      own[0] += Math.min(left, wish);
      own[1] = spent;
    }
    return shares(stretch);
  }

  @Override
  public synchronized Shares giveBack(Stretch stretch, long spent, long reserved) {
    require();
    rows(stretch).put(stretch.owner(), new long[] {spent + reserved, spent});
    return shares(stretch);
  }

  @Override
  public synchronized void close(Stretch stretch, long spent) {
    require();
    rows(stretch).remove(stretch.owner());
    long[] nobody = rows(stretch).computeIfAbsent(NOBODY, _ -> new long[2]);
    nobody[0] += spent;
    nobody[1] += spent;
  }

  private void require() {
    if (away) {
      throw new FailureException(new Failure.Overloaded("the database does not answer"));
    }
  }

  private Map<String, long[]> rows(Stretch stretch) {
    return shares.computeIfAbsent(stretch.begin(), _ -> new HashMap<>());
  }

  private Shares shares(Stretch stretch) {
    long taken = 0;
    long spent = 0;
    for (long[] row : rows(stretch).values()) {
      taken += row[0];
      spent += row[1];
    }
    long[] own = rows(stretch).getOrDefault(stretch.owner(), new long[2]);
    return new Shares(taken, own[0], spent - own[1]);
  }
}
