package dev.switchboard.access;

import java.util.List;

/**
 * Where the rate limits are kept that operators made while the gateway ran.
 *
 * <p>Every method throws {@link dev.switchboard.ir.FailureException} with {@link
 * dev.switchboard.ir.Failure.Overloaded} while the database does not answer.
 */
public interface RateLimitStore {
  /** The most that there can be: each is looked at for every call. */
  int MOST = 1_000;

  /**
   * Adds one.
   *
   * @throws dev.switchboard.ir.FailureException with {@link dev.switchboard.ir.Failure.Conflict}
   *     when there are {@value #MOST}
   */
  void insert(RateLimit limit);

  /** Removes it; false if there was none. */
  boolean delete(String id);

  /** All of them, in the order of their ids. */
  List<RateLimit> all();
}
