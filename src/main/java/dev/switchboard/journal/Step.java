package dev.switchboard.journal;

/** What stands at one offset of a segment; offsets count from the segment's first byte. */
sealed interface Step {

  /**
   * A whole record.
   *
   * @param offset where its frame begins
   * @param length of its payload, in bytes
   */
  record Whole(long offset, int length) implements Step {
    long end() {
      return offset + Frame.size(length);
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
