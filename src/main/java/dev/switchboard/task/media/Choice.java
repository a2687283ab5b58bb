package dev.switchboard.task.media;

import dev.switchboard.task.TaskCall;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Who does a step.
 *
 * @param models in the order in which they are asked; at least one
 * @param why these, in words
 * @param remark what a caller must know of it; null for nothing
 */
public record Choice(List<TaskCall.ModelChoice> models, String why, @Nullable String remark) {
  public Choice {
    models = List.copyOf(models);
    Objects.requireNonNull(why);
    if (models.isEmpty()) {
      throw new IllegalArgumentException("models: none (expected: at least one)");
    }
  }

  /** Their names. */
  public List<String> names() {
    return models.stream().map(TaskCall.ModelChoice::name).toList();
  }

  /** What was said of the model by that name. */
  TaskCall.ModelChoice of(String requestedModel) {
    return models.stream()
        .filter(model -> model.name().equals(requestedModel))
        .findFirst()
        .orElse(models.getFirst());
  }
}
