package dev.switchboard.store;

import dev.switchboard.conversation.RepeatedAnswers;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Answers that may be asked for again as rows; bounded in number and size. */
final class SqlRepeatedAnswers implements RepeatedAnswers {
  private static final int MAX_ROWS = 100_000;
  private static final long MAX_BYTES = 512L << 20;
  private static final int DROPPED_AT_A_TIME = 1_000;
  private static final String RUNNING = "running";
  private static final String KEPT = "kept";
  private static final String TOO_LARGE = "too_large";

  private static final Sql CLAIM =
      Sql.of(
          """
          INSERT INTO repeated_answers (scope, fingerprint, owner, state, answer, size, created_at,
            expires_at)
          VALUES (:scope, :fingerprint, :owner, 'running', NULL, 0, :now, :until)
          ON CONFLICT (scope) DO UPDATE SET fingerprint = excluded.fingerprint,
            owner = excluded.owner, state = excluded.state, answer = NULL, size = 0,
            created_at = excluded.created_at, expires_at = excluded.expires_at
          WHERE repeated_answers.expires_at <= excluded.created_at
          """);
  private static final Sql FIND =
      Sql.of("SELECT fingerprint, state, answer FROM repeated_answers WHERE scope = :scope");
  private static final Sql KEEP =
      Sql.of(
          """
          UPDATE repeated_answers SET state = :state, answer = :answer, size = :size,
            expires_at = :expires
          WHERE scope = :scope AND owner = :owner AND state = 'running'
          """);
  private static final Sql KEEP_NOTHING =
      Sql.of(
          """
          UPDATE repeated_answers SET state = :state, expires_at = :expires
          WHERE scope = :scope AND owner = :owner AND state = 'running'
          """);
  private static final Sql RELEASE =
      Sql.of(
          """
          DELETE FROM repeated_answers
          WHERE scope = :scope AND owner = :owner AND state = 'running'
          """);
  private static final Sql RELEASE_ALL =
      Sql.of("DELETE FROM repeated_answers WHERE owner = :owner AND state = 'running'");
  private static final Sql EXPIRE = Sql.of("DELETE FROM repeated_answers WHERE expires_at <= :now");
  private static final Sql SIZE =
      Sql.of("SELECT COUNT(*) AS n, COALESCE(SUM(size), 0) AS bytes FROM repeated_answers");
  private static final Sql DROP_OLDEST =
      Sql.of(
          """
          DELETE FROM repeated_answers WHERE scope IN (
            SELECT scope FROM repeated_answers WHERE state <> 'running'
            ORDER BY created_at LIMIT :most)
          """);

  private final Database database;

  SqlRepeatedAnswers(Database database) {
    this.database = database;
  }

  @Override
  public Found claim(Request request, Instant now, Instant until) {
    return database.write(session -> {
      int taken =
          session
              .on(CLAIM)
              .bind("scope", request.scope())
              .bind("fingerprint", request.fingerprint())
              .bind("owner", request.owner())
              .bind("now", now)
              .bind("until", until)
              .update();
      if (taken > 0) {
        return new Found.Nothing();
      }
      Optional<Found> found =
          session.on(FIND).bind("scope", request.scope()).first(SqlRepeatedAnswers::found);
      // Given up between the two statements: the caller looks again.
      return found.orElseGet(() -> new Found.Running(request.fingerprint()));
    });
  }

  private static Found found(Row row) throws SQLException {
    String fingerprint = row.text("fingerprint");
    return switch (row.text("state")) {
      case RUNNING -> new Found.Running(fingerprint);
      case KEPT -> new Found.Kept(fingerprint, new Sealed(row.bytes("answer")));
      default -> new Found.Kept(fingerprint, null);
    };
  }

  @Override
  public void keep(Request request, @Nullable Sealed answer, Instant expiresAt) {
    database.write(session -> {
      Statement statement = session.on(answer == null ? KEEP_NOTHING : KEEP);
      statement.bind("state", answer == null ? TOO_LARGE : KEPT);
      if (answer != null) {
        statement.bind("answer", answer.bytes()).bind("size", (long) answer.bytes().length);
      }
      return statement
          .bind("expires", expiresAt)
          .bind("scope", request.scope())
          .bind("owner", request.owner())
          .update();
    });
  }

  @Override
  public void release(Request request) {
    database.write(session ->
        session.on(RELEASE).bind("scope", request.scope()).bind("owner", request.owner()).update());
  }

  @Override
  public void releaseAll(String owner) {
    database.write(session -> session.on(RELEASE_ALL).bind("owner", owner).update());
  }

  @Override
  public void sweep(Instant now) {
    database.write(session -> {
      session.on(EXPIRE).bind("now", now).update();
      while (isTooMuch(session)
          && session.on(DROP_OLDEST).bind("most", (long) DROPPED_AT_A_TIME).update() > 0) {
        // Until there is room again or only what runs is left.
      }
      return null;
    });
  }

  private static boolean isTooMuch(Session session) throws SQLException {
    return session
        .on(SIZE)
        .list(row -> row.number("n") > MAX_ROWS || row.number("bytes") > MAX_BYTES)
        .getFirst();
  }
}
