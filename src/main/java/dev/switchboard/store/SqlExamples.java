package dev.switchboard.store;

import dev.switchboard.access.Ids;
import dev.switchboard.ir.Vector;
import dev.switchboard.json.Json;
import dev.switchboard.task.ExampleStore;
import dev.switchboard.task.StoredExample;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Examples as rows.
 *
 * <p>Who adds holds the function's row, so that the bound and the order hold for callers who race.
 */
final class SqlExamples implements ExampleStore {
  private static final Sql HOLD =
      Sql.of(
          """
          UPDATE functions SET revision = revision WHERE project_id = :project AND name = :function
          """);
  private static final Sql COUNT =
      Sql.of(
          """
          SELECT COUNT(*) AS n, COALESCE(MAX(number), 0) AS last FROM examples
          WHERE project_id = :project AND function = :function
          """);
  private static final Sql INSERT =
      Sql.of(
          """
          INSERT INTO examples (project_id, function, id, number, input, output, tag, comment,
            created_at)
          VALUES (:project, :function, :id, :number, :input, :output, :tag, :comment, :at)
          """);
  private static final String SELECT =
      """
      SELECT id, input, output, tag, comment, created_at, vector_model, vector FROM examples
      WHERE project_id = :project AND function = :function \
      """;
  private static final String PAGE = "ORDER BY number LIMIT :limit OFFSET :offset";
  private static final Sql LIST = Sql.of(SELECT + PAGE);
  private static final Sql LIST_TAGGED = Sql.of(SELECT + "AND tag = :tag " + PAGE);
  private static final Sql DELETE =
      Sql.of(
          """
          DELETE FROM examples
          WHERE project_id = :project AND function = :function AND id = :id
          """);
  private static final Sql PLACE =
      Sql.of(
          """
          UPDATE examples SET vector_model = :model, vector = :vector
          WHERE project_id = :project AND function = :function AND id = :id
          """);

  private final Database database;
  private final Ids ids;
  private final Clock clock;

  SqlExamples(Database database, Clock clock) {
    this.database = database;
    this.ids = Ids.secure(clock);
    this.clock = clock;
  }

  @Override
  public List<StoredExample> add(
      String projectId, String function, List<StoredExample.Draft> drafts) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    return database.write(session -> {
      of(session.on(HOLD), projectId, function).update();
      Count count =
          of(session.on(COUNT), projectId, function)
              .first(row -> new Count(row.number("n"), row.number("last")))
              .orElseThrow();
      if (count.rows() + drafts.size() > MAX_PER_FUNCTION) {
        return List.of();
      }
      List<StoredExample> added = new ArrayList<>(drafts.size());
      for (StoredExample.Draft draft : drafts) {
        StoredExample example =
            new StoredExample(
                ids.next("exm_"),
                draft.input(),
                draft.output(),
                stored(draft.tag()),
                stored(draft.comment()),
                now,
                null);
        insert(session, projectId, function, count.last() + added.size() + 1, example);
        added.add(example);
      }
      return added;
    });
  }

  private record Count(long rows, long last) {}

  private static void insert(
      Session session, String projectId, String function, long number, StoredExample example)
      throws SQLException {
    of(session.on(INSERT), projectId, function)
        .bind("id", example.id())
        .bind("number", number)
        .bind("input", Json.text(example.input()))
        .bind("output", Json.text(example.output()))
        .bind("tag", example.tag())
        .bind("comment", example.comment())
        .bind("at", example.createdAt())
        .update();
  }

  @Override
  public List<StoredExample> list(
      String projectId, String function, @Nullable String tag, int limit, int offset) {
    return database.read(session -> {
      Statement statement = of(session.on(tag == null ? LIST : LIST_TAGGED), projectId, function);
      if (tag != null) {
        statement.bind("tag", Texts.asStored(tag));
      }
      return statement.bind("limit", limit).bind("offset", offset).list(SqlExamples::example);
    });
  }

  @Override
  public boolean delete(String projectId, String function, String id) {
    return database.write(session ->
        of(session.on(DELETE), projectId, function).bind("id", Texts.asStored(id)).update() > 0);
  }

  @Override
  public void place(String projectId, String function, String model, Map<String, Vector> vectors) {
    database.write(session -> {
      for (Map.Entry<String, Vector> placed : vectors.entrySet()) {
        of(session.on(PLACE), projectId, function)
            .bind("id", placed.getKey())
            .bind("model", model)
            .bind("vector", bytes(placed.getValue()))
            .update();
      }
      return null;
    });
  }

  private static Statement of(Statement statement, String projectId, String function)
      throws SQLException {
    return statement.bind("project", projectId).bind("function", function);
  }

  private static @Nullable String stored(@Nullable String text) {
    return text == null ? null : Texts.asStored(text);
  }

  private static StoredExample example(Row row) throws SQLException {
    String model = row.optionalText("vector_model");
    return new StoredExample(
        row.text("id"),
        Json.parse(row.text("input")),
        Json.parse(row.text("output")),
        row.optionalText("tag"),
        row.optionalText("comment"),
        row.instant("created_at"),
        model == null ? null : new StoredExample.Place(model, vector(row.bytes("vector"))));
  }

  private static byte[] bytes(Vector vector) {
    ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * vector.dimensions());
    for (int i = 0; i < vector.dimensions(); i++) {
      bytes.putFloat(vector.get(i));
    }
    return bytes.array();
  }

  private static Vector vector(byte[] bytes) {
    float[] values = new float[bytes.length / Float.BYTES];
    ByteBuffer.wrap(bytes).asFloatBuffer().get(values);
    return new Vector(values);
  }
}
