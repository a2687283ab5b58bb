package dev.switchboard.pipeline;

import dev.switchboard.ir.Blob;
import dev.switchboard.ir.WorkResponse;
import dev.switchboard.routing.Target;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What an attempt at work that is no conversation brought. */
public sealed interface WorkAnswer {

  /** Who answers. */
  Target target();

  /**
   * A whole answer.
   *
   * @param raw the provider's own bytes when the caller's were passed on; null otherwise
   */
  record Whole(Target target, WorkResponse response, @Nullable Blob raw) implements WorkAnswer {
    public Whole {
      Objects.requireNonNull(target);
      Objects.requireNonNull(response);
    }
  }

  /** An answer that comes piece by piece; whoever takes it closes it. */
  record Streaming(Target target, WorkAnswerStream stream) implements WorkAnswer {
    public Streaming {
      Objects.requireNonNull(target);
      Objects.requireNonNull(stream);
    }
  }
}
