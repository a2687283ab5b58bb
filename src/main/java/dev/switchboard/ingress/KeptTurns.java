package dev.switchboard.ingress;

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
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers of one dialect that their project may come back to, for {@link #KEPT_FOR}.
 *
 * <p>Where the operator keeps no content none is kept, whatever the caller asks for.
 */
public final class KeptTurns {
  /** As long as OpenAI keeps them. */
  public static final Duration KEPT_FOR = Duration.ofDays(30);

  static final int KEPT_PER_PROJECT = 100_000;
  private static final int MAX_CHARACTERS = 32 << 20;

  /** The longest chain of turns that one may continue. */
  private static final int MAX_CHAIN = 1_000;

  /** Who works on a turn says so once a minute. */
  private static final Duration DEAD_AFTER = Duration.ofMinutes(3);

  private static final Logger LOG = LoggerFactory.getLogger(KeptTurns.class);

  private final Words words;
  private final Turns turns;
  private final boolean allowed;
  private final Clock clock;

  /**
   * How a dialect speaks of its turns.
   *
   * @param noun what one is called
   * @param previous the field of a request that names the one it continues
   */
  public record Words(Dialect dialect, String noun, String previous) {
    /** OpenAI's Responses. */
    public static final Words RESPONSES =
        new Words(Dialect.OPENAI_RESPONSES, "response", "previous_response_id");

    public Words {
      Objects.requireNonNull(dialect);
      Objects.requireNonNull(noun);
      Objects.requireNonNull(previous);
    }
  }

  /**
   * @param allowed whether content may be kept
   */
  public KeptTurns(Words words, Turns turns, boolean allowed, Clock clock) {
    this.words = words;
    this.turns = turns;
    this.allowed = allowed;
    this.clock = clock;
  }

  /** The same with turns that are found elsewhere too. */
  public KeptTurns over(Turns others) {
    return new KeptTurns(words, others, allowed, clock);
  }

  /** Whether content may be kept. */
  public boolean allowed() {
    return allowed;
  }

  /** Where they are kept. */
  public Turns turns() {
    return turns;
  }

  /** The time of the clock by which they expire. */
  public Instant now() {
    return clock.instant();
  }

  /** What a turn of this dialect is found by. */
  public Turn.Key key(VirtualKey owner, String id) {
    return new Turn.Key(owner.projectId(), words.dialect().label(), id);
  }

  /** A turn that begins or is whole now. */
  public Turn turn(
      Turn.Key key, @Nullable String previousId, Turn.State state, String input, String answer) {
    Instant now = now();
    return new Turn(key, previousId, state, input, answer, now, now.plus(KEPT_FOR), now);
  }

  /**
   * Keeps a whole turn.
   *
   * @return false if it cannot be kept, so that the answer must not say it is
   */
  public boolean keep(Turn turn, List<String> itemIds) {
    if (turn.input().length() + (long) turn.answer().length() > MAX_CHARACTERS) {
      return false;
    }
    try {
      turns.insert(turn, itemIds);
      return true;
    } catch (FailureException e) {
      LOG.warn("{} {} is not kept: {}", words.noun(), turn.key().id(), e.failure().message());
      return false;
    }
  }

  /**
   * The turn of that id.
   *
   * @throws FailureException with {@link Failure.NotFound} when the project has none
   */
  public Turn require(VirtualKey owner, String id) {
    return turns.find(key(owner, id)).orElseThrow(() -> notFound(id));
  }

  /** What is said of an id that the project does not have. */
  public FailureException notFound(String id) {
    String shown = id.length() > 80 ? id.substring(0, 80) + "…" : id;
    return new FailureException(
        new Failure.NotFound(
            "not_found", words.noun() + " " + shown + " is not kept for this project"));
  }

  /** Whether nobody works any more on a turn that was never finished. */
  public boolean isDead(Turn turn) {
    return turn.state() == Turn.State.RUNNING && turn.aliveAt().plus(DEAD_AFTER).isBefore(now());
  }

  /**
   * A turn and all that it continues, the oldest first.
   *
   * @throws FailureException with {@link Failure.InvalidRequest} when one of them is gone, or not
   *     yet whole
   */
  public List<Turn> conversation(VirtualKey owner, String newestId) {
    String noun = words.noun();
    List<Turn> chain = turns.chain(key(owner, newestId), MAX_CHAIN);
    if (chain.isEmpty()) {
      throw previousNotFound(noun + " " + newestId + " is not kept for this project");
    }
    String missing = chain.getLast().previousId();
    if (missing != null) {
      throw previousNotFound(
          chain.size() == MAX_CHAIN
              ? "the conversation has more than " + MAX_CHAIN + " " + noun + "s"
              : noun + " " + missing + ", which " + newestId + " continues, is gone");
    }
    if (chain.getFirst().state() == Turn.State.RUNNING) {
      throw previousNotFound(noun + " " + newestId + " is not whole yet");
    }
    return chain.reversed();
  }

  private FailureException previousNotFound(String what) {
    return new FailureException(
        new Failure.InvalidRequest(
            "previous_" + words.noun() + "_not_found",
            "/" + words.previous(),
            words.previous() + ": " + what));
  }

  /** The turn that an item belongs to. */
  public Optional<Turn> ofItem(VirtualKey owner, String itemId) {
    return turns.ofItem(key(owner, itemId));
  }
}
