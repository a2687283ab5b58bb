package dev.switchboard.access;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where virtual keys are kept.
 *
 * <p>Every method throws {@link dev.switchboard.ir.FailureException} with {@link
 * dev.switchboard.ir.Failure.Overloaded} while the database does not answer.
 */
public interface VirtualKeys {

  /**
   * Keeps a new key.
   *
   * @throws dev.switchboard.ir.FailureException with {@link dev.switchboard.ir.Failure.Conflict} if
   *     its id or hash is taken, {@link dev.switchboard.ir.Failure.NotFound} if there is no such
   *     project
   */
  void insert(StoredKey key);

  /** The key of that id. */
  Optional<VirtualKey> find(String id);

  /** The key of that hash, revoked and expired ones too. */
  Optional<StoredKey> findByHash(KeyHash hash);

  /** The keys of those hashes; those that are not there are left out. */
  List<StoredKey> findByHashes(Collection<KeyHash> hashes);

  /**
   * Keys, oldest first.
   *
   * @param projectId null for all projects
   */
  Page<VirtualKey> list(@Nullable String projectId, Page.Request page);

  /**
   * Revokes a key; one that is revoked stays as it is.
   *
   * @return the key as it is now; empty if there is none of that id
   */
  Optional<StoredKey> revoke(String id, Instant at);

  /**
   * Replaces a key's secret.
   *
   * @return the hash that is not good any more; empty if there is no key of that id
   */
  Optional<KeyHash> rotate(String id, KeyHash hash, String hint);

  /** Notes when keys were last used, by id; never moves a time back. */
  void touch(Map<String, Instant> lastUsed);

  /** A number that grows with every insert, revocation and rotation, in whichever process. */
  long generation();
}
