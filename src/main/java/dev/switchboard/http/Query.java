package dev.switchboard.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The query of a request target.
 *
 * @param raw what follows the question mark, as sent; empty if there is none
 */
public record Query(String raw) {
  /** No query. */
  public static final Query NONE = new Query("");

  /**
   * One parameter, decoded.
   *
   * @param name its name
   * @param value its value; empty if there was no equals sign
   */
  public record Parameter(String name, String value) {}

  /** The first value of a parameter, decoded. */
  public Optional<String> first(String name) {
    for (Parameter parameter : parameters()) {
      if (parameter.name().equals(name)) {
        return Optional.of(parameter.value());
      }
    }
    return Optional.empty();
  }

  /** Every value of a parameter, decoded, in order. */
  public List<String> all(String name) {
    List<String> values = new ArrayList<>();
    for (Parameter parameter : parameters()) {
      if (parameter.name().equals(name)) {
        values.add(parameter.value());
      }
    }
    return List.copyOf(values);
  }

  /**
   * All parameters in order, decoded as forms are: plus is a blank, percent escapes are UTF-8. An
   * escape that is not two hexadecimal digits stands for itself.
   */
  public List<Parameter> parameters() {
    List<Parameter> parameters = new ArrayList<>();
    int from = 0;
    while (from < raw.length()) {
      int ampersand = raw.indexOf('&', from);
      int to = ampersand < 0 ? raw.length() : ampersand;
      if (to > from) {
        int equals = raw.indexOf('=', from);
        int nameTo = equals < 0 || equals > to ? to : equals;
        parameters.add(
            new Parameter(
                PercentText.decodeForm(raw.substring(from, nameTo)),
                nameTo == to ? "" : PercentText.decodeForm(raw.substring(nameTo + 1, to))));
      }
      from = to + 1;
    }
    return List.copyOf(parameters);
  }

  /** The length only: a query may carry a key. */
  @Override
  public String toString() {
    return "Query[" + raw.length() + " characters]";
  }
}
