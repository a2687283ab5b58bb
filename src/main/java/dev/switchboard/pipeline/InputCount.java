package dev.switchboard.pipeline;

import dev.switchboard.access.Lease;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.ir.Note;
import dev.switchboard.provider.ChatOrder;
import dev.switchboard.provider.ChatProvider;
import dev.switchboard.provider.InputCounter;
import dev.switchboard.routing.Target;
import java.util.OptionalLong;

/**
 * How many tokens a request is.
 *
 * @param tokens the input's tokens, tools and schema included
 * @param estimated whether the count is ours, because the provider gave none
 */
public record InputCount(long tokens, boolean estimated) {

  /**
   * Counts the request's tokens for the call's first target, whose model would answer it; by an
   * estimate, with a note, where its provider does not count or cannot now.
   *
   * @param prompt {@code original} is a body of a count route
   * @throws FailureException when the provider says that the request is wrong
   */
  public static InputCount of(CallSession session, Prompt prompt) {
    Target target = session.targets().getFirst();
    ChatProvider provider = session.pipeline().egress().chat(target.provider());
    ChatOrder order = new ChatAttempt(session, provider, target, prompt).order();
    OptionalLong counted = provided(provider, session.lease(target), order);
    if (counted.isPresent()) {
      return new InputCount(counted.getAsLong(), false);
    }
    session.note(
        new Note(Note.Kind.ESTIMATED, "input_tokens", "the provider did not count the tokens"));
    return new InputCount(
        UsageEstimate.count(order.request().get(), session.pipeline().recording().estimator()),
        true);
  }

  private static OptionalLong provided(ChatProvider provider, Lease lease, ChatOrder order) {
    OptionalLong counted = OptionalLong.empty();
    if (provider instanceof InputCounter counter) {
      try {
        counted = counter.countInput(lease, order);
      } catch (FailureException e) {
        if (!Fallback.may(e.failure()) && !lacksRoute(e.failure())) {
          throw e;
        }
      }
    }
    return counted;
  }

  /** Servers that imitate a dialect often have its main route only. */
  private static boolean lacksRoute(Failure failure) {
    return failure instanceof Failure.ProviderRejected rejected
        && (rejected.upstreamStatus() == 404 || rejected.upstreamStatus() == 405);
  }
}
