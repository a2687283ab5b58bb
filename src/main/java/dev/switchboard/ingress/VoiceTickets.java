package dev.switchboard.ingress;

import dev.switchboard.access.KeyRing;
import dev.switchboard.access.VirtualKey;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import tools.jackson.databind.node.ObjectNode;

/**
 * Short-lived secrets with which a browser opens a voice session in place of its project's key.
 *
 * <p>Kept in this process's memory, as hashes: a restart ends them, and one of several processes
 * knows its own alone.
 */
public final class VoiceTickets {
  private static final int MOST = 20_000;
  private static final int SECRET_BYTES = 24;

  private final KeyRing keys;
  private final SecureRandom random;
  private final Clock clock;
  private final Map<String, Ticket> tickets = new HashMap<>();

  public VoiceTickets(KeyRing keys, SecureRandom random, Clock clock) {
    this.keys = keys;
    this.random = random;
    this.clock = clock;
  }

  /**
   * What a ticket is good for.
   *
   * @param key the key of whoever made it, as it is now; throws when it does not hold any more
   * @param config what the session is set to, in the dialect for which it was made
   * @param locked names of the settings that its bearer cannot change
   * @param uses how many sessions it still opens; 0 for any number
   */
  public record Ticket(
      Supplier<VirtualKey> key,
      ObjectNode config,
      Set<String> locked,
      int uses,
      Instant expiresAt) {
    public Ticket {
      locked = Set.copyOf(locked);
    }

    private Ticket usedOnce() {
      return new Ticket(key, config, locked, uses - 1, expiresAt);
    }

    @Override
    public String toString() {
      return "Ticket[" + expiresAt + "]";
    }
  }

  /**
   * What is wanted of a new ticket.
   *
   * @param presented the text of the caller's key, as it was presented
   * @param uses how many sessions it opens; 0 for any number
   */
  public record Wish(
      String presented, ObjectNode config, Set<String> locked, int uses, Duration lifetime) {
    public Wish {
      locked = Set.copyOf(locked);
    }

    @Override
    public String toString() {
      return "Wish[" + lifetime + "]";
    }
  }

  /** A ticket's text, shown once. */
  public record Issued(String secret, Instant expiresAt) {
    @Override
    public String toString() {
      return "Issued[" + expiresAt + "]";
    }
  }

  /**
   * Makes a ticket.
   *
   * @param prefix of its text
   * @throws FailureException with {@link Failure.Overloaded} when as many are open as may be
   */
  public Issued issue(String prefix, Wish wish) {
    byte[] bytes = new byte[SECRET_BYTES];
    random.nextBytes(bytes);
    String secret = prefix + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    Instant now = clock.instant();
    String presented = wish.presented();
    Ticket ticket =
        new Ticket(
            () -> keys.authenticate(presented),
            wish.config().deepCopy(),
            wish.locked(),
            wish.uses(),
            now.plus(wish.lifetime()));
    synchronized (tickets) {
      if (tickets.size() >= MOST) {
        tickets.values().removeIf(old -> !now.isBefore(old.expiresAt()));
      }
      if (tickets.size() >= MOST) {
        throw new FailureException(
            new Failure.Overloaded("as many tickets wait to be used as may; try again later"));
      }
      tickets.put(hash(secret), ticket);
    }
    return new Issued(secret, ticket.expiresAt());
  }

  /** What a presented text is good for; empty when it is no ticket, or one no longer. */
  public Optional<Ticket> redeem(String presented) {
    String hash = hash(presented);
    synchronized (tickets) {
      Ticket ticket = tickets.get(hash);
      if (ticket == null) {
        return Optional.empty();
      }
      boolean expired = !clock.instant().isBefore(ticket.expiresAt());
      if (expired || ticket.uses() == 1) {
        tickets.remove(hash);
      } else if (ticket.uses() > 1) {
        tickets.put(hash, ticket.usedOnce());
      }
      return expired ? Optional.empty() : Optional.of(ticket);
    }
  }

  private static String hash(String secret) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is part of every Java platform", e);
    }
  }
}
