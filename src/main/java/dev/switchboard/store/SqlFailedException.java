package dev.switchboard.store;

import java.sql.SQLException;

/** The database refused the work itself: trying again cannot help. */
final class SqlFailedException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  SqlFailedException(SQLException cause) {
    super("the database refused a statement, SQL state " + cause.getSQLState(), cause);
  }
}
