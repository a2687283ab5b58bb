package dev.switchboard.provider;

import dev.switchboard.ir.Blob;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.Note;
import dev.switchboard.ir.Usage;
import dev.switchboard.ir.WorkResponse;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a provider answered to work that is no conversation. */
public sealed interface WorkReply {

  /**
   * A whole answer.
   *
   * @param raw the provider's own bytes with their content type when the caller's were passed on;
   *     null otherwise
   */
  record Whole(WorkResponse response, @Nullable Blob raw, List<Note> notes) implements WorkReply {
    public Whole {
      Objects.requireNonNull(response);
      notes = List.copyOf(notes);
    }
  }

  /**
   * An answer that comes piece by piece; whoever takes it closes it.
   *
   * @param passedThrough whether the caller's bytes were passed on
   */
  record Streaming(WorkStream stream, boolean passedThrough, List<Note> notes)
      implements WorkReply {
    public Streaming {
      Objects.requireNonNull(stream);
      notes = List.copyOf(notes);
    }
  }

  /**
   * An attempt of several requests of which some were answered, and are paid, before one failed.
   */
  record Broken(Failure failure, Usage usage) implements WorkReply {
    public Broken {
      Objects.requireNonNull(failure);
      Objects.requireNonNull(usage);
    }
  }
}
