package dev.switchboard.access;

import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * From a presented key text to the key, mostly from memory.
 *
 * <p>What was looked up once stays in memory, by its hash, and is served from there also while the
 * database does not answer. A change made in this process ({@link KeyIssuer}) holds at once; one
 * made in another process holds after the next {@link #refresh}, which asks for one number and
 * reloads only when it changed. Unknown keys are remembered for {@value #MISSING_SECONDS} s.
 */
public final class KeyRing {
  /** The most keys and the most wrong texts kept in memory, each. */
  static final int CAPACITY = 20_000;

  static final int MISSING_SECONDS = 1;
  private static final int CHUNK = 500;
  private static final long TOUCH_MILLIS = 1_000;

  private final VirtualKeys keys;
  private final Pepper pepper;
  private final Clock clock;
  private final ConcurrentHashMap<KeyHash, Entry> known = new ConcurrentHashMap<>();

  /** Until when each wrong text is not looked up again, in milliseconds since 1970. */
  private final ConcurrentHashMap<KeyHash, Long> missing = new ConcurrentHashMap<>();

  private final ConcurrentHashMap<String, Instant> used = new ConcurrentHashMap<>();
  private volatile long generation = -1;

  public KeyRing(VirtualKeys keys, Pepper pepper, Clock clock) {
    this.keys = Objects.requireNonNull(keys);
    this.pepper = Objects.requireNonNull(pepper);
    this.clock = Objects.requireNonNull(clock);
  }

  /**
   * The key of a presented text.
   *
   * @param presented the whole text as the caller sent it; empty when there was none
   * @throws FailureException with {@link Failure.Unauthorized} ({@code missing_key}, {@code
   *     invalid_key}, {@code expired_key}), or {@link Failure.Overloaded} when the text was not
   *     seen before and the database does not answer
   */
  public VirtualKey authenticate(String presented) {
    if (presented.isEmpty()) {
      throw unauthorized("missing_key", "no key was sent (expected: Authorization: Bearer <key>)");
    }
    if (presented.length() > KeyText.MAX_LENGTH) {
      throw unknownKey();
    }
    KeyHash hash = pepper.hash(presented);
    Entry entry = known.get(hash);
    if (entry == null || !entry.stored.hash().matches(hash)) {
      entry = load(hash);
    }
    VirtualKey key = entry.stored.key();
    long now = clock.millis();
    if (entry.gone) {
      throw unknownKey();
    }
    if (key.revokedAt() != null) {
      throw unauthorized("invalid_key", "the key " + key.id() + " was revoked");
    }
    if (key.expiresAt() != null && now >= key.expiresAt().toEpochMilli()) {
      throw unauthorized("expired_key", "the key " + key.id() + " expired at " + key.expiresAt());
    }
    if (now - entry.touchedMillis >= TOUCH_MILLIS) {
      entry.touchedMillis = now;
      used.put(key.id(), Instant.ofEpochMilli(now));
    }
    return key;
  }

  /**
   * Takes over what other processes changed; called every second or so, off the request path.
   *
   * @throws FailureException with {@link Failure.Overloaded} while the database does not answer;
   *     what is known stays
   */
  public void refresh() {
    long current = keys.generation();
    if (current != generation) {
      generation = current;
      missing.clear();
    }
    List<Entry> stale = new ArrayList<>();
    for (Entry entry : known.values()) {
      if (entry.generation != current) {
        stale.add(entry);
      }
    }
    for (int from = 0; from < stale.size(); from += CHUNK) {
      reload(stale.subList(from, Math.min(stale.size(), from + CHUNK)), current);
    }
  }

  /**
   * Writes down when keys were last used; called every few seconds, off the request path.
   *
   * @throws FailureException with {@link Failure.Overloaded} while the database does not answer;
   *     the times are kept for the next call
   */
  public void flushLastUsed() {
    Map<String, Instant> batch = Map.copyOf(used);
    if (batch.isEmpty()) {
      return;
    }
    keys.touch(batch);
    batch.forEach(used::remove);
  }

  /** A key was made in this process. */
  void added(KeyHash hash) {
    missing.remove(hash);
  }

  /** A key was changed in this process: what a concurrent look-up read before is overruled. */
  void changed(StoredKey key) {
    known.put(key.hash(), new Entry(key, generation, false));
  }

  /** A text is good for its key no more. */
  void replaced(VirtualKey key, KeyHash hash) {
    known.put(hash, new Entry(new StoredKey(key, hash), generation, true));
  }

  int rememberedWrongTexts() {
    return missing.size();
  }

  private Entry load(KeyHash hash) {
    Long until = missing.get(hash);
    if (until != null && clock.millis() < until) {
      throw unknownKey();
    }
    // Read before the look-up, so that a change of another process during it is not missed.
    long before = generation;
    StoredKey found = keys.findByHash(hash).orElse(null);
    if (found == null || !found.hash().matches(hash)) {
      remember(hash);
      throw unknownKey();
    }
    makeRoom();
    Entry loaded = new Entry(found, before, false);
    Entry present = known.putIfAbsent(hash, loaded);
    return present == null ? loaded : present;
  }

  private void remember(KeyHash wrong) {
    if (missing.size() >= CAPACITY) {
      missing.clear();
    }
    missing.put(wrong, clock.millis() + MISSING_SECONDS * 1_000L);
  }

  /** Gives up the half that was used longest ago; only existing keys get in, so this is rare. */
  private void makeRoom() {
    if (known.size() < CAPACITY) {
      return;
    }
    // Read once each: they change meanwhile, which a sort does not bear.
    List<Map.Entry<Long, Entry>> byUse = new ArrayList<>();
    known.values().forEach(entry -> byUse.add(Map.entry(entry.touchedMillis, entry)));
    byUse.sort(Map.Entry.comparingByKey());
    for (Map.Entry<Long, Entry> aged : byUse.subList(0, byUse.size() / 2)) {
      known.remove(aged.getValue().stored.hash(), aged.getValue());
    }
  }

  private void reload(List<Entry> stale, long current) {
    List<KeyHash> hashes = stale.stream().map(entry -> entry.stored.hash()).toList();
    Map<KeyHash, StoredKey> found = new HashMap<>();
    for (StoredKey key : keys.findByHashes(hashes)) {
      found.put(key.hash(), key);
    }
    for (Entry entry : stale) {
      @Nullable StoredKey now = found.get(entry.stored.hash());
      // Only if nobody else put something newer there in the meantime.
      if (now == null) {
        known.remove(entry.stored.hash(), entry);
      } else {
        Entry next = new Entry(now, current, false);
        next.touchedMillis = entry.touchedMillis;
        known.replace(now.hash(), entry, next);
      }
    }
  }

  private static FailureException unknownKey() {
    return unauthorized("invalid_key", "the key is not known here");
  }

  private static FailureException unauthorized(String code, String message) {
    return new FailureException(new Failure.Unauthorized(code, message));
  }

  /** A key in memory; compared by identity, so that only the very same entry is replaced. */
  private static final class Entry {
    private final StoredKey stored;
    private final long generation;
    private final boolean gone;
    private volatile long touchedMillis;

    Entry(StoredKey stored, long generation, boolean gone) {
      this.stored = stored;
      this.generation = generation;
      this.gone = gone;
    }
  }
}
