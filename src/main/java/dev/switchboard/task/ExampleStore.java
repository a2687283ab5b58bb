package dev.switchboard.task;

import dev.switchboard.ir.Vector;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Keeps the examples of functions; the port for the database. */
public interface ExampleStore {
  /** How many a function may have. */
  int MAX_PER_FUNCTION = 1_000;

  /**
   * Adds examples, all or none.
   *
   * @return them, as they are kept; empty when the function would have more than {@link
   *     #MAX_PER_FUNCTION}
   */
  List<StoredExample> add(String projectId, String function, List<StoredExample.Draft> drafts);

  /**
   * A page of a function's examples, the oldest first.
   *
   * @param tag only those with this tag; null for all
   */
  List<StoredExample> list(
      String projectId, String function, @Nullable String tag, int limit, int offset);

  /** Forgets one; false when there was none. */
  boolean delete(String projectId, String function, String id);

  /** Keeps where examples stand, by their ids; those that are gone are passed over. */
  void place(String projectId, String function, String model, Map<String, Vector> vectors);
}
