package dev.switchboard.journal;

import java.nio.file.Path;

/**
 * What one segment file holds.
 *
 * @param file where it is
 * @param state how far it is
 * @param fileBytes its size on disk
 * @param records how many whole records
 * @param recordBytes their sizes together
 * @param firstPosition where its first record is or would be
 * @param endPosition where its last record ends
 */
public record SegmentInspection(
    Path file,
    State state,
    long fileBytes,
    long records,
    long recordBytes,
    long firstPosition,
    long endPosition) {

  /** How far a segment is. */
  public enum State {
    /** Prepared, nothing in it yet. */
    BLANK,
    /** Written to. */
    OPEN,
    /** Full; the log goes on in the next. */
    SEALED,
    /** Its header cannot be read, or is of another version. */
    UNREADABLE
  }
}
