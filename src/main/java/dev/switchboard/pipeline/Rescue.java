package dev.switchboard.pipeline;

import dev.switchboard.ir.ChatRequest;
import dev.switchboard.ir.Content;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.ir.Note;
import dev.switchboard.ir.Usage;
import dev.switchboard.json.InvalidFieldException;
import dev.switchboard.json.InvalidJsonException;
import dev.switchboard.provider.ChatProvider;
import dev.switchboard.provider.ChatStream;
import dev.switchboard.routing.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds somebody to go on with one answer when who gives it breaks off. Used by one thread.
 *
 * <p>The plan's other targets are asked in their order, then the one that broke off, if it may be
 * asked again: by their health, within the call's time and retry budgets, and no more often than
 * the rules say.
 */
final class Rescue {
  private final CallSession session;
  private final Prompt prompt;
  private final List<Target> targets;
  private Target serving;
  private Optional<AttemptStream> last = Optional.empty();
  private Usage spent = Usage.NONE;
  private int left;

  /**
   * @param prompt of the answer
   * @param serving who gives it
   * @param targets who may go on with it
   */
  Rescue(CallSession session, Prompt prompt, Target serving, List<Target> targets) {
    this.session = session;
    this.prompt = prompt;
    this.serving = serving;
    this.targets = targets;
    this.left = session.mostRescues();
  }

  /** Says whose end counts next. */
  void follow(AttemptStream attempt) {
    last = Optional.of(attempt);
  }

  /**
   * The rest of the answer; its first words are there.
   *
   * @param failure how it broke off
   * @param told what the caller has
   * @return empty if nobody can go on
   */
  Optional<ChatStream> after(Failure failure, Told told) {
    spend();
    if (left <= 0 || !told.canBeContinued() || !isLost(failure)) {
      return Optional.empty();
    }
    Optional<ChatRequest> request = request();
    if (request.isEmpty() || choices(request.get()) > 1) {
      return Optional.empty();
    }
    session.recorder().tried(serving.id(), failure);
    RescuePrompt asked =
        new RescuePrompt(request.get(), told, session.pipeline().recording().estimator());
    for (Target target : order(failure)) {
      Optional<ChatStream> rest = at(target, asked);
      if (rest.isPresent() || left <= 0) {
        return rest;
      }
    }
    return Optional.empty();
  }

  private void spend() {
    last.ifPresent(attempt -> spent = spent.plus(attempt.usage()));
    last = Optional.empty();
  }

  /** Whether an answer that broke off so may be had elsewhere. */
  private boolean isLost(Failure failure) {
    return !session.context().cancellation().isCancelled()
        && session.context().cancellation().nanosLeft() > 0
        && !(failure instanceof Failure.Overloaded)
        && session.fallback().may(serving, failure);
  }

  /** Empty for a body that was passed on although it cannot be read here. */
  private Optional<ChatRequest> request() {
    try {
      return Optional.of(prompt.request().get());
    } catch (FailureException | InvalidFieldException | InvalidJsonException _) {
      return Optional.empty();
    }
  }

  private static int choices(ChatRequest request) {
    Integer choices = request.sampling().choices();
    return choices == null ? 1 : choices;
  }

  private List<Target> order(Failure failure) {
    List<Target> order = new ArrayList<>();
    for (Target target : targets) {
      if (!session.turns().hasTried(target)) {
        order.add(target);
      }
    }
    int retries = session.pipeline().egress().chat(serving.provider()).retries();
    if (order.isEmpty() && session.turns().mayRepeat(serving, retries, failure)) {
      order.add(serving);
    }
    return order;
  }

  private Optional<ChatStream> at(Target target, RescuePrompt asked) {
    ChatProvider provider = session.pipeline().egress().chat(target.provider());
    List<RescueWay> ways =
        asked.ways(prompt.dialectAt(provider, target.upstreamModel()), target.upstreamModel());
    for (RescueWay way : ways) {
      if (left-- <= 0) {
        return Optional.empty();
      }
      try {
        return Optional.of(rest(target, asked, way));
      } catch (FailureException e) {
        if (isFinal(e.failure())) {
          left = 0;
        }
        if (!isOfWay(e.failure())) {
          return Optional.empty();
        }
      }
    }
    return Optional.empty();
  }

  private ChatStream rest(Target target, RescuePrompt asked, RescueWay way) {
    ChatRequest request = asked.asked(way);
    boolean same = target.requestedModel().equals(serving.requestedModel());
    Prompt again = new Prompt(() -> request, null, true, same ? prompt.extraHeaders() : Map.of());
    AttemptStream attempt = session.reattempt(target, again, way.word());
    follow(attempt);
    Splice splice =
        asked.needsWhole() ? new WholeSplice(asked, way) : new TextSplice(asked.told(), way);
    Continuation rest = new Continuation(attempt, splice, spent);
    try {
      rest.prime();
    } catch (FailureException e) {
      spend();
      throw e;
    }
    session.recorder().add(splice.notes());
    session
        .recorder()
        .add(
            List.of(
                new Note(
                    Note.Kind.APPROXIMATED,
                    "answer",
                    serving.id() + " broke off; " + target.id() + " went on")));
    serving = target;
    return rest;
  }

  /** Whether nobody needs to be asked any more. */
  private static boolean isFinal(Failure failure) {
    return failure instanceof Failure.CallerGone
        || failure instanceof Failure.BudgetExhausted
        || failure instanceof Failure.Internal;
  }

  /** Whether it was the way of asking that the target refused, so that it may take another. */
  private static boolean isOfWay(Failure failure) {
    return failure instanceof Failure.Unsupported
        || (failure instanceof Failure.ProviderRejected rejected
            && rejected.reason() == Failure.ProviderRejected.Reason.OTHER);
  }

  /** The answer is whole: keeps its thoughts for the next turn. */
  void ended(List<Content> answer) {
    session
        .pipeline()
        .memory()
        .keep(session.context().caller().projectId(), prompt.request(), answer);
  }
}
