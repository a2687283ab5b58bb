package dev.switchboard.store;

import dev.switchboard.trace.CallEntry;
import dev.switchboard.trace.CallRecord;
import dev.switchboard.trace.CallRecordCodec;
import java.util.Objects;

/** A call on its way to its rows: what it says, and its record as the journal holds it. */
final class BookedCall {
  private final CallEntry call;
  private final byte[] record;

  /**
   * @param record what {@link CallRecordCodec} wrote of it; not to be changed
   */
  BookedCall(CallEntry call, byte[] record) {
    this.call = Objects.requireNonNull(call);
    this.record = Objects.requireNonNull(record);
  }

  static BookedCall of(CallRecord call) {
    return new BookedCall(CallEntry.of(call), CallRecordCodec.encode(call));
  }

  CallEntry call() {
    return call;
  }

  byte[] record() {
    return record;
  }
}
