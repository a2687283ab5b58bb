package dev.switchboard.provider.sandbox;

import dev.switchboard.ir.Content;
import dev.switchboard.ir.StopReason;
import dev.switchboard.ir.Usage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A whole answer before it is spoken.
 *
 * @param stopSequence the stop text that came; null for none
 */
record Answer(
    String id,
    String reportedModel,
    List<Content> parts,
    StopReason stop,
    @Nullable String stopSequence,
    Usage usage) {
  Answer {
    parts = List.copyOf(parts);
  }
}
