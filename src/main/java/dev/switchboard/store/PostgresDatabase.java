package dev.switchboard.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/** A PostgreSQL database behind a pool of connections. */
final class PostgresDatabase implements Database {
  private static final int CONNECTIONS = 10;
  private static final int CONNECT_SECONDS = 5;

  /** For the whole of making a connection, which a busy server may be slow at. */
  private static final int LOGIN_SECONDS = 10;

  private static final int SOCKET_SECONDS = 60;

  /** How long a call waits for a connection. */
  private static final long WAIT_MILLIS = TimeUnit.SECONDS.toMillis(2);

  private final HikariDataSource pool;
  private final Outage outage;

  private PostgresDatabase(HikariDataSource pool, Outage outage) {
    this.pool = pool;
    this.outage = outage;
  }

  /**
   * Connects.
   *
   * @param url as the PostgreSQL driver takes it, credentials possibly in it
   * @throws SQLException if the server cannot be reached or refuses
   */
  static PostgresDatabase open(String url) throws SQLException {
    PGSimpleDataSource source = new Source();
    source.setConnectTimeout(CONNECT_SECONDS);
    source.setSocketTimeout(SOCKET_SECONDS);
    source.setTcpKeepAlive(true);
    source.setApplicationName("switchboard");
    // Last, so that what the operator says in the URL goes before what we say.
    source.setURL(url);
    try (Connection probe = source.getConnection()) {
      probe.isValid(CONNECT_SECONDS);
    }
    HikariConfig config = new HikariConfig();
    config.setDataSource(source);
    config.setPoolName("postgresql");
    config.setMaximumPoolSize(CONNECTIONS);
    config.setMinimumIdle(1);
    config.setConnectionTimeout(WAIT_MILLIS);
    config.setValidationTimeout(TimeUnit.SECONDS.toMillis(2));
    // The first connection is made before anybody waits for it.
    config.setInitializationFailTimeout(TimeUnit.SECONDS.toMillis(LOGIN_SECONDS));
    String name =
        "PostgreSQL " + String.join(",", source.getServerNames()) + "/" + source.getDatabaseName();
    return new PostgresDatabase(pool(config), new Outage(name));
  }

  /** Makes connections for as long as we say: the pool would allow no more than a call waits. */
  private static final class Source extends PGSimpleDataSource {
    private static final long serialVersionUID = 1;

    Source() {
      super.setLoginTimeout(LOGIN_SECONDS);
    }

    @Override
    public void setLoginTimeout(int seconds) {}
  }

  private static HikariDataSource pool(HikariConfig config) throws SQLException {
    try {
      return new HikariDataSource(config);
    } catch (HikariPool.PoolInitializationException e) {
      throw e.getCause() instanceof SQLException reason ? reason : new SQLException(e);
    }
  }

  @Override
  public Kind kind() {
    return Kind.POSTGRESQL;
  }

  @Override
  public <T extends @Nullable Object> T read(Work<T> work) {
    try (Session session = new Session(pool.getConnection())) {
      T result = work.on(session);
      outage.over(Outage.Access.READ);
      return result;
    } catch (SQLException e) {
      throw outage.of(Outage.Access.READ, e);
    }
  }

  @Override
  public <T extends @Nullable Object> T write(Work<T> work) {
    try (Session session = new Session(pool.getConnection())) {
      Connection connection = session.connection();
      connection.setAutoCommit(false);
      try {
        T result = work.on(session);
        connection.commit();
        outage.over(Outage.Access.WRITE);
        return result;
      } catch (SQLException | RuntimeException | Error e) {
        rollback(connection, e);
        throw e;
      }
    } catch (SQLException e) {
      throw outage.of(Outage.Access.WRITE, e);
    }
  }

  /** A rollback that fails must not hide why it was wanted. */
  private static void rollback(Connection connection, Throwable reason) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      reason.addSuppressed(e);
    }
  }

  @Override
  public void close() {
    pool.close();
  }
}
