package dev.switchboard.app;

import dev.switchboard.http.Script;
import java.time.Duration;
import java.util.List;

/** What a provider can do to a call, and what is to come of it when another target is healthy. */
enum Fault {
  LIMITED(Then.FALLBACK, 2),
  LIMITED_FOR_A_SECOND(Then.FALLBACK, 2),
  LIMITED_FOR_AN_HOUR(Then.FALLBACK, 1),
  SERVER_ERROR_ONCE(Then.OWN_ANSWER, 2),
  SERVER_ERROR(Then.FALLBACK, 2),
  RESET_BEFORE_HEAD(Then.FALLBACK, 2),
  SILENCE(Then.FALLBACK, 1),
  SLOW_FIRST_EVENT(Then.OWN_ANSWER, 1),
  CUT(Then.RESCUE, 1),
  STALL(Then.RESCUE, 1),
  MALFORMED(Then.RESCUE, 1),
  MISSING_TERMINATOR(Then.OWN_ANSWER, 1),
  CONTEXT_LENGTH(Then.FALLBACK, 1),
  CONTENT_FILTER(Then.FINAL, 1),
  WRONG_LENGTH(Then.FALLBACK, 2),
  SLOW_DRIP(Then.RESCUE, 1),
  ERROR_EVENT(Then.RESCUE, 1),
  TOOL_ARGUMENTS_CUT(Then.NO_RESCUE, 1),
  EMPTY(Then.FALLBACK, 1),
  HTML(Then.FALLBACK, 1),
  NO_FINISH_REASON(Then.RESCUE, 1),
  /** Down, up again, and down in the middle of the answer. */
  FLAPPING(Then.RESCUE, 2),
  GARBAGE(Then.FALLBACK, 1),
  /** Something else where the length of a chunk is to be. */
  GARBAGE_CHUNK(Then.RESCUE, 1),
  /** The length that is told ends in the middle of the answer. */
  SHORT_LENGTH(Then.RESCUE, 1),
  /** Cut, and the other target wants no beginning of its own turn. */
  PREFILL_REFUSED(Then.RESCUE, 1),
  CONNECTION_REFUSED(Then.FALLBACK, 0),
  NO_TLS(Then.FALLBACK, 0),
  UNTRUSTED(Then.FALLBACK, 0),
  NO_SUCH_NAME(Then.FALLBACK, 0);

  /** What the caller gets. */
  enum Then {
    /** The fallback's answer, whole. */
    FALLBACK,
    /** The first target's own answer, whole. */
    OWN_ANSWER,
    /** The provider's reason, from nobody else. */
    FINAL,
    /** Of a whole answer the fallback's; a stream that has begun goes on with it. */
    RESCUE,
    /** What was begun and the fallback's answer do not fit together: an error. */
    NO_RESCUE
  }

  static final Duration FIRST_EVENT = Duration.ofMillis(1_200);
  static final Duration TOTAL = Duration.ofMillis(2_600);

  final Then then;

  /** How often the faulty provider is to be asked where one retry is allowed. */
  final int attempts;

  Fault(Then then, int attempts) {
    this.then = then;
    this.attempts = attempts;
  }

  /** Whether a whole answer can have this fault. */
  boolean isOfStreamsOnly() {
    return this == MISSING_TERMINATOR || this == TOOL_ARGUMENTS_CUT || this == PREFILL_REFUSED;
  }

  /** Whether the answer is that of both targets together. */
  boolean isRescued(boolean stream) {
    return then == Then.RESCUE && stream;
  }

  /** How often the provider is asked; for a whole answer again if it was cut or overloaded. */
  int attempts(Family family, boolean stream) {
    // These have no error under 200: such an answer is nonsense, which is not asked for again.
    boolean nonsense = family == Family.BEDROCK || family == Family.COHERE;
    return !stream && (this == CUT || (this == ERROR_EVENT && !nonsense)) ? 2 : attempts;
  }

  /**
   * What the provider does with one request.
   *
   * @param nth 0 for the first request of the call
   */
  Script script(Family family, boolean stream, int nth) {
    return switch (this) {
      case LIMITED -> Script.json(429, family.error(429, "slow down"));
      case LIMITED_FOR_A_SECOND -> limited(family, 1);
      case LIMITED_FOR_AN_HOUR -> limited(family, 3_600);
      case SERVER_ERROR_ONCE ->
          nth == 0
              ? Script.json(500, family.error(500, "oops"))
              : stream ? family.stream("Own") : family.whole("Own");
      case SERVER_ERROR -> Script.json(503, family.error(503, "maintenance"));
      case RESET_BEFORE_HEAD -> Script.resets();
      case SILENCE -> Script.silence();
      case FLAPPING ->
          nth == 0
              ? Script.json(503, family.error(503, "restarting"))
              : stream ? family.begun("Half").cut() : CUT.whole(family);
      case CONTEXT_LENGTH -> Script.json(400, family.error(400, "context"));
      case CONTENT_FILTER -> Script.json(400, family.error(400, "filter"));
      case GARBAGE -> Script.raw("SSH-2.0-OpenSSH_9.6\r\n\r\n").cut();
      case CONNECTION_REFUSED, NO_TLS, UNTRUSTED, NO_SUCH_NAME ->
          throw new IllegalStateException("nobody hears of it");
      default -> stream ? streamed(family) : whole(family);
    };
  }

