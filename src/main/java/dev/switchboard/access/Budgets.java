package dev.switchboard.access;

import java.time.Instant;
import java.util.List;

/**
 * Where budgets are kept, and who may spend how much of them.
 *
 * <p>Each process takes shares of a budget before it spends from them. All shares of a period
 * together never exceed the limit, so that what processes spend cannot either, not even when one is
 * killed: its share stays taken.
 *
 * <p>Every method throws {@link dev.switchboard.ir.FailureException} with {@link
 * dev.switchboard.ir.Failure.Overloaded} while the database does not answer.
 */
public interface Budgets {
  /** The most that there can be: each is looked at for every attempt. */
  int MOST = 1_000;

  /**
   * Adds one.
   *
   * @throws dev.switchboard.ir.FailureException with {@link dev.switchboard.ir.Failure.Conflict}
   *     when there are {@value #MOST}
   */
  void insert(Budget budget);

  /** Removes it; false if there was none. */
  boolean delete(String id);

  /** All of them, in the order of their ids. */
  List<Budget> all();

  /** Whether no other process uses this database. */
  boolean isAlone();

  /**
   * A budget's running period, as one process takes part in it.
   *
   * @param begin when it began
   * @param owner the process, another name at each of its starts
   */
  record Stretch(Budget budget, Instant begin, String owner) {}

  /**
   * How a stretch stands.
   *
   * @param takenPicos all shares together, this process's too
   * @param sharePicos this process's
   * @param spentElsewherePicos of other processes', as far as they have said, and of ended ones
   */
  record Shares(long takenPicos, long sharePicos, long spentElsewherePicos) {}

  /**
   * Begins to take part. Where nobody has yet, what is on record of the period counts as taken.
   *
   * @param fromRecords false for a period that has just begun, of which there is no record yet;
   *     true waits until every call that was answered before is counted
   */
  Shares open(Stretch stretch, boolean fromRecords);

  /** How it stands now; takes nothing. */
  Shares look(Stretch stretch);

  /**
   * Takes more: {@code wish} if it is there, else what is there if that is at least {@code need},
   * else nothing.
   *
   * @param spentPicos what this process has spent so far, for the others to know
   */
  Shares take(Stretch stretch, long need, long wish, long spentPicos);

  /** Gives back all of this process's share that it has neither spent nor set aside. */
  Shares giveBack(Stretch stretch, long spentPicos, long reservedPicos);

  /** Ends the process's part: what it has spent stays taken, under no name. */
  void close(Stretch stretch, long spentPicos);
}
