package dev.switchboard.store;

import dev.switchboard.access.Applies;
import java.sql.SQLException;

/** Which calls a limit or a budget is for, as columns. */
final class Conditions {
  private Conditions() {}

  /** Binds {@code project}, {@code key}, {@code model}, {@code tag_name} and {@code tag_value}. */
  static Statement bind(Statement statement, Applies applies) throws SQLException {
    Applies.Tag tag = applies.tag();
    return statement
        .bind("project", applies.projectId())
        .bind("key", applies.keyId())
        .bind("model", applies.model())
        .bind("tag_name", tag == null ? null : tag.name())
        .bind("tag_value", tag == null ? null : tag.value());
  }

  /** Reads {@code project_id}, {@code key_id} and the others. */
  static Applies of(Row row) throws SQLException {
    String tag = row.optionalText("tag_name");
    return new Applies(
        row.optionalText("project_id"),
        row.optionalText("key_id"),
        row.optionalText("model"),
        tag == null ? null : new Applies.Tag(tag, row.text("tag_value")));
  }
}
