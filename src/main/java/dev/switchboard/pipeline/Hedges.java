package dev.switchboard.pipeline;

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
   * How a call begins: with a race where its route wants one, it is known how long the first target
   * takes, another one can be asked, and the call may be at work at two places.
   */
  static <A> Opening<A> opening(CallSession session, List<Target> targets, Question<A> question) {
    Optional<Hedge<A>> race = between(session, targets, question);
    race.ifPresent(session::races);
    return race.isEmpty() ? Opening.unasked(targets) : race.get().run();
  }

  private static <A> Optional<Hedge<A>> between(
      CallSession session, List<Target> targets, Question<A> question) {
    if (session.hedgePercent() == 0
        || targets.size() < 2
        || session.context().work().options().once()) {
      return Optional.empty();
    }
    HealthBoard board = session.pipeline().health();
    Target first = targets.getFirst();
    Optional<Target> second =
        targets.stream()
            .skip(1)
            .filter(
                target -> question.isSame(first, target) && board.of(target).obstacle().isEmpty())
            .findFirst();
    if (second.isEmpty()
        || board.of(first).obstacle().isPresent()
        || !question.mayBeAskedTwice(first)) {
      return Optional.empty();
    }
    OptionalDouble delay =
        session
            .pipeline()
            .paces()
            .within(question.pace(first), question.isStream(first), session.hedgePercent());
    return delay.isEmpty()
        ? Optional.empty()
        : Optional.of(new Hedge<>(session, question, targets, second.get(), delay.getAsDouble()));
  }
}
