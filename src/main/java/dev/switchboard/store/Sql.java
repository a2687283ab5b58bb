package dev.switchboard.store;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One SQL statement with named parameters, parsed once and kept in a constant. */
final class Sql {
  private static final int[] NOWHERE = {};

  private final String text;
  private final List<String> names;
  private final Map<String, int[]> places;
  private final List<int[]> inOrder;

  private Sql(String text, List<String> names) {
    this.text = text;
    this.names = List.copyOf(names);
    this.places = new HashMap<>();
    for (int i = 0; i < names.size(); i++) {
      int[] before = places.getOrDefault(names.get(i), NOWHERE);
      int[] with = Arrays.copyOf(before, before.length + 1);
      with[before.length] = i + 1;
      places.put(names.get(i), with);
    }
    this.inOrder = names.stream().map(this::places).toList();
  }

  /** The statement with a {@code ?} for every parameter. */
  String text() {
    return text;
  }

  /** The names of the parameters, in the order of the question marks. */
  List<String> names() {
    return names;
  }

  /**
   * Where a parameter stands, from 1; not to be changed.
   *
   * @throws IllegalStateException if there is none of that name
   */
  int[] places(String name) {
    int[] found = places.get(name);
    if (found == null) {
      throw new IllegalStateException("parameter :" + name + " is not in: " + text);
    }
    return found;
  }

  /** The same for the parameter at a question mark, if that is its name; else looked up. */
  int[] places(String name, int expectedAt) {
    if (expectedAt < names.size() && names.get(expectedAt).equals(name)) {
      return inOrder.get(expectedAt);
    }
    return places(name);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof Sql sql && text.equals(sql.text) && names.equals(sql.names));
  }

  @Override
  public int hashCode() {
    return text.hashCode();
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
        // Interned, so that comparing with a literal is comparing two references.
        names.add(named.substring(i + 1, end).intern());
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
