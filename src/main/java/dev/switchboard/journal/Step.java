package dev.switchboard.journal;

/** What stands at one offset of a segment; offsets count from the segment's first byte. */
sealed interface Step {

  /** A whole record, with a copy of its payload. */
  final class Whole implements Step {

    private final long offset;
    private final byte[] payload;

    Whole(long offset, byte[] payload) {
      this.offset = offset;
      this.payload = payload;
    }

    /** Where its frame begins. */
    long offset() {
      return offset;
    }

    /** Where its frame ends. */
    long end() {
      return offset + Frame.size(payload.length);
    }

    byte[] payload() {
      return payload;
    }
  }

  /** The log goes on in the next segment. */
  record Seal(long offset) implements Step {}

  /** Zeros up to the limit: nothing was written here. */
  record Blank(long offset) implements Step {}

  /** Unreadable bytes, followed by a whole frame at {@code end}. */
  record Damaged(long offset, long end) implements Step {}

  /** Unreadable bytes, no whole frame after them; zeros from {@code end}. */
  record Torn(long offset, long end) implements Step {}
}
