package dev.switchboard.provider;

/**
 * How large an answer may be before it counts as an attack.
 *
 * <p>An answer is held several times over while it is read, decoded, passed on and recorded, so
 * that a bound near the heap's size would be none.
 *
 * @param wholeBytes most bytes of an answer in one piece
 * @param eventBytes most bytes of one event of a stream; an image may come in one
 * @param streamBytes most bytes of all events of a stream
 */
record AnswerBounds(int wholeBytes, int eventBytes, long streamBytes) {
  private static final long MIB = 1 << 20;

  /** The bounds in this process: more than any model writes. */
  static final AnswerBounds HERE = ofHeap(Runtime.getRuntime().maxMemory());

  AnswerBounds {
    if (eventBytes <= 0 || wholeBytes < eventBytes || streamBytes < eventBytes) {
      throw new IllegalArgumentException(
          "bounds: %d, %d, %d (expected: whole >= event > 0, stream >= event)"
              .formatted(wholeBytes, eventBytes, streamBytes));
    }
  }

  /** The bounds for a heap of that many bytes: an eighth of it, at most 64 MiB. */
  static AnswerBounds ofHeap(long heapBytes) {
    int whole = Math.toIntExact(Math.clamp(heapBytes / 8, MIB, 64 * MIB));
    return new AnswerBounds(whole, whole / 2, whole);
  }
}
