package dev.switchboard.pipeline;

import dev.switchboard.ir.ChatResponse;
import dev.switchboard.provider.RawBody;
import dev.switchboard.routing.Target;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What an attempt brought. */
public sealed interface Answer {

  /** Who answers. */
  Target target();

  /**
   * A whole answer.
   *
   * @param raw the provider's own bytes when the caller's were passed on; null otherwise
   */
  record Whole(Target target, ChatResponse response, @Nullable RawBody raw) implements Answer {
    public Whole {
      Objects.requireNonNull(target);
      Objects.requireNonNull(response);
    }
  }

  /** An answer that grows; whoever takes it closes it. */
  record Streaming(Target target, AnswerStream stream) implements Answer {
    public Streaming {
      Objects.requireNonNull(target);
      Objects.requireNonNull(stream);
    }
  }
}
