package dev.switchboard.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Field names that a reader expects, found by their bytes: one that is found need not be made, and
 * a {@code switch} knows it at once. Immutable.
 */
public final class Names {
  /** Where no name is expected. */
  static final Names NONE = new Names(List.of());

  private final @Nullable String[] names;
  private final byte[][] bytes;

  private Names(List<String> expected) {
    // One in four places is taken, so that nearly every name is where it is looked for first.
    int places = Integer.highestOneBit(Math.max(1, expected.size())) * 8;
    this.names = new @Nullable String[places];
    this.bytes = new byte[places][];
    for (String name : expected) {
      byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
      int place = place(utf8, 0, utf8.length);
      while (names[place] != null) {
        place = (place + 1) & (places - 1);
      }
      names[place] = name;
      bytes[place] = utf8;
    }
  }

  /** The names, each of at least one character, none of which is escaped in JSON. */
  public static Names of(String... expected) {
    return new Names(List.of(expected));
  }

  /** The name that stands between these places, if it is expected; null if not. */
  @Nullable String find(byte[] document, int from, int to) {
    if (from == to) {
      return null;
    }
    int place = place(document, from, to);
    while (names[place] != null) {
      byte[] known = Objects.requireNonNull(bytes[place]);
      if (Arrays.equals(known, 0, known.length, document, from, to)) {
        return names[place];
      }
      place = (place + 1) & (names.length - 1);
    }
    return null;
  }

  private int place(byte[] document, int from, int to) {
    int hash = (to - from) + 7 * document[from] + 31 * document[to - 1];
    return (hash ^ (hash >>> 5)) & (names.length - 1);
  }
}
