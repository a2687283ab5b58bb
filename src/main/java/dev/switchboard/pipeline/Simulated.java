package dev.switchboard.pipeline;

import dev.switchboard.ir.Failure;
import dev.switchboard.routing.Decision;
import dev.switchboard.routing.Target;
import dev.switchboard.routing.TargetHealth;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What a call would do now.
 *
 * @param turns the targets in the order in which they would have their turn; empty when there is
 *     none
 * @param refusals why the call would not be admitted; empty when it would be
 * @param failure what its caller would be told before a target is asked; null when one would be
 * @param inputTokens about how many go in; empty when nobody can say
 */
public record Simulated(
    List<Turn> turns,
    Decision decision,
    List<Failure> refusals,
    @Nullable Failure failure,
    OptionalLong inputTokens) {
  public Simulated {
    turns = List.copyOf(turns);
    Objects.requireNonNull(decision);
    refusals = List.copyOf(refusals);
    Objects.requireNonNull(inputTokens);
  }

  /** What becomes of a target. */
  public enum Outcome {
    /** It is asked, the first of all. */
    ASKED,
    /** It is asked when those before it fail. */
    FALLBACK,
    /** It is passed over, and the next has its turn. */
    SKIPPED,
    /** The call ends at it with a refusal. */
    REFUSED,
    /** The call has ended before. */
    NOT_REACHED
  }

  /**
   * One target's turn.
   *
   * @param reason why it would not be asked; empty when it would be
   * @param refusals of limits and budgets to an attempt at it
   * @param mostPicos that the attempt can cost, in 1e-12 USD; empty when nobody knows
   */
  public record Turn(
      Target target,
      Outcome outcome,
      String reason,
      List<Failure> refusals,
      OptionalLong mostPicos,
      TargetHealth.Standing standing) {
    public Turn {
      Objects.requireNonNull(target);
      Objects.requireNonNull(outcome);
      Objects.requireNonNull(reason);
      refusals = List.copyOf(refusals);
      Objects.requireNonNull(mostPicos);
      Objects.requireNonNull(standing);
    }
  }
}
