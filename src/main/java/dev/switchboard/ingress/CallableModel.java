package dev.switchboard.ingress;

import dev.switchboard.catalog.ModelEntry;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A model that callers may name, as the listings of all dialects need it.
 *
 * @param id the name that callers use
 * @param createdSeconds Unix time of its release; 0 when unknown
 * @param ownedBy who serves it
 * @param facts what else is known of it
 */
public record CallableModel(String id, long createdSeconds, String ownedBy, Facts facts) {
  public CallableModel {
    Objects.requireNonNull(id);
    Objects.requireNonNull(ownedBy);
    Objects.requireNonNull(facts);
  }

  /**
   * What a listing may tell beside the name.
   *
   * @param displayName for people
   * @param contextTokens the most tokens of input and output together; null when unknown
   * @param outputTokens the most tokens of output; null when unknown
   * @param deprecated whether its provider will take it away
   * @param entry what the catalogue says; null for nothing
   */
  public record Facts(
      String displayName,
      @Nullable Long contextTokens,
      @Nullable Long outputTokens,
      boolean deprecated,
      @Nullable ModelEntry entry) {
    /** A name of which nothing is known. */
    public static Facts unknown(String displayName) {
      return new Facts(displayName, null, null, false, null);
    }

    public Facts {
      Objects.requireNonNull(displayName);
    }
  }
}
