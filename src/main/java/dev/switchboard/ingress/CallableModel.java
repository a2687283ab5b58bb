package dev.switchboard.ingress;

import java.util.Objects;

/**
 * A model that callers may name, as the listings of all dialects need it.
 *
 * @param id the name that callers use
 * @param createdSeconds Unix time of its release; 0 when unknown
 * @param ownedBy who serves it
 */
public record CallableModel(String id, long createdSeconds, String ownedBy) {
  public CallableModel {
    Objects.requireNonNull(id);
    Objects.requireNonNull(ownedBy);
  }
}
