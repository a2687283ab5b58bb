package dev.switchboard.store;

import dev.switchboard.access.RateLimit;
import dev.switchboard.access.RateLimitStore;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rate limits as rows. */
final class SqlRateLimits implements RateLimitStore {
  private static final String COLUMNS =
      """
      id, project_id, key_id, model, tag_name, tag_value, each_by, requests, tokens, concurrent,
      window_millis, created_at\
      """;
  private static final Sql INSERT =
      Sql.of(
          "INSERT INTO rate_limits ("
              + COLUMNS
              + """
              ) VALUES (:id, :project, :key, :model, :tag_name, :tag_value, :each, :requests,
                :tokens, :concurrent, :window, :created)
              """);
  private static final Sql DELETE = Sql.of("DELETE FROM rate_limits WHERE id = :id");
  private static final Sql COUNT = Sql.of("SELECT COUNT(*) AS n FROM rate_limits");
  private static final Sql ALL =
      Sql.of("SELECT " + COLUMNS + " FROM rate_limits ORDER BY id LIMIT " + MOST);

  private final Database database;

  SqlRateLimits(Database database) {
    this.database = database;
  }

  @Override
  public void insert(RateLimit limit) {
    database.write(session -> {
      if (session.on(COUNT).list(row -> row.number("n")).getFirst() >= MOST) {
        throw new FailureException(
            new Failure.Conflict("there are " + MOST + " rate limits (expected: fewer)"));
      }
      RateLimit.Each each = limit.each();
      RateLimit.Amounts amounts = limit.amounts();
      return Conditions.bind(session.on(INSERT).bind("id", limit.id()), limit.applies())
          .bind("each", each == null ? null : each.label())
          .bind("requests", amounts.requests())
          .bind("tokens", amounts.tokens())
          .bind("concurrent", amounts.concurrent())
          .bind("window", amounts.window().toMillis())
          .bind("created", limit.createdAt())
          .update();
    });
  }

  @Override
  public boolean delete(String id) {
    return database.write(session -> session.on(DELETE).bind("id", id).update()) > 0;
  }

  @Override
  public List<RateLimit> all() {
    return database.read(session -> session.on(ALL).list(SqlRateLimits::limit));
  }

  private static RateLimit limit(Row row) throws SQLException {
    return new RateLimit(
        row.text("id"),
        Conditions.of(row),
        each(row.optionalText("each_by")),
        new RateLimit.Amounts(
            row.optionalNumber("requests"),
            row.optionalNumber("tokens"),
            row.optionalNumber("concurrent"),
            Duration.ofMillis(row.number("window_millis"))),
        row.instant("created_at"));
  }

  private static RateLimit.@Nullable Each each(@Nullable String label) {
    return label == null ? null : RateLimit.Each.ofLabel(label);
  }
}
