package dev.switchboard.http;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * A growing array in which one event loop puts together the bytes of message heads, so that each
 * head reaches its buffer in one copy. Confined to its event loop.
 */
final class HeadWriter {
  /** An array beyond this size, left by one huge head, is not kept. */
  private static final int KEPT_BYTES = 64 * 1024;

  private byte[] bytes = new byte[1024];
  private int length;

  HeadWriter start() {
    length = 0;
    return this;
  }

  /** Appends a string of one-byte characters. */
  @SuppressWarnings("deprecation") // The cheap copy is exact: every character is below 0x100.
  HeadWriter text(String text) {
    int count = text.length();
    room(count);
    text.getBytes(0, count, bytes, length);
    length += count;
    return this;
  }

  HeadWriter raw(byte[] more) {
    room(more.length);
    System.arraycopy(more, 0, bytes, length, more.length);
    length += more.length;
    return this;
  }

  HeadWriter crlf() {
    room(2);
    bytes[length++] = '\r';
    bytes[length++] = '\n';
    return this;
  }

  HeadWriter field(String name, String value) {
    text(name);
    room(2);
    bytes[length++] = ':';
    bytes[length++] = ' ';
    return text(value).crlf();
  }

  /** Appends a number that is not negative, in decimal. */
  HeadWriter decimal(long number) {
    int digits = 1;
    for (long rest = number; rest >= 10; rest /= 10) {
      digits++;
    }
    room(digits);
    long rest = number;
    for (int i = length + digits - 1; i >= length; i--) {
      bytes[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    length += digits;
    return this;
  }

  /** Appends a number that is not negative, in hexadecimal. */
  HeadWriter hexadecimal(int number) {
    room(8);
    int shift = 28;
    while (shift > 0 && (number >>> shift & 0xf) == 0) {
      shift -= 4;
    }
    for (; shift >= 0; shift -= 4) {
      bytes[length++] = (byte) Character.forDigit(number >>> shift & 0xf, 16);
    }
    return this;
  }

  int length() {
    return length;
  }

  /** Writes what was put together. */
  void writeTo(ByteBuf out) {
    out.writeBytes(bytes, 0, length);
    if (bytes.length > KEPT_BYTES) {
      bytes = new byte[1024];
    }
  }

  private void room(int more) {
    if (length + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
    }
  }
}
