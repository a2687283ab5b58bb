package dev.switchboard.ir;

import dev.switchboard.ir.Content.Signature;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One step of an answer as it grows.
 *
 * <p>Grammar: one {@link Started}, any number of deltas, then exactly one end: {@link Finished} or
 * {@link Failed}; nothing after it. Tool calls are numbered 0, 1, 2 … in the order in which they
 * started; a {@link ToolCallDelta} or {@link ToolCallEnded} names a call that was started and not
 * ended. {@code StreamGrammar} checks this.
 */
public sealed interface StreamEvent {

  /**
   * The answer began.
   *
   * @param id the provider's id of the answer; may be empty
   * @param reportedModel may be empty
   * @param inputUsage what the provider says of the input at the start; null when it does not
   */
  record Started(String id, String reportedModel, @Nullable Usage inputUsage)
      implements StreamEvent {
    public Started {
      Objects.requireNonNull(id);
      Objects.requireNonNull(reportedModel);
    }
  }

  /** More visible text. */
  record TextDelta(String text) implements StreamEvent {
    public TextDelta {
      Objects.requireNonNull(text);
    }
  }

  /** More readable thought. */
  record ReasoningDelta(String text) implements StreamEvent {
    public ReasoningDelta {
      Objects.requireNonNull(text);
    }
  }

  /** The token that closes the thought before it, or stands alone when it was hidden. */
  record ReasoningSigned(Content.Signature signature) implements StreamEvent {
    public ReasoningSigned {
      Objects.requireNonNull(signature);
    }
  }

  /** A tool call began. */
  record ToolCallStarted(int index, String id, String name, @Nullable Signature signature)
      implements StreamEvent {
    public ToolCallStarted {
      Objects.requireNonNull(id);
      Objects.requireNonNull(name);
    }
  }

  /** More JSON text of a call's arguments. */
  record ToolCallDelta(int index, String arguments) implements StreamEvent {
    public ToolCallDelta {
      Objects.requireNonNull(arguments);
    }
  }

  /** A call's arguments are whole. */
  record ToolCallEnded(int index) implements StreamEvent {}

  /** More of a refusal. */
  record RefusalDelta(String text) implements StreamEvent {
    public RefusalDelta {
      Objects.requireNonNull(text);
    }
  }

  /** A part that came whole: an image, a sound, or something opaque. */
  record Part(Content content) implements StreamEvent {
    public Part {
      Objects.requireNonNull(content);
    }
  }

  /** The answer is whole: the provider said why it ended. */
  record Finished(StopReason reason, String rawReason, @Nullable String stopSequence, Usage usage)
      implements StreamEvent {
    public Finished {
      Objects.requireNonNull(reason);
      Objects.requireNonNull(rawReason);
      Objects.requireNonNull(usage);
    }
  }

  /** The answer broke off; what came before stands but is not whole. */
  record Failed(Failure failure) implements StreamEvent {
    public Failed {
      Objects.requireNonNull(failure);
    }
  }
}
