package dev.switchboard.pipeline;

import dev.switchboard.ir.Note;
import dev.switchboard.ir.StreamEvent;
import java.util.List;

/**
 * Turns what a model says that is to go on with an answer into what is missing of that answer.
 *
 * <p>Its start, its thoughts and its end are not told here: the answer has started, and thoughts of
 * two models do not belong together.
 */
interface Splice {

  /**
   * What is to be told of the next event.
   *
   * @throws dev.switchboard.ir.FailureException if the answer contradicts what was delivered
   */
  List<StreamEvent> take(StreamEvent event);

  /**
   * What was held back, then the end.
   *
   * @throws dev.switchboard.ir.FailureException as {@link #take}
   */
  List<StreamEvent> finish(StreamEvent.Finished end);

  /** What could not be told. */
  List<Note> notes();
}
