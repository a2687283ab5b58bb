package dev.switchboard.ingress.v3;

import dev.switchboard.task.TaskEngine;
import dev.switchboard.task.media.MediaEngine;
import java.util.Objects;

/**
 * What serves tasks.
 *
 * @param tasks those that are conversations
 * @param media those whose schemas hold media or vectors
 */
public record Engines(TaskEngine tasks, MediaEngine media) {
  public Engines {
    Objects.requireNonNull(tasks);
    Objects.requireNonNull(media);
  }
}
