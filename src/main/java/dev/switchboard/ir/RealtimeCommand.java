package dev.switchboard.ir;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the caller of a voice session tells it, in the order in which it is told.
 *
 * <p>Ids of items and responses are the session's; a caller may choose those of the items that it
 * adds.
 */
public sealed interface RealtimeCommand {

  /** The session is set anew, as a whole; its model cannot change. */
  record Configure(RealtimeConfig config) implements RealtimeCommand {
    public Configure {
      Objects.requireNonNull(config);
    }
  }

  /**
   * More of the caller's sound.
   *
   * @param audio in {@link RealtimeConfig#input}; at least one sample, whole samples
   */
  record AppendAudio(Blob audio) implements RealtimeCommand {
    public AppendAudio {
      Objects.requireNonNull(audio);
    }
  }

  /** The sound since the last time becomes the caller's message; no response follows by itself. */
  record CommitAudio() implements RealtimeCommand {}

  /** The sound since the last time is forgotten. */
  record ClearAudio() implements RealtimeCommand {}

  /**
   * The conversation goes on, or gets an item in its middle; no response follows by itself.
   *
   * @param itemId the caller's id of it; null to have one made
   * @param previousItemId behind which it goes; null for the end, {@code root} for the beginning
   * @param message a text or a sound of the user, a text of the system or the assistant, a call of
   *     a tool, or the result of one
   */
  record AddItem(@Nullable String itemId, @Nullable String previousItemId, Message message)
      implements RealtimeCommand {
    public AddItem {
      Objects.requireNonNull(message);
    }
  }

  /** An item is taken out of the conversation. */
  record DeleteItem(String itemId) implements RealtimeCommand {
    public DeleteItem {
      Objects.requireNonNull(itemId);
    }
  }

  /**
   * A response is wanted now.
   *
   * @param config for this response alone; null for the session's
   */
  record Respond(@Nullable RealtimeConfig config) implements RealtimeCommand {}

  /**
   * The response under way is not wanted any more.
   *
   * @param responseId null for whichever it is
   */
  record CancelResponse(@Nullable String responseId) implements RealtimeCommand {}

  /**
   * The caller has stopped playing a spoken answer: the rest was not heard.
   *
   * @param audioEndMillis how much of it was played
   */
  record Truncate(String itemId, long audioEndMillis) implements RealtimeCommand {
    public Truncate {
      Objects.requireNonNull(itemId);
      if (audioEndMillis < 0) {
        throw new IllegalArgumentException(
            "audioEndMillis: " + audioEndMillis + " (expected: >= 0)");
      }
    }
  }

  /**
   * Something that only its own dialect understands; sent on there, refused elsewhere.
   *
   * @param type the dialect's word for it, for messages
   * @param json the whole event
   */
  record Opaque(Dialect dialect, String type, String json) implements RealtimeCommand {
    public Opaque {
      Objects.requireNonNull(dialect);
      Objects.requireNonNull(type);
      Objects.requireNonNull(json);
    }
  }
}
