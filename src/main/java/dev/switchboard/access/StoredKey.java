package dev.switchboard.access;

import java.util.Objects;

/** A key with the hash under which it is kept. */
public record StoredKey(VirtualKey key, KeyHash hash) {
  public StoredKey {
    Objects.requireNonNull(key);
    Objects.requireNonNull(hash);
  }
}
