package dev.switchboard.pipeline;

import dev.switchboard.ir.ChatRequest;
import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.FailureException;
import dev.switchboard.ir.Tool;
import dev.switchboard.json.InvalidFieldException;
import dev.switchboard.json.InvalidJsonException;
import dev.switchboard.provider.RawBody;
import dev.switchboard.routing.HealthBoard;
import dev.switchboard.routing.Target;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicLong;

/**
 * When a second target may be asked because the first is late, how often one was, and how often
 * that helped.
 */
public final class Hedges {
  private final AtomicLong made = new AtomicLong();
  private final AtomicLong won = new AtomicLong();

  /** How many second targets were asked since the start. */
  public long made() {
    return made.get();
  }

  /** How many of them began to answer first, and served. */
  public long won() {
    return won.get();
  }

  /** A second target was asked. */
  void add(boolean first) {
    made.incrementAndGet();
    if (first) {
      won.incrementAndGet();
    }
  }

  /**
   * The race for a call; empty where its route wants none, nobody knows how long the first target
   * takes, no other one can be asked, or the call may be at work at one place alone.
   */
  static Optional<Hedge> between(CallSession session, Prompt prompt, List<Target> targets) {
    if (session.hedgePercent() == 0 || targets.size() < 2) {
      return Optional.empty();
    }
    HealthBoard board = session.pipeline().health();
    Target first = targets.getFirst();
    OptionalDouble delay =
        session.pipeline().paces().within(first.id(), prompt.stream(), session.hedgePercent());
    Optional<Target> second =
        targets.stream()
            .skip(1)
            .filter(target -> board.of(target).obstacle().isEmpty())
            .findFirst();
    if (delay.isEmpty()
        || second.isEmpty()
        || board.of(first).obstacle().isPresent()
        || !mayBeAtWorkTwice(session, prompt)) {
      return Optional.empty();
    }
    return Optional.of(new Hedge(session, prompt, targets, second.get(), delay.getAsDouble()));
  }

  /**
   * Whether two providers may be at work on it: not where they keep what was said, where the
   * provider itself uses tools, or where the caller asked that it be done once.
   */
  private static boolean mayBeAtWorkTwice(CallSession session, Prompt prompt) {
    RawBody original = prompt.original();
    if (session.context().work().options().once()
        || (original != null
            && (original.dialect() == Dialect.OPENAI_RESPONSES
                || original.dialect() == Dialect.GEMINI_INTERACTIONS))) {
      return false;
    }
    try {
      ChatRequest request = prompt.request().get();
      return request.tools().stream().noneMatch(Tool.Opaque.class::isInstance);
    } catch (FailureException | InvalidFieldException | InvalidJsonException _) {
      return false;
    }
  }
}
