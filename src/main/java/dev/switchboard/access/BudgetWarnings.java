package dev.switchboard.access;

import java.time.Instant;
import java.util.List;

/** Where warnings wait until the webhook has taken them; each is told once, whoever notices. */
public interface BudgetWarnings {

  /**
   * One to be told.
   *
   * @param id the same at every try
   * @param tries how often it was tried, this time included
   */
  record Due(Budget.WarningKey key, String id, String body, int tries) {}

  /**
   * Keeps a warning, due at once; false if it was kept before.
   *
   * @param id of the message
   * @param body what to send
   */
  boolean add(Budget.WarningKey key, String id, String body, Instant now);

  /**
   * Takes those that are due, which are due again at {@code leasedUntil} if nothing is heard of
   * them.
   */
  List<Due> take(Instant now, Instant leasedUntil, int most);

  /** The webhook has taken it. */
  void told(Budget.WarningKey key);

  /**
   * The webhook has not taken it.
   *
   * @param problem for operators
   * @param again null for never
   */
  void failed(
      Budget.WarningKey key, String problem, @org.jspecify.annotations.Nullable Instant again);
}
