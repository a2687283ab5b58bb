package dev.switchboard.wire;

import java.util.Objects;

/**
 * What an answer carries beside its content.
 *
 * @param id used when the provider gave none; the same in all events of a stream
 * @param model the model to report when the provider gave none
 * @param createdSeconds Unix time of the answer
 * @param delivery how the caller wants it
 */
public record AnswerHead(String id, String model, long createdSeconds, Delivery delivery) {
  public AnswerHead {
    Objects.requireNonNull(id);
    Objects.requireNonNull(model);
    Objects.requireNonNull(delivery);
  }
}
