package dev.switchboard.access;

import java.util.Optional;

/** Where single values that belong to the whole database are kept. */
public interface Settings {

  /** The value of that name. */
  Optional<String> find(String name);

  /**
   * Keeps a value unless there is one.
   *
   * @return the value that is kept now
   */
  String insertIfAbsent(String name, String value);
}
