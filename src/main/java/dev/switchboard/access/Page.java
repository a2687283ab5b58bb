package dev.switchboard.access;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of a list.
 *
 * @param nextCursor for the next page's {@link Request}; null when this is the last
 */
public record Page<T>(List<T> items, @Nullable String nextCursor) {
  public Page {
    items = List.copyOf(items);
  }

  /**
   * Which page.
   *
   * @param limit 1 to {@value #MAX_LIMIT}
   * @param cursor as the page before gave it; null for the first page
   */
  public record Request(int limit, @Nullable String cursor) {
    /** The most items of a page. */
    public static final int MAX_LIMIT = 1_000;

    public Request {
      if (limit < 1 || limit > MAX_LIMIT) {
        throw new IllegalArgumentException(
            "limit: " + limit + " (expected: 1 to " + MAX_LIMIT + ")");
      }
    }

    /** The first page. */
    public static Request first(int limit) {
      return new Request(limit, null);
    }
  }
}
