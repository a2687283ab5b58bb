package dev.switchboard.store;

import dev.switchboard.access.BudgetWarnings;
import dev.switchboard.access.Budgets;
import dev.switchboard.access.Projects;
import dev.switchboard.access.RateLimitStore;
import dev.switchboard.access.Settings;
import dev.switchboard.access.VirtualKeys;
import dev.switchboard.conversation.RepeatedAnswers;
import dev.switchboard.conversation.Turns;
import dev.switchboard.ir.FailureException;
import dev.switchboard.pipeline.ThoughtStore;
import dev.switchboard.routing.RouteStore;
import dev.switchboard.task.ExampleStore;
import dev.switchboard.task.FunctionStore;
import dev.switchboard.trace.Spend;
import dev.switchboard.trace.Traces;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Clock;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** The open database: everything that is kept but the journal. */
public final class Store implements AutoCloseable {
  /** The SQLite file's name in the data folder. */
  public static final String SQLITE_FILE = "switchboard.db";

  private static final String POSTGRESQL = "jdbc:postgresql:";
  private static final Sql PING = Sql.of("SELECT 1 AS one");

  private final Database database;
  private final Clock clock;

  private Store(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  /**
   * Opens the database and brings its tables up to date.
   *
   * @throws StoreException saying why it cannot be opened, and what to do
   */
  public static Store open(StoreConfig config, Clock clock) {
    String url = config.jdbcUrl();
    Database database = url == null ? sqlite(config.dataFolder()) : postgresql(url);
    try {
      Migrations.run(database, url == null ? "the database" : "PostgreSQL", clock);
      return new Store(database, clock);
    } catch (RuntimeException e) {
      database.close();
      throw explained(e, config);
    }
  }

  /** Projects. */
  public Projects projects() {
    return new SqlProjects(database);
  }

  /** Virtual keys. */
  public VirtualKeys virtualKeys() {
    return new SqlKeys(database);
  }

  /** Settings of the whole database. */
  public Settings settings() {
    return new SqlSettings(database);
  }

  /** Traces, as far as the journal has been applied; see {@link FreshTraces}. */
  public Traces traces() {
    return new SqlTraces(database, clock);
  }

  /** Functions and their revisions. */
  public FunctionStore functions() {
    return new SqlFunctions(database, clock);
  }

  /** What functions keep to show to models. */
  public ExampleStore examples() {
    return new SqlExamples(database, clock);
  }

  /** Kept turns of conversations. */
  public Turns turns() {
    return new SqlTurns(database, clock);
  }

  /** Reasoning tokens between the turns of conversations. */
  public ThoughtStore thoughts() {
    return new SqlThoughts(database, clock);
  }

  /** Rate limits that were made while the gateway ran. */
  public RateLimitStore rateLimits() {
    return new SqlRateLimits(database);
  }

  /** Routes that were made while the gateway ran. */
  public RouteStore routes() {
    return new SqlRoutes(database);
  }

  /** Budgets, and what was spent against them. */
  public Budgets budgets(JournalApplier applier) {
    return new SqlBudgets(database, applier);
  }

  /** Warnings of budgets that wait for the webhook. */
  public BudgetWarnings budgetWarnings() {
    return new SqlBudgetWarnings(database);
  }

  /** Answers that callers may ask for again. */
  public RepeatedAnswers repeatedAnswers() {
    return new SqlRepeatedAnswers(database);
  }

  /** Sums of what was spent, as far as the journal has been applied. */
  public Spend spend() {
    return new SqlSpend(database);
  }

  /**
   * Does nothing if the database answers.
   *
   * @throws dev.switchboard.ir.FailureException with {@link dev.switchboard.ir.Failure.Overloaded}
   *     if it does not
   */
  public void ping() {
    database.read(session -> session.on(PING).list(row -> row.number("one")));
  }

  @Override
  public void close() {
    database.close();
  }

  Database database() {
    return database;
  }

  private static Database sqlite(Path folder) {
    Path file = folder.resolve(SQLITE_FILE);
    try {
      prepare(folder, file);
      SqliteNative.prepare(folder);
      return SqliteDatabase.open(file);
    } catch (IOException e) {
      throw new StoreException.FolderUnusable(folder, e.toString(), e);
    } catch (SQLException e) {
      throw sqliteRefused(folder, e);
    }
  }

  /** Makes folder and file for their owner only: SQLite would ask the umask. */
  private static void prepare(Path folder, Path file) throws IOException {
    if (!folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.createDirectories(folder);
      return;
    }
    Files.createDirectories(
        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    try {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    } catch (FileAlreadyExistsException e) {
      // As it was left by an earlier start.
    }
    if (!Files.isWritable(folder) || !Files.isWritable(file)) {
      throw new IOException("not writable for this user");
    }
  }

  private static StoreException sqliteRefused(Path folder, SQLException e) {
    if (e instanceof SQLiteException sqlite) {
      int code = sqlite.getResultCode().code & 0xFF;
      if (code == SQLiteErrorCode.SQLITE_NOTADB.code
          || code == SQLiteErrorCode.SQLITE_CORRUPT.code) {
        return new StoreException.Unusable(
            folder.resolve(SQLITE_FILE) + " is damaged or not a SQLite database",
            "restore it from a backup, or move it away to begin anew",
            e);
      }
    }
    return new StoreException.FolderUnusable(folder, String.valueOf(e.getMessage()), e);
  }

  private static Database postgresql(String url) {
    if (!url.startsWith(POSTGRESQL)) {
      throw new StoreException.Unusable(
          "database: a URL that does not begin with " + POSTGRESQL,
          "write " + POSTGRESQL + "//host/name, or leave it out for SQLite");
    }
    try {
      return PostgresDatabase.open(url);
    } catch (IllegalArgumentException e) {
      throw new StoreException.Unusable(
          "database: a URL that the PostgreSQL driver does not take",
          "write " + POSTGRESQL + "//host:5432/name?user=…&password=…");
    } catch (SQLException e) {
      throw new StoreException.Unreachable("PostgreSQL", String.valueOf(e.getMessage()), e);
    }
  }

  private static RuntimeException explained(RuntimeException e, StoreConfig config) {
    boolean sqlite = config.jdbcUrl() == null;
    if (e instanceof FailureException) {
      String reason = "the database stopped answering, or another process keeps it locked";
      return sqlite
          ? new StoreException.FolderUnusable(config.dataFolder(), reason, e)
          : new StoreException.Unreachable("PostgreSQL", reason, e);
    }
    return sqlite && e.getCause() instanceof SQLException sql
        ? sqliteRefused(config.dataFolder(), sql)
        : e;
  }
}
