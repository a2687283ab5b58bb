package dev.switchboard.ingress;

import dev.switchboard.access.Caller;
import dev.switchboard.access.KeyRing;
import dev.switchboard.access.RateLimits;
import dev.switchboard.access.VirtualKey;
import dev.switchboard.http.Exchange;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Finds the caller's key, wherever a dialect's SDK puts it; the same for every route, but that a
 * key in the address is taken on the routes of calls alone.
 */
public final class Credentials {
  private static final List<String> HEADERS = List.of("x-api-key", "x-goog-api-key", "api-key");
  private static final List<String> PARAMETERS = List.of("key", "access_token");

  /** Where a dialect's SDK may put the key into the address, which ends up in logs. */
  private static final Pattern WITH_PARAMETERS =
      Pattern.compile("/v3/(compat|call|realtime)(/.*)?");

  private static final String SUBPROTOCOL = "openai-insecure-api-key.";

  private final KeyRing keys;
  private final RateLimits limits;

  public Credentials(KeyRing keys, RateLimits limits) {
    this.keys = keys;
    this.limits = limits;
  }

  /**
   * The key that the request presents.
   *
   * @throws dev.switchboard.ir.FailureException with {@link
   *     dev.switchboard.ir.Failure.Unauthorized} when there is none, or not a valid one
   */
  public VirtualKey authenticate(Exchange exchange) {
    VirtualKey key = keys.authenticate(presented(exchange).orElse(""));
    CallExchange.tell(exchange, () -> limits.standing(Caller.of(key), List.of()));
    return key;
  }

  /**
   * The key of a text that was presented earlier, as it is now.
   *
   * @throws dev.switchboard.ir.FailureException as {@link #authenticate(Exchange)} does
   */
  public VirtualKey authenticate(String presented) {
    return keys.authenticate(presented);
  }

  /** The secret as presented; empty when there is none. */
  public static Optional<String> presented(Exchange exchange) {
    Optional<String> bearer = bearer(exchange);
    if (bearer.isPresent()) {
      return bearer;
    }
    for (String name : HEADERS) {
      Optional<String> value = exchange.header(name).filter(v -> !v.isBlank());
      if (value.isPresent()) {
        return value.map(String::strip);
      }
    }
    if (!WITH_PARAMETERS.matcher(exchange.path()).matches()) {
      return Optional.empty();
    }
    for (String name : PARAMETERS) {
      Optional<String> value = exchange.query().first(name).filter(v -> !v.isBlank());
      if (value.isPresent()) {
        return value;
      }
    }
    // What a browser can say of itself where it cannot set a field.
    return exchange.asksForWebSocket()
        ? exchange.subprotocols().stream()
            .filter(name -> name.startsWith(SUBPROTOCOL) && name.length() > SUBPROTOCOL.length())
            .map(name -> name.substring(SUBPROTOCOL.length()))
            .findFirst()
        : Optional.empty();
  }

  /** The token of {@code Authorization: Bearer}; empty when there is none. */
  public static Optional<String> bearer(Exchange exchange) {
    return exchange
        .header("authorization")
        .filter(value -> value.regionMatches(true, 0, "Bearer ", 0, 7))
        .map(value -> value.substring(7).strip())
        .filter(token -> !token.isEmpty());
  }
}
