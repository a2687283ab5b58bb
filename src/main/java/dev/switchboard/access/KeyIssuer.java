package dev.switchboard.access;

import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes, adopts, rotates and revokes keys; what it does holds in this process when it returns.
 *
 * <p>A text we make is {@code sb-<22 letters and digits of the id>-<43 of the secret>}.
 */
public final class KeyIssuer {
  private static final String ID_PREFIX = "key_";

  private final VirtualKeys keys;
  private final KeyRing ring;
  private final Pepper pepper;
  private final Ids ids;
  private final Clock clock;

  public KeyIssuer(VirtualKeys keys, KeyRing ring, Pepper pepper, Ids ids, Clock clock) {
    this.keys = Objects.requireNonNull(keys);
    this.ring = Objects.requireNonNull(ring);
    this.pepper = Objects.requireNonNull(pepper);
    this.ids = Objects.requireNonNull(ids);
    this.clock = Objects.requireNonNull(clock);
  }

  /**
   * Makes a key.
   *
   * @throws FailureException with {@link Failure.NotFound} if there is no such project
   */
  public IssuedKey issue(NewKey wanted) {
    String id = ids.next(ID_PREFIX);
    KeyText text = newText(id);
    return new IssuedKey(insert(wanted, id, text, pepper.hash(text.reveal())), text);
  }

  /**
   * Makes a key of a text that the operator chose; does nothing if there is a key of that text.
   *
   * @return the key as it is now
   */
  public VirtualKey adopt(NewKey wanted, KeyText text) {
    KeyHash hash = pepper.hash(text.reveal());
    Optional<StoredKey> present = keys.findByHash(hash);
    if (present.isPresent()) {
      return present.get().key();
    }
    try {
      return insert(wanted, ids.next(ID_PREFIX), text, hash);
    } catch (FailureException e) {
      // Another process that starts with the same text may have been first.
      return keys.findByHash(hash).orElseThrow(() -> e).key();
    }
  }

  /**
   * Revokes a key; one that is revoked stays as it is.
   *
   * @return the key as it is now
   * @throws FailureException with {@link Failure.NotFound} if there is none of that id
   */
  public VirtualKey revoke(String id) {
    StoredKey revoked = keys.revoke(id, now()).orElseThrow(() -> notFound(id));
    ring.changed(revoked);
    return revoked.key();
  }

  /**
   * Gives a key a new text; the old one is refused from now on.
   *
   * @throws FailureException with {@link Failure.NotFound} if there is none of that id, {@link
   *     Failure.Conflict} if it is revoked
   */
  public IssuedKey rotate(String id) {
    VirtualKey before = keys.find(id).orElseThrow(() -> notFound(id));
    if (before.revokedAt() != null) {
      throw new FailureException(
          new Failure.Conflict("the key " + id + " is revoked (expected: one that is not)"));
    }
    KeyText text = newText(id);
    KeyHash old =
        keys.rotate(id, pepper.hash(text.reveal()), text.hint()).orElseThrow(() -> notFound(id));
    ring.replaced(before, old);
    return new IssuedKey(keys.find(id).orElseThrow(() -> notFound(id)), text);
  }

  private VirtualKey insert(NewKey wanted, String id, KeyText text, KeyHash hash) {
    VirtualKey key =
        new VirtualKey(
            id,
            wanted.projectId(),
            wanted.name(),
            text.hint(),
            wanted.scopes(),
            wanted.allowedModels(),
            now(),
            micros(wanted.expiresAt()),
            null,
            null);
    keys.insert(new StoredKey(key, hash));
    ring.added(hash);
    return key;
  }

  private KeyText newText(String id) {
    return new KeyText("sb-" + id.substring(ID_PREFIX.length()) + "-" + ids.secret());
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }

  private static @Nullable Instant micros(@Nullable Instant instant) {
    return instant == null ? null : instant.truncatedTo(ChronoUnit.MICROS);
  }

  private static FailureException notFound(String id) {
    return new FailureException(
        new Failure.NotFound("not_found", "key " + id + ": there is none of that id"));
  }
}
