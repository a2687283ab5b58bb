package dev.switchboard.ingress.openai;

import dev.switchboard.access.VirtualKey;
import dev.switchboard.conversation.Turn;
import dev.switchboard.conversation.Turns;
import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Responses that their project may come back to, for {@link #KEPT_FOR}.
 *
 * <p>Where the operator keeps no content none is kept, whatever the caller asks for.
 */
public final class KeptResponses {
  /** As long as OpenAI keeps them. */
  static final Duration KEPT_FOR = Duration.ofDays(30);

  static final int KEPT_PER_PROJECT = 100_000;
  private static final int MAX_CHARACTERS = 32 << 20;

  /** The longest chain of responses that one may continue. */
  private static final int MAX_CHAIN = 1_000;

  /** Who works on a response says so once a minute. */
  private static final Duration DEAD_AFTER = Duration.ofMinutes(3);

  private static final Logger LOG = LoggerFactory.getLogger(KeptResponses.class);

  private final Turns turns;
  private final boolean allowed;
  private final Clock clock;

  /**
   * @param allowed whether content may be kept
   */
  public KeptResponses(Turns turns, boolean allowed, Clock clock) {
    this.turns = turns;
    this.allowed = allowed;
    this.clock = clock;
  }

  boolean allowed() {
    return allowed;
  }

  Turns turns() {
    return turns;
  }

  Instant now() {
    return clock.instant();
  }

  static Turn.Key key(VirtualKey owner, String id) {
    return new Turn.Key(owner.projectId(), Dialect.OPENAI_RESPONSES.label(), id);
  }

  /** A turn that begins or is whole now. */
  Turn turn(
      Turn.Key key, @Nullable String previousId, Turn.State state, String input, String answer) {
    Instant now = now();
    return new Turn(key, previousId, state, input, answer, now, now.plus(KEPT_FOR), now);
  }

  /**
   * Keeps a whole response.
   *
   * @return false if it cannot be kept, so that the answer must not say it is
   */
  boolean keep(Turn turn, List<String> itemIds) {
    if (turn.input().length() + (long) turn.answer().length() > MAX_CHARACTERS) {
      return false;
    }
    try {
      turns.insert(turn, itemIds);
      return true;
    } catch (FailureException e) {
      LOG.warn("response {} is not kept: {}", turn.key().id(), e.failure().message());
      return false;
    }
  }

  /**
   * The response of that id.
   *
   * @throws FailureException with {@link Failure.NotFound} when the project has none
   */
  Turn require(VirtualKey owner, String id) {
    return turns.find(key(owner, id)).orElseThrow(() -> notFound(id));
  }

  static FailureException notFound(String id) {
    String shown = id.length() > 80 ? id.substring(0, 80) + "…" : id;
    return new FailureException(
        new Failure.NotFound("not_found", "response " + shown + " is not kept for this project"));
  }

  /** Whether nobody works any more on a response that was never finished. */
  boolean isDead(Turn turn) {
    return turn.state() == Turn.State.RUNNING && turn.aliveAt().plus(DEAD_AFTER).isBefore(now());
  }

  /**
   * A response and all that it continues, the oldest first.
   *
   * @throws FailureException with {@link Failure.InvalidRequest} when one of them is gone, or not
   *     yet whole
   */
  List<Turn> conversation(VirtualKey owner, String newestId) {
    List<Turn> chain = turns.chain(key(owner, newestId), MAX_CHAIN);
    if (chain.isEmpty()) {
      throw previousNotFound("response " + newestId + " is not kept for this project");
    }
    String missing = chain.getLast().previousId();
    if (missing != null) {
      throw previousNotFound(
          chain.size() == MAX_CHAIN
              ? "the conversation has more than " + MAX_CHAIN + " responses"
              : "response " + missing + ", which " + newestId + " continues, is gone");
    }
    if (chain.getFirst().state() == Turn.State.RUNNING) {
      throw previousNotFound("response " + newestId + " is not whole yet");
    }
    return chain.reversed();
  }

  private static FailureException previousNotFound(String what) {
    return new FailureException(
        new Failure.InvalidRequest(
            "previous_response_not_found",
            "/previous_response_id",
            "previous_response_id: " + what));
  }

  Optional<Turn> ofItem(VirtualKey owner, String itemId) {
    return turns.ofItem(key(owner, itemId));
  }
}
