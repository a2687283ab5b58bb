package dev.switchboard.http;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * The header fields of one message: names compared without regard to case, values repeated where
 * the message repeats them, order kept. Immutable.
 *
 * <p>A name or value that could break out of its line (CR, LF, NUL, other control characters, or
 * characters beyond one byte) is refused when the headers are built, never when they are sent.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-5">RFC 9110, section 5</a>
 */
public final class Headers {
  /** No fields. */
  public static final Headers EMPTY = new Headers(new String[0]);

  /** Name, value, name, value… */
  private final String[] pairs;

  /**
   * Which lengths names have, as {@link #length} marks them: most of what is asked for is absent.
   */
  private final long lengths;

  private Headers(String[] pairs) {
    this.pairs = pairs;
    long marks = 0;
    for (int i = 0; i < pairs.length; i += 2) {
      marks |= length(pairs[i]);
    }
    this.lengths = marks;
  }

  /** A mark for a name's length, which it may share with a name longer by 64. */
  private static long length(String name) {
    return 1L << name.length();
  }

  /**
   * Makes headers from alternating names and values.
   *
   * @throws IllegalArgumentException for an odd count, or a name or value that is not allowed
   */
  public static Headers of(String... namesAndValues) {
    if (namesAndValues.length % 2 != 0) {
      throw new IllegalArgumentException(
          "names and values: " + namesAndValues.length + " strings (expected: an even count)");
    }
    for (int i = 0; i < namesAndValues.length; i += 2) {
      check(namesAndValues[i], namesAndValues[i + 1]);
    }
    return new Headers(namesAndValues.clone());
  }

  /** Wraps pairs that a parser has already checked; the array is not copied. */
  static Headers checked(String[] pairs) {
    return pairs.length == 0 ? EMPTY : new Headers(pairs);
  }

  /** Starts a new set of headers. */
  public static Builder builder() {
    return new Builder();
  }

  /** The number of fields, repeated names counted each time. */
  public int size() {
    return pairs.length / 2;
  }

  /** The name of the field at {@code index}, as it was written. */
  public String name(int index) {
    return pairs[2 * index];
  }

  /** The value of the field at {@code index}, without surrounding blanks. */
  public String value(int index) {
    return pairs[2 * index + 1];
  }

  /** The first value of {@code name}. */
  public Optional<String> first(String name) {
    int at = indexOf(name, 0);
    return at < 0 ? Optional.empty() : Optional.of(value(at));
  }

  /** The first value of {@code name}, or {@code otherwise}. */
  public String firstOr(String name, String otherwise) {
    int at = indexOf(name, 0);
    return at < 0 ? otherwise : value(at);
  }

  /** Every value of {@code name}, in order. */
  public List<String> all(String name) {
    List<String> values = new ArrayList<>();
    for (int at = indexOf(name, 0); at >= 0; at = indexOf(name, at + 1)) {
      values.add(value(at));
    }
    return List.copyOf(values);
  }

  /** Whether there is a field of this name. */
  public boolean contains(String name) {
    return indexOf(name, 0) >= 0;
  }

  /**
   * Whether a comma-separated list field has this token, as in {@code Connection: close, upgrade}.
   */
  public boolean hasToken(String name, String token) {
    for (int at = indexOf(name, 0); at >= 0; at = indexOf(name, at + 1)) {
      String value = value(at);
      int from = 0;
      while (from <= value.length()) {
        int comma = value.indexOf(',', from);
        int to = comma < 0 ? value.length() : comma;
        if (value.substring(from, to).strip().equalsIgnoreCase(token)) {
          return true;
        }
        from = to + 1;
      }
    }
    return false;
  }

  /** Visits every field in order. */
  public void forEach(BiConsumer<String, String> visitor) {
    for (int i = 0; i < pairs.length; i += 2) {
      visitor.accept(pairs[i], pairs[i + 1]);
    }
  }

  /** These headers with {@code name} set to one value, wherever and however often it stood. */
  public Headers with(String name, String value) {
    return toBuilder().set(name, value).build();
  }

