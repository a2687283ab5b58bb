package dev.switchboard.pipeline;

import dev.switchboard.access.Lease;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.provider.ChatOrder;
import dev.switchboard.provider.ChatProvider;
import dev.switchboard.provider.InputCounter;
import java.util.OptionalLong;

/**
 * How many tokens a request is.
 *
 * @param tokens the input's tokens, tools and schema included
 * @param estimated whether the count is ours, because the provider gave none
 */
public record InputCount(long tokens, boolean estimated) {

  /** The provider's own count, or an estimate where it has none or cannot give it now. */
  static InputCount of(
      ChatProvider provider, Lease lease, ChatOrder order, TokenEstimator estimator) {
    OptionalLong counted = OptionalLong.empty();
    if (provider instanceof InputCounter counter) {
      try {
        counted = counter.countInput(lease, order);
      } catch (FailureException e) {
        if (!CallSession.mayFallBack(e.failure()) && !lacksRoute(e.failure())) {
          throw e;
        }
      }
    }
    return counted.isPresent()
        ? new InputCount(counted.getAsLong(), false)
        : new InputCount(UsageEstimate.count(order.request().get(), estimator), true);
  }

  /** Servers that imitate a dialect often have its main route only. */
  private static boolean lacksRoute(Failure failure) {
    return failure instanceof Failure.ProviderRejected rejected
        && (rejected.upstreamStatus() == 404 || rejected.upstreamStatus() == 405);
  }
}
