package dev.switchboard.store;

import dev.switchboard.access.Page;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Function;

/** Lists in the order of an id, page by page; the cursor is the last id of the page before. */
final class Pages {
  private Pages() {}

  /** Binds {@code :after} and {@code :limit}, one more than wanted to see whether more follow. */
  static Statement bind(Statement statement, Page.Request page) throws SQLException {
    String cursor = page.cursor();
    return statement.bind("after", cursor == null ? "" : cursor).bind("limit", page.limit() + 1L);
  }

  static <T> Page<T> of(Page.Request page, List<T> found, Function<T, String> id) {
    if (found.size() <= page.limit()) {
      return new Page<>(found, null);
    }
    List<T> items = found.subList(0, page.limit());
    return new Page<>(items, id.apply(items.getLast()));
  }
}
