package dev.switchboard.task;

import dev.switchboard.ir.Blob;
import tools.jackson.databind.JsonNode;

/**
 * Hears a task's answer as it grows.
 *
 * <p>Everything here is a draft until the task has returned its result. May throw {@link
 * dev.switchboard.http.CallerGoneException}.
 */
public interface TaskSink {

  /** More text, or more of the JSON text when there is an output schema. */
  void delta(String text);

  /** More of one growing text field. */
  void fieldDelta(String pointer, String text);

  /** One field is whole. */
  void fieldComplete(String pointer, JsonNode value);

  /** A tool call began. */
  void toolCallStarted(int index, String id, String name);

  /** More of a tool call's arguments, JSON text. */
  void toolCallDelta(int index, String arguments);

  /**
   * More of a sound while it is made.
   *
   * @param pointer where the whole will be
   */
  default void audioDelta(String pointer, Blob audio) {}
}
