package dev.switchboard.store;

import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import java.util.EnumSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * Tells a database that does not answer from one that refuses, and logs when that begins and ends.
 */
final class Outage {
  private static final Logger log = LoggerFactory.getLogger(Outage.class);

  /**
   * SQL state classes after which the same work may succeed later: connection exception,
   * transaction rollback, insufficient resources, operator intervention, system error; and {@code
   * 25006} (read-only, as a standby is) and {@code 55P03} (lock not available).
   *
   * @see <a href="https://www.postgresql.org/docs/current/errcodes-appendix.html">source</a>
   */
  private static final Set<String> PASSING_CLASSES = Set.of("08", "40", "53", "57", "58");

  private static final Set<String> PASSING_STATES = Set.of("25006", "55P03");

  /** SQLite's primary result codes (the low byte) after which the same work may succeed later. */
  private static final Set<Integer> PASSING_CODES =
      Set.of(
          SQLiteErrorCode.SQLITE_BUSY.code,
          SQLiteErrorCode.SQLITE_LOCKED.code,
          SQLiteErrorCode.SQLITE_NOMEM.code,
          SQLiteErrorCode.SQLITE_READONLY.code,
          SQLiteErrorCode.SQLITE_INTERRUPT.code,
          SQLiteErrorCode.SQLITE_IOERR.code,
          SQLiteErrorCode.SQLITE_FULL.code,
          SQLiteErrorCode.SQLITE_CANTOPEN.code,
          SQLiteErrorCode.SQLITE_PROTOCOL.code);

  /** What was tried: a full disk, or a standby, takes no writes and can still be read. */
  enum Access {
    READ,
    WRITE
  }

  private final String database;
  private final Set<Access> failing = EnumSet.noneOf(Access.class);
  private volatile boolean away;

  /**
   * @param database its name for logs, without credentials
   */
  Outage(String database) {
    this.database = database;
  }

  /** What to throw for what the driver threw. */
  RuntimeException of(Access access, SQLException e) {
    if (!isPassing(e)) {
      return new SqlFailedException(e);
    }
    began(access, e);
    return new FailureException(
        new Failure.Overloaded("the database does not answer; try again later"));
  }

  private synchronized void began(Access access, SQLException e) {
    failing.add(access);
    if (!away) {
      away = true;
      log.warn("{} does not answer: {}", database, e.getMessage());
    }
  }

  /** The database answered; who can write can read, not the other way round. */
  void over(Access access) {
    if (away) {
      ended(access);
    }
  }

  private synchronized void ended(Access access) {
    if (access == Access.WRITE) {
      failing.clear();
    } else {
      failing.remove(access);
    }
    if (away && failing.isEmpty()) {
      away = false;
      log.info("{} answers again", database);
    }
  }

  static boolean isPassing(SQLException e) {
    if (e instanceof SQLiteException sqlite) {
      return PASSING_CODES.contains(sqlite.getResultCode().code & 0xFF);
    }
    String state = e.getSQLState();
    if (state != null && state.length() == 5) {
      return PASSING_CLASSES.contains(state.substring(0, 2)) || PASSING_STATES.contains(state);
    }
    return e instanceof SQLTransientException
        || e instanceof SQLRecoverableException
        || e instanceof SQLNonTransientConnectionException;
  }
}
