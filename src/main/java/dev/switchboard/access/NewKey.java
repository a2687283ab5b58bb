package dev.switchboard.access;

import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a key to be made shall be.
 *
 * @param allowedModels patterns; empty: all
 * @param expiresAt null: never
 */
public record NewKey(
    String projectId,
    String name,
    Set<Scope> scopes,
    List<String> allowedModels,
    @Nullable Instant expiresAt) {
  public NewKey {
    Objects.requireNonNull(projectId);
    if (name.isBlank() || name.length() > 128) {
      throw new IllegalArgumentException(
          "key name of " + name.length() + " characters (expected: 1 to 128, not blank)");
    }
    scopes = Set.copyOf(scopes);
    allowedModels = List.copyOf(allowedModels);
    for (String pattern : allowedModels) {
      if (pattern.isBlank() || pattern.length() > 256) {
        throw new IllegalArgumentException(
            "allowed model: '" + pattern + "' (expected: 1 to 256 characters, not blank)");
      }
    }
  }

  /** A key for everything, for all time. */
  public static NewKey unrestricted(String projectId, String name) {
    return new NewKey(projectId, name, EnumSet.allOf(Scope.class), List.of(), null);
  }
}
