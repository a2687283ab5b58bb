package dev.switchboard.store;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A prepared statement whose parameters are bound by name. */
final class Statement {
  private final Sql sql;
  private final PreparedStatement prepared;
  private int bound;

  Statement(Sql sql, PreparedStatement prepared) {
    this.sql = sql;
    this.prepared = prepared;
  }

  /** Binds a text; PostgreSQL's texts cannot hold the character 0, which becomes U+FFFD. */
  Statement bind(String name, @Nullable String value) throws SQLException {
    String kept = value == null ? null : Texts.withoutZero(value);
    for (int i : places(name)) {
      if (kept == null) {
        prepared.setNull(i, Types.VARCHAR);
      } else {
        prepared.setString(i, kept);
      }
    }
    return this;
  }

  Statement bind(String name, @Nullable Long value) throws SQLException {
    for (int i : places(name)) {
      if (value == null) {
        prepared.setNull(i, Types.BIGINT);
      } else {
        prepared.setLong(i, value);
      }
    }
    return this;
  }

  Statement bind(String name, long value) throws SQLException {
    for (int i : places(name)) {
      prepared.setLong(i, value);
    }
    return this;
  }

  Statement bind(String name, boolean value) throws SQLException {
    return bind(name, value ? 1L : 0L);
  }

  /** Binds a time, kept in microseconds since 1970. */
  Statement bind(String name, @Nullable Instant value) throws SQLException {
    return bind(name, value == null ? null : Long.valueOf(micros(value)));
  }

  Statement bind(String name, byte[] value) throws SQLException {
    for (int i : places(name)) {
      prepared.setBytes(i, value);
    }
    return this;
  }

  /** Whoever binds in the order of the statement spares the look-ups. */
  private int[] places(String name) {
    return sql.places(name, bound++);
  }

  /** Runs it and says how many rows it changed. */
  int update() throws SQLException {
    return prepared.executeUpdate();
  }

  /** Puts the bound parameters aside, to be run with others. */
  void add() throws SQLException {
    prepared.addBatch();
    bound = 0;
  }

  /** Runs what was put aside and says how many rows each changed. */
  List<Integer> updateAll() throws SQLException {
    int[] counts = prepared.executeBatch();
    List<Integer> all = new ArrayList<>(counts.length);
    for (int count : counts) {
      all.add(count);
    }
    return all;
  }

  <T> List<T> list(Row.Mapper<T> mapper) throws SQLException {
    try (ResultSet result = prepared.executeQuery()) {
      Row row = new Row(result);
      List<T> all = new ArrayList<>();
      while (result.next()) {
        all.add(mapper.map(row));
      }
      return all;
    }
  }

  <T> Optional<T> first(Row.Mapper<T> mapper) throws SQLException {
    try (ResultSet result = prepared.executeQuery()) {
      return result.next() ? Optional.of(mapper.map(new Row(result))) : Optional.empty();
    }
  }

  static long micros(Instant instant) {
    return Math.addExact(
        Math.multiplyExact(instant.getEpochSecond(), 1_000_000L), instant.getNano() / 1_000);
  }
}
