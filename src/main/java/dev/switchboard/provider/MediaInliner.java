package dev.switchboard.provider;

import dev.switchboard.ir.ChatRequest;
import dev.switchboard.wire.ClientCodec;

/** Puts the bytes of web media in place for dialects that do not fetch by themselves. */
@FunctionalInterface
public interface MediaInliner {

  /**
   * The request with every address replaced that the dialect does not take.
   *
   * @throws dev.switchboard.ir.FailureException with {@link
   *     dev.switchboard.ir.Failure.InvalidRequest} naming the address that cannot be fetched
   */
  ChatRequest inline(ChatRequest request, ClientCodec codec);
}
