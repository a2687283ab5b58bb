package dev.switchboard.ir;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One turn of a conversation.
 *
 * @param content in order; may be empty
 * @param name the speaker's name (OpenAI {@code name}); null when not given
 */
public record Message(Role role, List<Content> content, @Nullable String name) {
  public Message {
    Objects.requireNonNull(role);
    content = List.copyOf(content);
  }

  /** A message without a speaker's name. */
  public static Message of(Role role, Content... content) {
    return new Message(role, List.of(content), null);
  }

  /** A message of one text. */
  public static Message text(Role role, String text) {
    return of(role, new Content.Text(text));
  }
}
