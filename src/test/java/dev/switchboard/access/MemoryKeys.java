package dev.switchboard.access;

import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Keys in memory, which can be away, slow, and count what they are asked. */
final class MemoryKeys implements VirtualKeys {
  final AtomicLong lookups = new AtomicLong();
  final Map<String, Instant> touched = new HashMap<>();
  volatile boolean away;
  volatile @Nullable CountDownLatch holdLookups;
  final CountDownLatch lookupHeld = new CountDownLatch(1);

  private final Map<KeyHash, StoredKey> keys = new ConcurrentHashMap<>();
  private final AtomicLong generation = new AtomicLong(1);

  @Override
  public void insert(StoredKey key) {
    check();
    keys.put(key.hash(), key);
    generation.incrementAndGet();
  }

  @Override
  public Optional<VirtualKey> find(String id) {
    check();
    return stored(id).map(StoredKey::key);
  }

  @Override
  public Optional<StoredKey> findByHash(KeyHash hash) {
    check();
    lookups.incrementAndGet();
    Optional<StoredKey> found = Optional.ofNullable(keys.get(hash));
    CountDownLatch hold = holdLookups;
    if (hold != null) {
      lookupHeld.countDown();
      try {
        hold.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
    return found;
  }

  @Override
  public List<StoredKey> findByHashes(Collection<KeyHash> hashes) {
    check();
    return keys.values().stream().filter(key -> hashes.contains(key.hash())).toList();
  }

  @Override
  public Page<VirtualKey> list(@Nullable String projectId, Page.Request page) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Optional<StoredKey> revoke(String id, Instant at) {
    check();
    Optional<StoredKey> found = stored(id);
    found.ifPresent(
        key -> keys.put(key.hash(), new StoredKey(key.key().withRevokedAt(at), key.hash())));
    generation.incrementAndGet();
    return stored(id);
  }

  @Override
  public Optional<KeyHash> rotate(String id, KeyHash hash, String hint) {
    check();
    Optional<StoredKey> found = stored(id);
    found.ifPresent(key -> {
      keys.remove(key.hash());
      keys.put(hash, new StoredKey(key.key(), hash));
    });
    generation.incrementAndGet();
    return found.map(StoredKey::hash);
  }

  @Override
  public void touch(Map<String, Instant> lastUsed) {
    check();
    touched.putAll(lastUsed);
  }

  @Override
  public long generation() {
    check();
    return generation.get();
  }

  private Optional<StoredKey> stored(String id) {
    return keys.values().stream().filter(key -> key.key().id().equals(id)).findFirst();
  }

  private void check() {
    if (away) {
      throw new FailureException(new Failure.Overloaded("the database does not answer"));
    }
  }
}
