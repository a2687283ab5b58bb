package dev.switchboard.task;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a revision holds; never changed once made.
 *
 * @param instructions empty for none
 * @param inputSchema canonical JSON text; null for any input
 * @param outputSchema canonical JSON text; null for a text
 * @param model canonical JSON text of the {@code model} field; null when not said
 */
public record FunctionDefinition(
    String instructions,
    @Nullable String inputSchema,
    @Nullable String outputSchema,
    @Nullable String model) {
  public FunctionDefinition {
    Objects.requireNonNull(instructions);
  }
}
