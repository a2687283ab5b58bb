package dev.switchboard.conversation;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Keeps turns; the port for the database. Expired ones are not found. */
public interface Turns {

  /**
   * Keeps a turn.
   *
   * @param itemIds ids by which parts of it may be referred to
   */
  void insert(Turn turn, List<String> itemIds);

  /**
   * Replaces the answer of a turn that still runs.
   *
   * @return false if it does not run any more, or is gone
   */
  boolean finish(Turn turn, List<String> itemIds);

  /** The turn, if it is kept. */
  Optional<Turn> find(Turn.Key key);

  /**
   * A turn and those that it continues, the newest first; ends where one is gone.
   *
   * @param limit at most this many
   */
  List<Turn> chain(Turn.Key newest, int limit);

  /** The turn that an item belongs to. */
  Optional<Turn> ofItem(Turn.Key item);

  /** Forgets a turn; false when there was none. */
  boolean delete(Turn.Key key);

  /** Says that somebody still works on these. */
  void alive(List<Turn.Key> keys, Instant now);

  /**
   * Forgets what has expired, and of each project the oldest beyond a number.
   *
   * @return how many were forgotten
   */
  int sweep(Instant now, int keptPerProject);
}
