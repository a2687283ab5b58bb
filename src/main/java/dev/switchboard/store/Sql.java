package dev.switchboard.store;

import java.util.ArrayList;
import java.util.List;

/**
 * One SQL statement with named parameters, parsed once and kept in a constant.
 *
 * @param text with a {@code ?} for every parameter
 * @param names of the parameters, in the order of the question marks
 */
record Sql(String text, List<String> names) {

  Sql {
    names = List.copyOf(names);
  }

  /**
   * Reads a statement in which parameters are written {@code :name}; text in single quotes and
   * {@code ::} casts are left alone.
   */
  static Sql of(String named) {
    StringBuilder text = new StringBuilder(named.length());
    List<String> names = new ArrayList<>();
    int i = 0;
    while (i < named.length()) {
      char c = named.charAt(i);
      if (c == '\'') {
        int end = named.indexOf('\'', i + 1) + 1;
        text.append(named, i, end);
        i = end;
      } else if (c == ':' && named.startsWith("::", i)) {
        text.append("::");
        i += 2;
      } else if (c == ':') {
        int end = i + 1;
        while (end < named.length() && Character.isJavaIdentifierPart(named.charAt(end))) {
          end++;
        }
        names.add(named.substring(i + 1, end));
        text.append('?');
        i = end;
      } else {
        text.append(c);
        i++;
      }
    }
    return new Sql(text.toString(), names);
  }

  /** A list of that many parameters: {@code :name0, :name1, …}. */
  static String list(String name, int count) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      text.append(i == 0 ? ":" : ", :").append(name).append(i);
    }
    return text.toString();
  }
}
