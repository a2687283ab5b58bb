package dev.switchboard.store;

import dev.switchboard.journal.JournalRecord;
import dev.switchboard.trace.CallRecord;
import dev.switchboard.trace.CallRecordCodec;
import dev.switchboard.trace.UnreadableRecordException;
import org.jspecify.annotations.Nullable;

/**
 * A record of the journal on its way to the tables.
 *
 * @param record as it stands in the journal
 * @param call what it says; null when it is put aside
 * @param reason why it is put aside; empty when it is not
 */
record JournalEntry(JournalRecord record, @Nullable CallRecord call, String reason) {

  static JournalEntry of(JournalRecord record) {
    try {
      return new JournalEntry(record, CallRecordCodec.decode(record.bytes()), "");
    } catch (UnreadableRecordException e) {
      return new JournalEntry(record, null, String.valueOf(e.getMessage()));
    }
  }

  JournalEntry rejected(String why) {
    return new JournalEntry(record, null, why);
  }
}
