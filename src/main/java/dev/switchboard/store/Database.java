package dev.switchboard.store;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * Where the tables are.
 *
 * <p>Both kinds of work throw {@link dev.switchboard.ir.FailureException} with {@link
 * dev.switchboard.ir.Failure.Overloaded} while the database does not answer, and {@link
 * SqlFailedException} when it refuses the work itself.
 */
interface Database extends AutoCloseable {

  /** What is done with a session; must not keep it. */
  @FunctionalInterface
  interface Work<T extends @Nullable Object> {
    T on(Session session) throws SQLException;
  }

  /** Which SQL it takes. */
  enum Kind {
    SQLITE,
    POSTGRESQL
  }

  Kind kind();

  /** Reads. */
  <T extends @Nullable Object> T read(Work<T> work);

  /** Reads and writes in one transaction: all of it or nothing. */
  <T extends @Nullable Object> T write(Work<T> work);

  @Override
  void close();
}
