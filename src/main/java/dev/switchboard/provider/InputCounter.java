package dev.switchboard.provider;

import dev.switchboard.access.Lease;
import java.util.OptionalLong;

/** A provider that can say how many tokens a request is without answering it. */
public interface InputCounter {

  /**
   * Counts.
   *
   * @param order the request as it would be sent for an answer; {@code original}, if any, is a body
   *     of the dialect's own count route and not of the one that answers
   * @return the input's tokens; empty if the provider has no count after all
   * @throws dev.switchboard.ir.FailureException as {@link ChatProvider#chat}
   */
  OptionalLong countInput(Lease lease, ChatOrder order);
}