  /** What comes after the length that was told belongs to nobody. */
  private static Script shortStream(Family family) {
    String begun = family.start() + family.delta("Half");
    String type =
        switch (family) {
          case BEDROCK -> "application/vnd.amazon.eventstream";
          case OLLAMA -> "application/x-ndjson";
          default -> "text/event-stream";
        };
    return Script.status(200)
        .header("Content-Type", type)
        .header("Content-Length", Integer.toString(begun.length()))
        .send("\r\n" + begun + family.finish() + family.terminator())
        .hang();
  }

  private static Script limited(Family family, int seconds) {
    return Script.status(429)
        .header("Content-Type", "application/json")
        .header("Retry-After", Integer.toString(seconds))
        .body(family.error(429, "slow down"));
  }

  private Script streamed(Family family) {
    return switch (this) {
      case SLOW_FIRST_EVENT ->
          family.slowStream(FIRST_EVENT.dividedBy(8), Duration.ofMillis(10), List.of("Own"));
      case CUT, PREFILL_REFUSED -> family.begun("Half").cut();
      case GARBAGE_CHUNK -> family.begun("Half").send("no length\r\n").hang();
      case SHORT_LENGTH -> shortStream(family);
      case STALL -> family.begun("Half").hang();
      case MALFORMED -> family.begun("Half").chunk("data: {\"choices\": [tru\n\n").hang();
      case MISSING_TERMINATOR -> family.chunk(family.begun("Own"), family.finish()).hang();
      case WRONG_LENGTH ->
          Script.status(200)
              .header("Content-Type", "text/event-stream")
              .header("Content-Length", "5000")
              .send("\r\n" + family.noise())
              .cut();
      case SLOW_DRIP ->
          family.slowStream(
              Duration.ofMillis(10),
              Duration.ofMillis(300),
              List.of("H", "a", "l", "f", "H", "a", "l", "f", "H", "a", "l", "f"));
      case ERROR_EVENT -> family.chunk(family.begun("Half"), family.errorEvent()).end();
      case TOOL_ARGUMENTS_CUT -> family.toolCallBegun().cut();
      case EMPTY -> Script.sse();
      case HTML -> html();
      case NO_FINISH_REASON -> family.chunk(family.begun("Half"), family.terminator()).end();
      default -> throw new IllegalStateException(name());
    };
  }

  private Script whole(Family family) {
    String body = family.wholeBody("Half");
    Script head = Script.status(200).header("Content-Type", "application/json");
    return switch (this) {
      case SLOW_FIRST_EVENT ->
          new Script(
              java.util.stream.Stream.concat(
                      java.util.stream.Stream.of(new Script.Pause(FIRST_EVENT.dividedBy(8))),
                      family.whole("Own").steps().stream())
                  .toList());
      case CUT, WRONG_LENGTH ->
          head.header("Content-Length", "90000").send("\r\n" + body.substring(0, 40)).cut();
      case STALL -> head.header("Content-Length", "90000").send("\r\n{").hang();
      case MALFORMED -> head.body(body.substring(0, body.length() - 10));
      case SLOW_DRIP -> {
        Script slow = head.chunked();
        for (int i = 0; i < 12; i++) {
          slow = slow.chunk(" ").pause(Duration.ofMillis(300));
        }
        yield slow.chunk(body).end();
      }
      case ERROR_EVENT -> head.body(family.error(503, "overloaded"));
      case GARBAGE_CHUNK ->
          head.chunked().chunk(body.substring(0, 40)).send("no length\r\n").hang();
      case SHORT_LENGTH -> head.header("Content-Length", "40").send("\r\n" + body).hang();
      case EMPTY -> head.body("");
      case HTML -> html();
      case NO_FINISH_REASON -> head.body(family.wholeWithoutReason("Half"));
      default -> throw new IllegalStateException(name());
    };
  }

  private static Script html() {
    return Script.status(200)
        .header("Content-Type", "text/html")
        .body("<html><body>Sign in</body></html>");
  }
}
