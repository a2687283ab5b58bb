/**
 * Calls whose schemas hold pictures, sounds, documents, videos or vectors: what they ask for is
 * read from the schemas, compiled into steps for one model each, and run.
 *
 * <p>Start at {@link dev.switchboard.task.media.MediaEngine}; {@link
 * dev.switchboard.task.media.Planner} decides, {@link dev.switchboard.task.media.Run} does.
 */
@NullMarked
package dev.switchboard.task.media;

import org.jspecify.annotations.NullMarked;
