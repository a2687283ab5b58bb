/**
 * The append-only file of finished calls, and its readers.
 *
 * <p>A record is opaque bytes: this room knows nothing of calls, SQL or JSON. Start at {@link
 * dev.switchboard.journal.Journal}; the file format is described in {@code Frame} and {@code
 * SegmentHeader}, what happens after a crash in {@code Recovery}.
 *
 * <p>A position is a byte offset in one endless log. The log is cut into segment files, each named
 * after the position of its first byte, so a position never changes its meaning.
 */
@NullMarked
package dev.switchboard.journal;

import org.jspecify.annotations.NullMarked;
