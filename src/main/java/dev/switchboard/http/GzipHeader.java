package dev.switchboard.http;

/**
 * The bytes before the data of a gzip member, read one at a time.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc1952#section-2.3">RFC 1952, section 2.3</a>
 */
final class GzipHeader {
  private static final int HEADER_CHECK = 2;
  private static final int EXTRA = 4;
  private static final int NAME = 8;
  private static final int COMMENT = 16;

  private int count;
  private int flags;

  /** Bytes still to skip of the part being read. */
  private int toSkip;

  private int extraLength;
  private int extraLengthBytes;

  boolean hasStarted() {
    return count > 0;
  }

  boolean isComplete() {
    return count >= 10 && flags == 0 && toSkip == 0;
  }

  /** Takes a byte; false if it cannot stand there. */
  boolean accept(int b) {
    int index = count++;
    return switch (index) {
      case 0 -> b == 0x1f;
      case 1 -> b == 0x8b;
      case 2 -> b == 8;
      case 3 -> {
        flags = b & (HEADER_CHECK | EXTRA | NAME | COMMENT);
        yield (b & 0xe0) == 0;
      }
      case 4, 5, 6, 7, 8, 9 -> true;
      default -> optional(b);
    };
  }

  private boolean optional(int b) {
    if (toSkip > 0) {
      toSkip--;
    } else if ((flags & EXTRA) != 0) {
      extraLength |= b << (8 * extraLengthBytes++);
      if (extraLengthBytes == 2) {
        flags &= ~EXTRA;
        toSkip = extraLength;
      }
    } else if ((flags & NAME) != 0) {
      flags &= b == 0 ? ~NAME : ~0;
    } else if ((flags & COMMENT) != 0) {
      flags &= b == 0 ? ~COMMENT : ~0;
    } else {
      flags = 0;
      toSkip = 1;
    }
    return true;
  }
}
