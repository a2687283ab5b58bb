package dev.switchboard.catalog;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** A cursor over the tab-separated columns of one line. */
final class Columns {
  private final String line;
  private int position;

  Columns(String line) {
    this.line = line;
  }

  /** The next column; an empty one is "". */
  String next() {
    if (position > line.length()) {
      throw new IllegalStateException("'" + line + "' (expected: more columns)");
    }
    int end = line.indexOf('\t', position);
    int stop = end < 0 ? line.length() : end;
    String column = line.substring(position, stop);
    position = stop + 1;
    return column;
  }

  /** The next column, when it is not empty. */
  Optional<String> text() {
    String column = next();
    return column.isEmpty() ? Optional.empty() : Optional.of(column);
  }

  /** The next column as a number, when it is not empty. */
  OptionalLong number() {
    String column = next();
    return column.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(column));
  }

  /** Whether the next column holds anything. */
  boolean flag() {
    return !next().isEmpty();
  }

  /** The parts of the next column; none when it is empty. */
  List<String> list(char separator) {
    return split(next(), separator);
  }

  static List<String> split(String text, char separator) {
    if (text.isEmpty()) {
      return List.of();
    }
    List<String> parts = new ArrayList<>();
    int start = 0;
    for (int end = text.indexOf(separator); end >= 0; end = text.indexOf(separator, start)) {
      parts.add(text.substring(start, end));
      start = end + 1;
    }
    parts.add(text.substring(start));
    return parts;
  }
}
