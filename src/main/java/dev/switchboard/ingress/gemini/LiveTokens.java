package dev.switchboard.ingress.gemini;

import dev.switchboard.access.Scope;
import dev.switchboard.access.VirtualKey;
import dev.switchboard.http.Exchange;
import dev.switchboard.ingress.Credentials;
import dev.switchboard.ingress.Incoming;
import dev.switchboard.ingress.VoiceTickets;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.json.Fields;
import dev.switchboard.json.Json;
import dev.switchboard.wire.gemini.GeminiObject;
import dev.switchboard.wire.gemini.Name;
import dev.switchboard.wire.gemini.live.LiveConstraints;
import dev.switchboard.wire.gemini.live.LiveServerSetup;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code POST …/auth_tokens}: short-lived tokens with which a browser opens sessions of the Live
 * API in place of its project's key, and those sessions' bearers.
 *
 * @see <a href="https://ai.google.dev/api/live#ephemeral-auth-tokens">source</a>
 */
public final class LiveTokens {
  static final String RESOURCE = "auth_tokens";

  private static final String PREFIX = RESOURCE + "/";
  private static final String SCHEME = "Token ";
  private static final Duration LONGEST = Duration.ofHours(20);
  private static final Duration USUAL_SESSION = Duration.ofMinutes(30);
  private static final Duration USUAL_BEGINNING = Duration.ofMinutes(1);
  private static final int MOST_USES = 1_000;

  private static final Name USES = Name.of("uses");
  private static final Name EXPIRE_TIME = Name.of("expireTime");
  private static final Name BEGIN_TIME = Name.of("newSessionExpireTime");
  private static final Name SETUP = Name.of("bidiGenerateContentSetup");
  private static final Name MASK = Name.of("fieldMask");
  private static final Name MODEL = Name.of("model");

  private final Credentials credentials;
  private final VoiceTickets tickets;
  private final Clock clock;

  public LiveTokens(Credentials credentials, VoiceTickets tickets, Clock clock) {
    this.credentials = credentials;
    this.tickets = tickets;
    this.clock = clock;
  }

  /**
   * Who asks for a session.
   *
   * @param key as it is at each turn; throws when it, or the token, does not hold any more
   * @param constraints what the token sets the session to
   */
  record Bearer(Supplier<VirtualKey> key, LiveConstraints constraints) {}

  /**
   * The bearer of a key or of a token, one use of which is taken.
   *
   * @throws FailureException with {@link Failure.Unauthorized} for neither
   */
  Bearer bearer(Exchange exchange) {
    String presented = presented(exchange);
    if (!presented.startsWith(PREFIX)) {
      return new Bearer(() -> credentials.authenticate(presented), LiveConstraints.NONE);
    }
    VoiceTickets.Ticket ticket =
        tickets
            .redeem(presented)
            .orElseThrow(() -> expired("the token is not known, has been used up, or has expired"));
    Instant end = Instant.parse(ticket.config().path("end").asString());
    return new Bearer(
        () -> {
          if (!clock.instant().isBefore(end)) {
            throw expired("the token has expired");
          }
          return ticket.key().get();
        },
        LiveConstraints.of(ticket.config()));
  }

  private static FailureException expired(String message) {
    return new FailureException(new Failure.Unauthorized("invalid_key", message));
  }

  private static String presented(Exchange exchange) {
    return exchange
        .header("authorization")
        .filter(value -> value.regionMatches(true, 0, SCHEME, 0, SCHEME.length()))
        .map(value -> value.substring(SCHEME.length()).strip())
        .or(() -> Credentials.presented(exchange))
        .orElse("");
  }

  /** Makes a token. */
  void create(Incoming incoming) {
    Exchange exchange = incoming.exchange();
    credentials.authenticate(exchange).require(Scope.CALL);
    GeminiObject body = new GeminiObject(Fields.of(Json.parse(incoming.body())));
    Instant now = clock.instant();
    Instant end = time(body, EXPIRE_TIME, now, now.plus(USUAL_SESSION));
    Instant begin = time(body, BEGIN_TIME, now, now.plus(USUAL_BEGINNING));
    begin = begin.isAfter(end) ? end : begin;
    int uses = (int) body.integer(USES, 0, MOST_USES).orElse(1);
    ObjectNode config = Json.object().put("end", end.toString());
    Optional<GeminiObject> setup = body.object(SETUP);
    setup.ifPresent(given -> {
      if (given.has(MODEL)) {
        ObjectNode frame = Json.object();
        frame.set("setup", given.fields().node().deepCopy());
        var _ = LiveServerSetup.read(Json.text(frame));
      }
      LiveConstraints.write(config, given.fields().node(), mask(body));
    });
    VoiceTickets.Issued issued =
        tickets.issue(
            PREFIX,
            new VoiceTickets.Wish(
                Credentials.presented(exchange).orElse(""),
                config,
                Set.of(),
                uses,
                Duration.between(now, begin)));
    incoming.json(
        200,
        Json.write(
            Json.object()
                .put("name", issued.secret())
                .put("expireTime", end.toString())
                .put("newSessionExpireTime", begin.toString())
                .put("uses", uses)));
  }

  /** A mask is a text with commas between its paths; some write a list of them. */
  private static List<String> mask(GeminiObject body) {
    return body.get(MASK).isEmpty()
        ? List.of()
        : body.get(MASK).get().node().isString()
            ? List.of(body.text(MASK).split(","))
            : body.texts(MASK);
  }

  private static Instant time(GeminiObject body, Name name, Instant now, Instant usual) {
    String text = body.text(name);
    if (text.isEmpty()) {
      return usual;
    }
    try {
      Instant time = OffsetDateTime.parse(text).toInstant();
      if (time.isAfter(now) && !time.isAfter(now.plus(LONGEST))) {
        return time;
      }
    } catch (DateTimeParseException _) {
      // As for one that is out of bounds.
    }
    throw body.fields()
        .invalid(name.camel(), "a time within the next 20 h, as 2026-01-31T12:00:00Z");
  }
}
