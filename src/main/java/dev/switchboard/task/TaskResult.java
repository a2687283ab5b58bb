package dev.switchboard.task;

import dev.switchboard.ir.Content;
import dev.switchboard.routing.Target;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What a task came to.
 *
 * @param data valid against the output schema; a JSON null when the model only called tools and the
 *     schema has no place for that, or when nothing was run
 * @param target who answered; null when nothing was run
 * @param toolCalls the tools that the model wants called
 * @param outputMethod the rung of the ladder that served; empty when nothing was run
 * @param repaired whether the model needed a second try
 * @param rawStopReason the provider's word
 * @param warnings in words for the caller
 */
public record TaskResult(
    JsonNode data,
    @Nullable Target target,
    List<Content.ToolCall> toolCalls,
    String outputMethod,
    boolean repaired,
    String rawStopReason,
    List<String> warnings) {
  public TaskResult {
    Objects.requireNonNull(data);
    toolCalls = List.copyOf(toolCalls);
    Objects.requireNonNull(outputMethod);
    Objects.requireNonNull(rawStopReason);
    warnings = List.copyOf(warnings);
  }

  /** The same with other data. */
  public TaskResult withData(JsonNode other) {
    return new TaskResult(
        other, target, toolCalls, outputMethod, repaired, rawStopReason, warnings);
  }
}
