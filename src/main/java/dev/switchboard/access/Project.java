package dev.switchboard.access;

import java.time.Instant;
import java.util.Objects;

/**
 * What keys, functions, traces and spend belong to.
 *
 * @param id {@code prj_} and 22 letters and digits, in the order of creation
 * @param name unique, for people
 */
public record Project(String id, String name, Instant createdAt) {
  public Project {
    Objects.requireNonNull(id);
    Objects.requireNonNull(createdAt);
    if (name.isBlank() || name.length() > 128) {
      throw new IllegalArgumentException(
          "project name of " + name.length() + " characters (expected: 1 to 128, not blank)");
    }
  }
}
