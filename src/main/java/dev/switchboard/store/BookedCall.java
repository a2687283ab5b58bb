package dev.switchboard.store;

import dev.switchboard.trace.CallRecord;
import dev.switchboard.trace.CallRecordCodec;
import java.util.Objects;

/** A call on its way to its rows: what it says, and its record as the journal holds it. */
final class BookedCall {
  private final CallRecord call;
  private final byte[] record;

  /**
   * @param call may be without its content
   * @param record what {@link CallRecordCodec} wrote of it; not to be changed
   */
  BookedCall(CallRecord call, byte[] record) {
    this.call = Objects.requireNonNull(call);
    this.record = Objects.requireNonNull(record);
  }

  static BookedCall of(CallRecord call) {
    return new BookedCall(call, CallRecordCodec.encode(call));
  }

  CallRecord call() {
    return call;
  }

  byte[] record() {
    return record;
  }
}
