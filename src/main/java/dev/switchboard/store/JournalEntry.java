package dev.switchboard.store;

import dev.switchboard.journal.JournalRecord;
import dev.switchboard.trace.CallEntry;
import dev.switchboard.trace.CallRecord;
import dev.switchboard.trace.CallRecordCodec;
import dev.switchboard.trace.UnreadableRecordException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A record of the journal on its way to the tables.
 *
 * @param record as it stands in the journal
 * @param refusal why it is put aside; empty when it is not, as far as is known without reading it
 */
record JournalEntry(JournalRecord record, String refusal) {
  JournalEntry {
    Objects.requireNonNull(record);
    Objects.requireNonNull(refusal);
  }

  /**
   * What a record says.
   *
   * @param call null when it is put aside
   * @param reason why it is put aside; empty when it is not
   */
  record Reading(@Nullable CallEntry call, String reason) {
    Reading {
      Objects.requireNonNull(reason);
    }
  }

  static JournalEntry of(JournalRecord record) {
    return new JournalEntry(record, "");
  }

  /** Reads it, anew at each call: a batch that were kept decoded would be many times its size. */
  Reading read() {
    if (!refusal.isEmpty()) {
      return new Reading(null, refusal);
    }
    try {
      return new Reading(CallRecordCodec.entry(record.bytes()), "");
    } catch (UnreadableRecordException e) {
      return new Reading(null, String.valueOf(e.getMessage()));
    }
  }

  /** All that a record says, without its content; null when it cannot be read. */
  static @Nullable CallRecord whole(JournalRecord record) {
    try {
      return CallRecordCodec.decodeWithoutContent(record.bytes());
    } catch (UnreadableRecordException _) {
      return null;
    }
  }

  JournalEntry rejected(String why) {
    return new JournalEntry(record, why);
  }
}
