package dev.switchboard.provider;

import dev.switchboard.ir.ChatResponse;
import dev.switchboard.ir.Note;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a provider answered. */
public sealed interface ChatReply {

  /** What the request's translation could not carry. */
  List<Note> notes();

  /**
   * A whole answer.
   *
   * @param raw the provider's own bytes when the request was passed through; null otherwise
   */
  record Whole(ChatResponse response, @Nullable RawBody raw, List<Note> notes)
      implements ChatReply {
    public Whole {
      Objects.requireNonNull(response);
      notes = List.copyOf(notes);
    }
  }

  /** An answer that grows; whoever takes it closes it. */
  record Streaming(ChatStream stream, List<Note> notes) implements ChatReply {
    public Streaming {
      Objects.requireNonNull(stream);
      notes = List.copyOf(notes);
    }
  }
}
