package dev.switchboard.ir;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a voice session tells its caller.
 *
 * <p>Grammar: one {@link Started} first; of each response one {@link ResponseStarted}, any number
 * of deltas and tool calls, one {@link ResponseDone}; one {@link Ended} last, and nothing after it.
 * One response at a time.
 */
public sealed interface RealtimeEvent {

  /** The session is open. */
  record Started(String sessionId, RealtimeConfig config) implements RealtimeEvent {
    public Started {
      Objects.requireNonNull(sessionId);
      Objects.requireNonNull(config);
    }
  }

  /** The session is set anew. */
  record Configured(RealtimeConfig config) implements RealtimeEvent {
    public Configured {
      Objects.requireNonNull(config);
    }
  }

  /**
   * The caller begins to speak.
   *
   * @param itemId the message that it will be
   * @param audioStartMillis of all the sound of the session
   */
  record SpeechStarted(String itemId, long audioStartMillis) implements RealtimeEvent {
    public SpeechStarted {
      Objects.requireNonNull(itemId);
    }
  }

  /** The caller has spoken. */
  record SpeechStopped(String itemId, long audioEndMillis) implements RealtimeEvent {
    public SpeechStopped {
      Objects.requireNonNull(itemId);
    }
  }

  /**
   * The caller's sound has become a message.
   *
   * @param previousItemId behind which it stands; null for the first
   */
  record AudioCommitted(String itemId, @Nullable String previousItemId) implements RealtimeEvent {
    public AudioCommitted {
      Objects.requireNonNull(itemId);
    }
  }

  /** The caller's sound is forgotten. */
  record AudioCleared() implements RealtimeEvent {}

  /**
   * The conversation has an item that the caller added.
   *
   * @param previousItemId behind which it stands; null for the first
   */
  record ItemAdded(String itemId, @Nullable String previousItemId, Message message)
      implements RealtimeEvent {
    public ItemAdded {
      Objects.requireNonNull(itemId);
      Objects.requireNonNull(message);
    }
  }

  /** An item is gone from the conversation. */
  record ItemDeleted(String itemId) implements RealtimeEvent {
    public ItemDeleted {
      Objects.requireNonNull(itemId);
    }
  }

  /** More of what the caller said. */
  record TranscriptDelta(String itemId, String delta) implements RealtimeEvent {
    public TranscriptDelta {
      Objects.requireNonNull(itemId);
      Objects.requireNonNull(delta);
    }
  }

  /**
   * What the caller said.
   *
   * @param usage of writing it down, where that is charged apart; {@link Usage#NONE} where not
   * @param model the provider's name of the model that wrote it down, which is not the session's;
   *     null where nobody says
   */
  record TranscriptDone(String itemId, String transcript, Usage usage, @Nullable String model)
      implements RealtimeEvent {
    public TranscriptDone {
      Objects.requireNonNull(itemId);
      Objects.requireNonNull(transcript);
      Objects.requireNonNull(usage);
    }

    /** By a model that nobody names. */
    public TranscriptDone(String itemId, String transcript, Usage usage) {
      this(itemId, transcript, usage, null);
    }
  }

  /** What the caller said could not be written down. */
  record TranscriptFailed(String itemId, Failure failure) implements RealtimeEvent {
    public TranscriptFailed {
      Objects.requireNonNull(itemId);
      Objects.requireNonNull(failure);
    }
  }

  /** A response is under way. */
  record ResponseStarted(String responseId) implements RealtimeEvent {
    public ResponseStarted {
      Objects.requireNonNull(responseId);
    }
  }

  /**
   * More of a spoken answer.
   *
   * @param audio in {@link RealtimeConfig#output}, whole samples
   */
  record AudioDelta(String responseId, String itemId, Blob audio) implements RealtimeEvent {
    public AudioDelta {
      Objects.requireNonNull(responseId);
      Objects.requireNonNull(itemId);
      Objects.requireNonNull(audio);
    }
  }

  /** More of the words of a spoken answer. */
  record SpokenDelta(String responseId, String itemId, String delta) implements RealtimeEvent {
    public SpokenDelta {
      Objects.requireNonNull(responseId);
      Objects.requireNonNull(itemId);
      Objects.requireNonNull(delta);
    }
  }

  /** More of a written answer. */
  record TextDelta(String responseId, String itemId, String delta) implements RealtimeEvent {
    public TextDelta {
      Objects.requireNonNull(responseId);
      Objects.requireNonNull(itemId);
      Objects.requireNonNull(delta);
    }
  }

  /**
   * The model wants a tool called; its result comes as {@link RealtimeCommand.AddItem}.
   *
   * @param call whole
   */
  record ToolCalled(String responseId, String itemId, Content.ToolCall call)
      implements RealtimeEvent {
    public ToolCalled {
      Objects.requireNonNull(responseId);
      Objects.requireNonNull(itemId);
      Objects.requireNonNull(call);
    }
  }

  /**
   * The caller speaks into the answer: what it has not played yet it should throw away. {@link
   * ResponseDone} follows if the response was still under way.
   *
   * @param itemId the answer
   * @param audioEndMillis how much of it can have been played, by the clock
   */
  record Interrupted(String responseId, String itemId, long audioEndMillis)
      implements RealtimeEvent {
    public Interrupted {
      Objects.requireNonNull(responseId);
      Objects.requireNonNull(itemId);
    }
  }

  /** What was not heard of an answer is gone from the conversation. */
  record Truncated(String itemId, long audioEndMillis) implements RealtimeEvent {
    public Truncated {
      Objects.requireNonNull(itemId);
    }
  }

  /**
   * A response is over.
   *
   * @param usage of all of it, however it ended
   * @param failure null unless it failed
   */
  record ResponseDone(String responseId, End end, Usage usage, @Nullable Failure failure)
      implements RealtimeEvent {
    public ResponseDone {
      Objects.requireNonNull(responseId);
      Objects.requireNonNull(end);
      Objects.requireNonNull(usage);
    }

    /** How a response can end. */
    public enum End {
      COMPLETED,
      /** The caller spoke into it. */
      INTERRUPTED,
      /** The caller asked for its end. */
      CANCELLED,
      /** As many tokens as it may have. */
      MAX_TOKENS,
      /** The provider held it back. */
      CONTENT_FILTER,
      FAILED
    }
  }

  /**
   * What a response that is over has used, where its provider says so only then: at most once, and
   * not where {@link ResponseDone} has said it.
   *
   * @param usage of all of it
   */
  record Counted(String responseId, Usage usage) implements RealtimeEvent {
    public Counted {
      Objects.requireNonNull(responseId);
      Objects.requireNonNull(usage);
    }
  }

  /** Something went wrong; the session goes on. */
  record Failed(Failure failure) implements RealtimeEvent {
    public Failed {
      Objects.requireNonNull(failure);
    }
  }

  /** The session will end by itself. */
  record Ending(Duration left) implements RealtimeEvent {
    public Ending {
      Objects.requireNonNull(left);
    }
  }

  /**
   * The session is over.
   *
   * @param failure null when the caller or the provider ended it properly
   */
  record Ended(@Nullable Failure failure) implements RealtimeEvent {}

  /**
   * Something that only its own dialect understands; told to callers of it alone.
   *
   * @param type the dialect's word for it
   * @param json the whole event
   */
  record Opaque(Dialect dialect, String type, String json) implements RealtimeEvent {
    public Opaque {
      Objects.requireNonNull(dialect);
      Objects.requireNonNull(type);
      Objects.requireNonNull(json);
    }
  }
}
