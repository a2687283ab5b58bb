package dev.switchboard.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Finds double quotes in the bytes of a document, eight bytes at a time. */
public final class Quotes {
  private static final VarHandle WORD =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGH = 0x8080808080808080L;
  private static final long QUOTES = ONES * '"';

  private Quotes() {}

  /**
   * The offset of the first quote from {@code from} on, escaped or not; {@code to} if there is
   * none.
   */
  public static int next(byte[] bytes, int from, int to) {
    int at = from;
    while (at <= to - Long.BYTES) {
      long difference = (long) WORD.get(bytes, at) ^ QUOTES;
      // The lowest bit that is set is right; those above it may be a borrow's.
      long found = (difference - ONES) & ~difference & HIGH;
      if (found != 0) {
        return at + (Long.numberOfTrailingZeros(found) >>> 3);
      }
      at += Long.BYTES;
    }
    while (at < to && bytes[at] != '"') {
      at++;
    }
    return at;
  }
}