  /** These headers with one more field at the end. */
  public Headers plus(String name, String value) {
    check(name, value);
    String[] more = Arrays.copyOf(pairs, pairs.length + 2);
    more[pairs.length] = name;
    more[pairs.length + 1] = value;
    return new Headers(more);
  }

  /** These headers without any field of this name. */
  public Headers without(String name) {
    return contains(name) ? toBuilder().remove(name).build() : this;
  }

  /** A builder that starts from these headers. */
  public Builder toBuilder() {
    return new Builder().addAll(this);
  }

  /** The index of the first field of this name at or after {@code from}, or -1. */
  int indexOf(String name, int from) {
    if ((lengths & length(name)) == 0) {
      return -1;
    }
    for (int i = 2 * from; i < pairs.length; i += 2) {
      if (pairs[i].length() == name.length() && pairs[i].equalsIgnoreCase(name)) {
        return i / 2;
      }
    }
    return -1;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Headers that && Arrays.equals(pairs, that.pairs);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(pairs);
  }

  /** The names only: values may be secrets. */
  @Override
  public String toString() {
    List<String> names = new ArrayList<>();
    forEach((name, value) -> names.add(name));
    return "Headers" + names;
  }

  private static void check(String name, String value) {
    if (name.isEmpty()) {
      throw new IllegalArgumentException("header name: empty (expected: a token)");
    }
    for (int i = 0; i < name.length(); i++) {
      if (!HttpText.isTokenChar(name.charAt(i))) {
        throw new IllegalArgumentException(
            "header name: character U+%04X at %d (expected: a token)"
                .formatted((int) name.charAt(i), i));
      }
    }
    for (int i = 0; i < value.length(); i++) {
      if (!HttpText.isValueChar(value.charAt(i))) {
        // The value itself may be a secret, so only the character is named.
        throw new IllegalArgumentException(
            "header %s: character U+%04X at %d (expected: visible characters, blanks, tabs)"
                .formatted(name, (int) value.charAt(i), i));
      }
    }
  }

  /** Collects fields. */
  public static final class Builder {
    /** An answer has about a dozen fields. */
    private final List<String> pairs = new ArrayList<>(32);

    /** As in the headers, and perhaps of names that were removed. */
    private long lengths;

    private Builder() {}

    /**
     * Appends a field.
     *
     * @throws IllegalArgumentException for a name or value that is not allowed
     */
    public Builder add(String name, String value) {
      check(name, value);
      return append(name, value);
    }

    private Builder append(String name, String value) {
      pairs.add(name);
      pairs.add(value);
      lengths |= length(name);
      return this;
    }

    /** Sets a field to one value, in the place where it first stood. */
    public Builder set(String name, String value) {
      check(name, value);
      boolean mayBeThere = (lengths & length(name)) != 0;
      for (int i = 0; mayBeThere && i < pairs.size(); i += 2) {
        if (isNamed(i, name)) {
          pairs.set(i + 1, value);
          removeFrom(i + 2, name);
          return this;
        }
      }
      return append(name, value);
    }

    /** Removes every field of this name. */
    public Builder remove(String name) {
      removeFrom(0, name);
      return this;
    }

    /** Appends every field of {@code headers}. */
    public Builder addAll(Headers headers) {
      pairs.addAll(Arrays.asList(headers.pairs));
      lengths |= headers.lengths;
      return this;
    }

    /** The headers collected so far. */
    public Headers build() {
      return checked(pairs.toArray(new String[0]));
    }

    private boolean isNamed(int at, String name) {
      String there = pairs.get(at);
      return there.length() == name.length() && there.equalsIgnoreCase(name);
    }

    private void removeFrom(int start, String name) {
      for (int i = start; i < pairs.size(); ) {
        if (isNamed(i, name)) {
          pairs.remove(i + 1);
          pairs.remove(i);
        } else {
          i += 2;
        }
      }
    }
  }
}
