package dev.switchboard.journal;

import java.nio.file.Path;
import java.util.List;

/**
 * What opening a journal found after the last stop.
 *
 * @param endPosition where the next record goes
 * @param tornBytes unreadable bytes after the last whole record that were wiped: an append cut
 *     short; 0 after a clean stop
 * @param damages unreadable stretches before whole records, and missing segments; they are kept and
 *     readers skip them
 * @param setAside files taken out of the journal because their header was unreadable, under their
 *     new names
 */
public record RecoveryReport(
    long endPosition, long tornBytes, List<Damage> damages, List<Path> setAside) {

  /** Copies the lists. */
  public RecoveryReport {
    damages = List.copyOf(damages);
    setAside = List.copyOf(setAside);
  }
}
