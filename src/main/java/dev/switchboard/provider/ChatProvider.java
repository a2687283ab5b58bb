package dev.switchboard.provider;

import dev.switchboard.access.Lease;
import dev.switchboard.ir.Dialect;
import org.jspecify.annotations.Nullable;

/** A vendor, or the sandbox, that continues conversations. */
public interface ChatProvider {

  /** The configured name: what stands before the slash in {@code provider/model}. */
  String name();

  /** The dialect it speaks. */
  Dialect dialect();

  /**
   * The dialect in which a call goes out; one that came in it may be passed on as it is.
   *
   * @param asked the dialect in which the call came; null when it came in none
   */
  default Dialect dialectFor(@Nullable Dialect asked, String upstreamModel) {
    return dialect();
  }

  /** How often a failed attempt may be repeated here before another target is asked. */
  default int retries() {
    return 0;
  }

  /**
   * Does nothing if its dialect can carry the request, as far as that can be said without fetching
   * anything.
   *
   * @throws dev.switchboard.ir.FailureException saying what it cannot carry
   */
  default void requireCarried(ChatOrder order) {}

  /**
   * Makes one attempt.
   *
   * <p>Returns when the answer is there or, for a stream, when its first valid event is: until then
   * a caller has received nothing and another target may take over at no cost.
   *
   * @param lease proof that the call was admitted for this provider
   * @throws dev.switchboard.ir.FailureException for every way in which the attempt can fail before
   *     that: unreachable, silent, refused, unreadable, cancelled, or a request that the dialect
   *     cannot carry
   */
  ChatReply chat(Lease lease, ChatOrder order);
}
