package dev.switchboard.wire;

import dev.switchboard.ir.ChatRequest;
import java.util.Objects;

/**
 * A caller's request body, decoded.
 *
 * @param chat what is asked
 * @param delivery how the answer is wanted; {@link Delivery#WHOLE} where the dialect says it in the
 *     path
 */
public record CallerRequest(ChatRequest chat, Delivery delivery) {
  public CallerRequest {
    Objects.requireNonNull(chat);
    Objects.requireNonNull(delivery);
  }
}
