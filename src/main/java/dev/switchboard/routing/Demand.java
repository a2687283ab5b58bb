package dev.switchboard.routing;

import dev.switchboard.ir.Prefer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a call says that routes look at.
 *
 * @param prefer what matters most to the caller; null when not said
 * @param region where it is to be served, such as {@code eu}; empty for anywhere
 * @param session the caller's name for a user or a conversation, if its headers give one; else
 *     empty
 * @param said what its body says
 */
public record Demand(@Nullable Prefer prefer, String region, String session, Said said) {
  /** A call that says nothing. */
  public static final Demand NONE = new Demand(null, "", "", Said.NOTHING);

  public Demand {
    Objects.requireNonNull(region);
    Objects.requireNonNull(session);
    Objects.requireNonNull(said);
  }

  /** A call of which only the body speaks. */
  public static Demand of(Said said) {
    return new Demand(null, "", "", said);
  }

  /** By which calls belong together; empty when the caller does not say. */
  String sessionKey() {
    return session.isEmpty() ? said.session() : session;
  }
}
