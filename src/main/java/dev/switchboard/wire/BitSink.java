package dev.switchboard.wire;

import java.io.ByteArrayOutputStream;

/** Bits in the order in which VP8L has them: the lowest first, in bytes that fill from below. */
final class BitSink {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private long pending;
  private int count;

  /**
   * Adds bits.
   *
   * @param value its lowest {@code bits} are taken
   * @param bits 0 to 32
   */
  void put(int value, int bits) {
    pending |= (value & ((1L << bits) - 1)) << count;
    count += bits;
    while (count >= 8) {
      bytes.write((int) pending);
      pending >>>= 8;
      count -= 8;
    }
  }

  /** All of them, the last byte filled up with zeros. */
  byte[] done() {
    put(0, (8 - count) % 8);
    return bytes.toByteArray();
  }
}
