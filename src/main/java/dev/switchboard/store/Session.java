package dev.switchboard.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/**
 * A connection with its prepared statements, used by one thread at a time.
 *
 * <p>Each statement is prepared once and kept as long as the session; a {@link Statement} is good
 * until the next one of the same {@link Sql}.
 */
final class Session implements AutoCloseable {
  private final Connection connection;
  private final Map<Sql, PreparedStatement> prepared = new HashMap<>();

  Session(Connection connection) {
    this.connection = connection;
  }

  Connection connection() {
    return connection;
  }

  /** The statement, with no parameter bound. */
  Statement on(Sql sql) throws SQLException {
    PreparedStatement statement = prepared.get(sql);
    if (statement == null) {
      statement = connection.prepareStatement(sql.text());
      prepared.put(sql, statement);
    } else {
      statement.clearParameters();
    }
    return new Statement(sql, statement);
  }

  /** A statement whose text is made for one use, such as one with a list of parameters. */
  Statement once(Sql sql) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql.text());
    statement.closeOnCompletion();
    return new Statement(sql, statement);
  }

  /** Closes the statements and the connection. */
  @Override
  public void close() throws SQLException {
    try {
      for (PreparedStatement statement : prepared.values()) {
        statement.close();
      }
    } finally {
      connection.close();
    }
  }
}
