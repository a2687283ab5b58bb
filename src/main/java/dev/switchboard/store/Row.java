package dev.switchboard.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** The row a result stands at, in types of Java. */
record Row(ResultSet result) {

  /** What a row becomes. */
  @FunctionalInterface
  interface Mapper<T> {
    T map(Row row) throws SQLException;
  }

  String text(String column) throws SQLException {
    return required(column, result.getString(column));
  }

  @Nullable String optionalText(String column) throws SQLException {
    return result.getString(column);
  }

  byte[] bytes(String column) throws SQLException {
    return required(column, result.getBytes(column));
  }

  long number(String column) throws SQLException {
    return required(column, optionalNumber(column));
  }

  int integer(String column) throws SQLException {
    return Math.toIntExact(number(column));
  }

  boolean flag(String column) throws SQLException {
    return number(column) != 0;
  }

  @Nullable Long optionalNumber(String column) throws SQLException {
    long value = result.getLong(column);
    return result.wasNull() ? null : Long.valueOf(value);
  }

  /** A time, kept in microseconds since 1970. */
  Instant instant(String column) throws SQLException {
    return required(column, optionalInstant(column));
  }

  @Nullable Instant optionalInstant(String column) throws SQLException {
    Long micros = optionalNumber(column);
    return micros == null ? null : Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }

  private static <T> T required(String column, @Nullable T value) throws SQLException {
    if (value == null) {
      throw new SQLException("column " + column + ": null (expected: a value)");
    }
    return value;
  }
}
