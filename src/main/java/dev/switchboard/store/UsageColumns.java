package dev.switchboard.store;

import dev.switchboard.ir.Usage;
import java.sql.SQLException;

/** Usage as columns, alike in every table that has it. */
final class UsageColumns {
  /** The columns' names, for lists of columns. */
  static final String NAMES =
      """
      usage_source, uncached_input, cache_read, cache_write, cache_write_long, audio_input, \
      image_input, output, reasoning, audio_output, image_output, reported_cost_picos\
      """;

  /** The parameters that {@link #bind} binds, in the same order. */
  static final String PARAMETERS =
      """
      :usage_source, :uncached_input, :cache_read, :cache_write, :cache_write_long, :audio_input, \
      :image_input, :output, :reasoning, :audio_output, :image_output, :reported_cost_picos\
      """;

  private UsageColumns() {}

  static Statement bind(Statement statement, Usage usage) throws SQLException {
    return statement
        .bind("usage_source", usage.source().name())
        .bind("uncached_input", usage.uncachedInput())
        .bind("cache_read", usage.cacheRead())
        .bind("cache_write", usage.cacheWrite())
        .bind("cache_write_long", usage.cacheWriteLong())
        .bind("audio_input", usage.audioInput())
        .bind("image_input", usage.imageInput())
        .bind("output", usage.output())
        .bind("reasoning", usage.reasoning())
        .bind("audio_output", usage.audioOutput())
        .bind("image_output", usage.imageOutput())
        .bind("reported_cost_picos", usage.reportedCostPicos());
  }

  /** For a span that is no attempt. */
  static Statement bindNone(Statement statement) throws SQLException {
    Long none = null;
    return statement
        .bind("usage_source", (String) null)
        .bind("uncached_input", none)
        .bind("cache_read", none)
        .bind("cache_write", none)
        .bind("cache_write_long", none)
        .bind("audio_input", none)
        .bind("image_input", none)
        .bind("output", none)
        .bind("reasoning", none)
        .bind("audio_output", none)
        .bind("image_output", none)
        .bind("reported_cost_picos", none);
  }

  static Usage read(Row row) throws SQLException {
    return new Usage(
        row.number("uncached_input"),
        row.number("cache_read"),
        row.number("cache_write"),
        row.number("cache_write_long"),
        row.number("audio_input"),
        row.number("image_input"),
        row.number("output"),
        row.number("reasoning"),
        row.number("audio_output"),
        row.number("image_output"),
        Usage.Source.valueOf(row.text("usage_source")),
        row.optionalNumber("reported_cost_picos"));
  }
}
