package dev.switchboard.journal;

import java.util.Map;
import java.util.Optional;

/**
 * How a journal stands at one moment, for metrics and health.
 *
 * @param firstPosition where the oldest kept segment begins
 * @param endPosition where the next record goes
 * @param segments how many files hold the log
 * @param bytes what they take on disk
 * @param maxBytes what they may take
 * @param releasedByReader for each known reader the position before which it needs nothing
 * @param problem what would make appends fail, or keeps records from the device
 */
public record JournalStatus(
    long firstPosition,
    long endPosition,
    int segments,
    long bytes,
    long maxBytes,
    Map<String, Long> releasedByReader,
    Optional<String> problem) {

  /** Copies the map. */
  public JournalStatus {
    releasedByReader = Map.copyOf(releasedByReader);
  }
}
