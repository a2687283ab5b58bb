package dev.switchboard.ir;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A whole answer.
 *
 * @param id the provider's id of the answer; may be empty
 * @param reportedModel the model that the provider says has answered; may be empty
 * @param content the assistant's parts in order
 * @param rawStopReason the provider's own word
 * @param stopSequence the stop text that came; null when none did or the dialect does not say
 */
public record ChatResponse(
    String id,
    String reportedModel,
    List<Content> content,
    StopReason stopReason,
    String rawStopReason,
    @Nullable String stopSequence,
    Usage usage) {
  public ChatResponse {
    Objects.requireNonNull(id);
    Objects.requireNonNull(reportedModel);
    content = List.copyOf(content);
    Objects.requireNonNull(stopReason);
    Objects.requireNonNull(rawStopReason);
    Objects.requireNonNull(usage);
  }

  /** All text parts joined. */
  public String text() {
    StringBuilder text = new StringBuilder();
    for (Content part : content) {
      if (part instanceof Content.Text t) {
        text.append(t.text());
      }
    }
    return text.toString();
  }
}
