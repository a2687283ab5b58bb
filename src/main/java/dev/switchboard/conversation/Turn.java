package dev.switchboard.conversation;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One kept answer with what was new in its request: the content of a user, gone when it is deleted
 * or expires.
 *
 * @param key whose it is
 * @param previousId the turn that this one continues; null for none
 * @param input the new items of the request; a JSON array
 * @param answer as the caller's dialect tells it; a JSON object
 * @param expiresAt from then on nobody finds it
 * @param aliveAt when whoever makes the answer was last heard of
 */
public record Turn(
    Key key,
    @Nullable String previousId,
    State state,
    String input,
    String answer,
    Instant createdAt,
    Instant expiresAt,
    Instant aliveAt) {
  public Turn {
    Objects.requireNonNull(key);
    Objects.requireNonNull(state);
    Objects.requireNonNull(input);
    Objects.requireNonNull(answer);
    Objects.requireNonNull(createdAt);
    Objects.requireNonNull(expiresAt);
    Objects.requireNonNull(aliveAt);
  }

  /**
   * What a turn is found by; an id is worth nothing in another project.
   *
   * @param surface the dialect it is told in
   */
  public record Key(String projectId, String surface, String id) {
    public Key {
      Objects.requireNonNull(projectId);
      Objects.requireNonNull(surface);
      Objects.requireNonNull(id);
    }

    /** Another turn of the same project and dialect. */
    public Key other(String otherId) {
      return new Key(projectId, surface, otherId);
    }
  }

  /** How far the answer is. */
  public enum State {
    /** Somebody works on it. */
    RUNNING,
    /** It will not change any more. */
    DONE
  }

  /** The same with another answer. */
  public Turn answered(State newState, String newAnswer) {
    return new Turn(key, previousId, newState, input, newAnswer, createdAt, expiresAt, aliveAt);
  }
}
