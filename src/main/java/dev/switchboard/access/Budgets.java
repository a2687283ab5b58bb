package dev.switchboard.access;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Where budgets are kept, and what was spent against them. */
public interface Budgets {

  /** Adds one. */
  void insert(Budget budget);

  /** Removes it; false if there was none. */
  boolean delete(String id);

  /** The budget of that id. */
  Optional<Budget> find(String id);

  /** All of them, in the order of their ids. */
  List<Budget> all();

  /**
   * What the calls on record that began since then have cost, as far as it is known.
   *
   * <p>Waits until every call that was answered before is counted.
   *
   * @return in 1e-12 USD
   */
  long spentPicos(Budget budget, Instant since);
}
