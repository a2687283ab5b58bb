package dev.switchboard.store;

import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Properties;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.sqlite.JDBC;
import org.sqlite.SQLiteOpenMode;

/**
 * A SQLite file: one connection that writes, a few that read beside it.
 *
 * <p>Write-ahead log, and every commit forced to the device: the journal gives records up once they
 * are committed here, so a commit must survive a power failure.
 */
final class SqliteDatabase implements Database {
  private static final int READERS = 4;
  private static final long WAIT_SECONDS = 5;

  /** A call's record is a few pages, each of which costs four system calls on its way. */
  private static final int PAGE_BYTES = 16_384;

  private static final int LOG_BYTES = 16 << 20;

  /** A session has one user at a time, so that SQLite need not lock within each call. */
  private static final int OPEN_MODE =
      SQLiteOpenMode.READWRITE.flag
          | SQLiteOpenMode.CREATE.flag
          | SQLiteOpenMode.OPEN_URI.flag
          | SQLiteOpenMode.NOMUTEX.flag;

  private final Path file;
  private final Outage outage;
  private final JDBC driver = new JDBC();
  private final ReentrantLock writing = new ReentrantLock();
  private final Session writer;
  private final Semaphore readers = new Semaphore(READERS);
  private final Deque<Session> idle = new ArrayDeque<>();
  private boolean closed;

  private SqliteDatabase(Path file) throws SQLException {
    this.file = file;
    this.outage = new Outage("SQLite " + file);
    this.writer = connect();
    // In this order; a file that has tables keeps its size of pages.
    execute("PRAGMA page_size = " + PAGE_BYTES);
    execute("PRAGMA journal_mode = WAL");
    // In pages. Those that every transaction changes are copied into the file less often.
    execute("PRAGMA wal_autocheckpoint = " + LOG_BYTES / PAGE_BYTES);
  }

  /** Opens the file, made if absent. */
  static SqliteDatabase open(Path file) throws SQLException {
    return new SqliteDatabase(file);
  }

  private Session connect() throws SQLException {
    Properties settings = new Properties();
    settings.setProperty("synchronous", "FULL");
    settings.setProperty("busy_timeout", "5000");
    settings.setProperty("foreign_keys", "true");
    settings.setProperty("cache_size", "-8000");
    settings.setProperty("open_mode", Integer.toString(OPEN_MODE));
    // Not through DriverManager, which would load every driver there is: tens of milliseconds.
    Connection connection = driver.connect(JDBC.PREFIX + file, settings);
    if (connection == null) {
      throw new SQLException("the SQLite driver does not take " + JDBC.PREFIX + file);
    }
    return new Session(connection);
  }

  @Override
  public Kind kind() {
    return Kind.SQLITE;
  }

  @Override
  public <T extends @Nullable Object> T read(Work<T> work) {
    try {
      if (!readers.tryAcquire(WAIT_SECONDS, TimeUnit.SECONDS)) {
        throw overloaded();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw overloaded();
    }
    try {
      Session session = take();
      T result;
      try {
        result = work.on(session);
      } catch (SQLException | RuntimeException e) {
        session.close();
        throw e;
      }
      giveBack(session);
      outage.over(Outage.Access.READ);
      return result;
    } catch (SQLException e) {
      throw outage.of(Outage.Access.READ, e);
    } finally {
      readers.release();
    }
  }

  @Override
  public <T extends @Nullable Object> T write(Work<T> work) {
    writing.lock();
    try {
      // Said in SQL: with the driver's own transactions the next one begins at each commit, and
      // would keep the write lock for good.
      execute("BEGIN IMMEDIATE");
      try {
        T result = work.on(writer);
        execute("COMMIT");
        outage.over(Outage.Access.WRITE);
        return result;
      } catch (SQLException | RuntimeException | Error e) {
        rollback(e);
        throw e;
      }
    } catch (SQLException e) {
      throw outage.of(Outage.Access.WRITE, e);
    } finally {
      writing.unlock();
    }
  }

  private void execute(String statement) throws SQLException {
    try (java.sql.Statement plain = writer.connection().createStatement()) {
      plain.execute(statement);
    }
  }

  /** SQLite itself rolls back after some errors, and then refuses to do it again. */
  private void rollback(Throwable reason) {
    try {
      execute("ROLLBACK");
    } catch (SQLException e) {
      reason.addSuppressed(e);
    }
  }

  private Session take() throws SQLException {
    synchronized (idle) {
      if (closed) {
        throw new IllegalStateException("the database is closed");
      }
      Session session = idle.poll();
      if (session != null) {
        return session;
      }
    }
    return connect();
  }

  private void giveBack(Session session) throws SQLException {
    synchronized (idle) {
      if (!closed) {
        idle.push(session);
        return;
      }
    }
    session.close();
  }

  @Override
  public void close() {
    writing.lock();
    try {
      synchronized (idle) {
        closed = true;
        for (Session session : idle) {
          session.close();
        }
        idle.clear();
      }
      writer.close();
    } catch (SQLException e) {
      throw outage.of(Outage.Access.WRITE, e);
    } finally {
      writing.unlock();
    }
  }

  private static FailureException overloaded() {
    return new FailureException(
        new Failure.Overloaded("the database has too much to do; try again later"));
  }
}
