package dev.switchboard.task;

import java.time.Instant;
import java.util.Objects;

/**
 * One immutable state of a function.
 *
 * @param number from 1, without gaps
 * @param functionCreatedAt when the function's first revision was made
 */
public record FunctionRevision(
    String projectId,
    String name,
    int number,
    FunctionDefinition definition,
    Instant createdAt,
    Instant functionCreatedAt) {
  public FunctionRevision {
    Objects.requireNonNull(projectId);
    Objects.requireNonNull(name);
    Objects.requireNonNull(definition);
    Objects.requireNonNull(createdAt);
    Objects.requireNonNull(functionCreatedAt);
  }
}
