package dev.switchboard.wire;

import java.util.Objects;

/**
 * What an answer carries beside its content.
 *
 * @param id used when the provider gave none; the same in all events of a stream
 * @param model the model to report when the provider gave none
 * @param createdSeconds Unix time of the answer
 * @param delivery how the caller wants it
 * @param guess what a count is where the provider gave none
 */
public record AnswerHead(
    String id, String model, long createdSeconds, Delivery delivery, TokenGuess guess) {
  public AnswerHead {
    Objects.requireNonNull(id);
    Objects.requireNonNull(model);
    Objects.requireNonNull(delivery);
    Objects.requireNonNull(guess);
  }

  /** A head in which nothing is guessed. */
  public AnswerHead(String id, String model, long createdSeconds, Delivery delivery) {
    this(id, model, createdSeconds, delivery, TokenGuess.NONE);
  }
}
