package dev.switchboard.routing;

import java.util.List;

/**
 * Where the routes are kept that operators made while the gateway ran.
 *
 * <p>Every method throws {@link dev.switchboard.ir.FailureException} with {@link
 * dev.switchboard.ir.Failure.Overloaded} while the database does not answer.
 */
public interface RouteStore {
  /** The most that there can be. */
  int MOST = 1_000;

  /**
   * Adds one, or puts it in the place of the one of the same name.
   *
   * @throws dev.switchboard.ir.FailureException with {@link dev.switchboard.ir.Failure.Conflict}
   *     when there are {@value #MOST} others
   */
  void put(StoredRoute route);

  /** Removes it; false if there was none. */
  boolean delete(String name);

  /** All of them, in the order of their names. */
  List<StoredRoute> all();
}
