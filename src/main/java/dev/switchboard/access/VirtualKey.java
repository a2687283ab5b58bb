package dev.switchboard.access;

import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A caller's key as we know it: everything but its secret.
 *
 * @param id {@code key_} and 22 letters and digits, in the order of creation
 * @param name for people
 * @param hint the last four characters of the key's text
 * @param allowedModels patterns of model names that may be asked for ({@code *} stands for any
 *     characters); empty: all. See {@link ModelPattern}
 * @param expiresAt the first instant at which it is refused; null: never
 * @param revokedAt null while it is not revoked
 * @param lastUsedAt exact to some seconds; null while it was not used
 */
public record VirtualKey(
    String id,
    String projectId,
    String name,
    String hint,
    Set<Scope> scopes,
    List<String> allowedModels,
    Instant createdAt,
    @Nullable Instant expiresAt,
    @Nullable Instant revokedAt,
    @Nullable Instant lastUsedAt) {

  public VirtualKey {
    Objects.requireNonNull(id);
    Objects.requireNonNull(projectId);
    Objects.requireNonNull(name);
    Objects.requireNonNull(hint);
    scopes = Set.copyOf(scopes);
    allowedModels = List.copyOf(allowedModels);
    Objects.requireNonNull(createdAt);
  }

  /**
   * Does nothing if the key has the scope.
   *
   * @throws FailureException with {@link Failure.Forbidden} {@code key_scope} if it has not
   */
  public void require(Scope scope) {
    if (!scopes.contains(scope)) {
      throw new FailureException(
          new Failure.Forbidden(
              "key_scope", "the key " + id + " does not have the scope " + scope.label()));
    }
  }

  /** Whether the key may be used for this model name; see {@link ModelPattern}. */
  public boolean allowsModel(String model) {
    if (allowedModels.isEmpty()) {
      return true;
    }
    for (String pattern : allowedModels) {
      if (ModelPattern.matches(pattern, model)) {
        return true;
      }
    }
    return false;
  }

  VirtualKey withRevokedAt(Instant at) {
    return new VirtualKey(
        id, projectId, name, hint, scopes, allowedModels, createdAt, expiresAt, at, lastUsedAt);
  }
}
