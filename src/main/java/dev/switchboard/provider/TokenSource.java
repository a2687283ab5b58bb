package dev.switchboard.provider;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Access tokens that expire, kept while they hold. Within its last minutes one caller fetches the
 * next token while the others still use the old one.
 */
public final class TokenSource {
  private static final Duration RENEWED_BEFORE = Duration.ofMinutes(4);
  private static final Duration USED_UNTIL = Duration.ofSeconds(20);

  private final Supplier<AccessToken> fetch;
  private final Clock clock;
  private final AtomicReference<@Nullable AccessToken> current = new AtomicReference<>();
  private final AtomicBoolean renewing = new AtomicBoolean();

  /**
   * @param fetch asks for a new token; throws {@link dev.switchboard.ir.FailureException} when
   *     there is none
   */
  public TokenSource(Supplier<AccessToken> fetch, Clock clock) {
    this.fetch = fetch;
    this.clock = clock;
  }

  /** A token and when it ends. */
  public record AccessToken(Credential token, Instant expires) {}

  /**
   * A token that holds now.
   *
   * @throws dev.switchboard.ir.FailureException if there is none to be had
   */
  public String token() {
    AccessToken known = current.get();
    Instant now = clock.instant();
    if (known == null || now.isAfter(known.expires().minus(USED_UNTIL))) {
      return renewed().token().secret();
    }
    if (now.isAfter(known.expires().minus(RENEWED_BEFORE)) && renewing.compareAndSet(false, true)) {
      try {
        return renewed().token().secret();
      } finally {
        renewing.set(false);
      }
    }
    return known.token().secret();
  }

  private AccessToken renewed() {
    AccessToken next = fetch.get();
    current.set(next);
    return next;
  }
}
