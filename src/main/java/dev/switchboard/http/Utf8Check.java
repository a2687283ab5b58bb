package dev.switchboard.http;

/**
 * Checks UTF-8 that comes in pieces: neither overlong forms nor surrogates nor anything beyond
 * U+10FFFF.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc3629#section-4">RFC 3629, section 4</a>
 */
final class Utf8Check {
  /** How many bytes of the present character are missing. */
  private int missing;

  /** What the next of them must be at least and at most. */
  private int least = 0x80;

  private int most = 0xbf;

  /** Takes more bytes; false if they cannot be UTF-8, whatever follows. */
  boolean accept(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      int b = bytes[i] & 0xff;
      if (missing > 0) {
        if (b < least || b > most) {
          return false;
        }
        missing--;
        least = 0x80;
        most = 0xbf;
      } else if (b >= 0x80 && !lead(b)) {
        return false;
      }
    }
    return true;
  }

  private boolean lead(int b) {
    if (b >= 0xc2 && b <= 0xdf) {
      missing = 1;
    } else if (b >= 0xe0 && b <= 0xef) {
      missing = 2;
      least = b == 0xe0 ? 0xa0 : 0x80;
      most = b == 0xed ? 0x9f : 0xbf;
    } else if (b >= 0xf0 && b <= 0xf4) {
      missing = 3;
      least = b == 0xf0 ? 0x90 : 0x80;
      most = b == 0xf4 ? 0x8f : 0xbf;
    }
    return missing > 0;
  }

  /** Whether the bytes so far end with a character; starts anew. */
  boolean end() {
    boolean whole = missing == 0;
    missing = 0;
    least = 0x80;
    most = 0xbf;
    return whole;
  }
}
