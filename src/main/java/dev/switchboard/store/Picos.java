package dev.switchboard.store;

import dev.switchboard.trace.Usd;
import java.math.BigDecimal;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * Sums of picodollars over any number of rows.
 *
 * <p>A sum of 64-bit picodollars ends at 9 million USD, and SQLite refuses to go on there; so whole
 * microdollars and the rest are summed apart.
 */
final class Picos {
  static final long PER_MICRO = 1_000_000;

  private Picos() {}

  /** Two columns, {@code micros} and {@code rest}, for {@link #sum}. */
  static String sumOf(String column) {
    return "COALESCE(SUM(%1$s / 1000000), 0) AS micros, COALESCE(SUM(%1$s %% 1000000), 0) AS rest"
        .formatted(column);
  }

  /** The same under other names: {@code NAME_micros} and {@code NAME_rest}. */
  static String sumOf(String column, String name) {
    return ("COALESCE(SUM(%1$s / 1000000), 0) AS %2$s_micros,"
            + " COALESCE(SUM(%1$s %% 1000000), 0) AS %2$s_rest")
        .formatted(column, name);
  }

  /** The sum in USD. */
  static BigDecimal usd(Row row) throws SQLException {
    return usd(row.number("micros"), row.number("rest"));
  }

  /** The sum of that name in USD. */
  static BigDecimal usd(Row row, String name) throws SQLException {
    return usd(row.number(name + "_micros"), row.number(name + "_rest"));
  }

  /** So many microdollars and picodollars in USD. */
  static BigDecimal usd(long micros, long rest) {
    return BigDecimal.valueOf(micros, 6).add(Usd.ofPicos(rest)).stripTrailingZeros();
  }

  /** The sum in picodollars; null if it does not fit. */
  static @Nullable Long sum(Row row) throws SQLException {
    try {
      return Math.addExact(Math.multiplyExact(row.number("micros"), PER_MICRO), row.number("rest"));
    } catch (ArithmeticException e) {
      return null;
    }
  }
}
