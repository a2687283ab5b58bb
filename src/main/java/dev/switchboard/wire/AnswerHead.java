package dev.switchboard.wire;

import java.util.Objects;

/**
 * What an answer carries beside its content.
 *
 * @param id used when the provider gave none; the same in all events of a stream
 * @param model the model to report when the provider gave none
 * @param createdSeconds Unix time of the answer
 * @param includeUsage whether a stream's caller asked for usage where the dialect makes it optional
 */
public record AnswerHead(String id, String model, long createdSeconds, boolean includeUsage) {
  public AnswerHead {
    Objects.requireNonNull(id);
    Objects.requireNonNull(model);
  }
}
