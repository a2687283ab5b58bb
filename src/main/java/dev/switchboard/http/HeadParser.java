package dev.switchboard.http;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads start line and header fields of one message after the other from one connection.
 *
 * <p>Strict on purpose: lines end in CRLF, names are tokens that touch their colon, folded lines
 * and control characters are refused, so that no two readers can disagree about where a message
 * ends.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9112">RFC 9112</a>
 */
final class HeadParser {
  /** The start line, cut at its first two blanks, and the fields. */
  record Head(String first, String second, String third, Headers headers) {}

  private static final int MAX_FIELDS = 200;

  private final int limit;
  private final HeadScratch scratch;
  private int scanned;
  private int lineStart;

  /**
   * Makes a parser.
   *
   * @param limit most bytes of one head
   * @param scratch arrays shared by all parsers of one event loop
   */
  HeadParser(int limit, HeadScratch scratch) {
    this.limit = limit;
    this.scratch = scratch;
  }

  /** Whether part of a head has been seen, so that the peer owes the rest. */
  boolean hasStarted() {
    return scanned > 0;
  }

  /**
   * Takes a whole head from the front of {@code in}, or nothing yet.
   *
   * @return the head, or null while its end has not arrived
   * @throws ProtocolException for what is not HTTP/1.1, or is too large (status 431)
   */
  @Nullable Head read(ByteBuf in) throws ProtocolException {
    if (scanned == 0 && !skipEmptyLines(in)) {
      return null;
    }
    int start = in.readerIndex();
    if (scanned == 0 && !HttpText.isTokenChar(in.getByte(start))) {
      // Said at once, for a caller that speaks TLS here will not end a line.
      throw new ProtocolException(
          400, "start line: byte 0x%02x (expected: a token)".formatted(in.getByte(start) & 0xff));
    }
    int end = in.writerIndex();
    int from = start + scanned;
    while (from < end) {
      int lineFeed = in.indexOf(from, end, (byte) '\n');
      if (lineFeed < 0) {
        from = end;
        break;
      }
      from = lineFeed + 1;
      if (lineFeed - start - lineStart <= 1) {
        scanned = 0;
        lineStart = 0;
        checkLimit(from - start);
        return parse(in, from - start);
      }
      lineStart = from - start;
    }
    scanned = from - start;
    checkLimit(scanned);
    return null;
  }

  private void checkLimit(int length) throws ProtocolException {
    if (length > limit) {
      throw new ProtocolException(431, "head: more than " + limit + " bytes");
    }
  }

  /** Drops the empty lines that some clients send before a start line. */
  private static boolean skipEmptyLines(ByteBuf in) {
    while (in.isReadable()) {
      byte next = in.getByte(in.readerIndex());
      if (next != '\r' && next != '\n') {
        return true;
      }
      in.skipBytes(1);
    }
    return false;
  }

  private Head parse(ByteBuf in, int length) throws ProtocolException {
    byte[] bytes = scratch.bytes(length);
    in.readBytes(bytes, 0, length);
    int lineEnd = lineEnd(bytes, 0, length);
    int firstBlank = blank(bytes, 0, lineEnd);
    int secondBlank = firstBlank < 0 ? -1 : blank(bytes, firstBlank + 1, lineEnd);
    if (firstBlank <= 0) {
      throw new ProtocolException(400, "start line: no blank (expected: three parts)");
    }
    int secondEnd = secondBlank < 0 ? lineEnd : secondBlank;
    String first = scratch.name(bytes, 0, firstBlank);
    String second = latin(bytes, firstBlank + 1, secondEnd);
    String third =
        secondBlank < 0 ? "" : scratch.name(bytes, secondBlank + 1, lineEnd - secondBlank - 1);
    return new Head(first, second, third, fields(bytes, lineEnd + 2, length));
  }

  private Headers fields(byte[] bytes, int from, int length) throws ProtocolException {
    String[] pairs = scratch.pairs;
    int count = 0;
    int at = from;
    while (bytes[at] != '\r') {
      if (count == 2 * MAX_FIELDS) {
        throw new ProtocolException(431, "head: more than " + MAX_FIELDS + " fields");
      }
      int colon = at;
      while (HttpText.isTokenChar(bytes[colon])) {
        colon++;
      }
      if (bytes[colon] != ':' || colon == at) {
        throw new ProtocolException(
            400, "header name: byte 0x%02x (expected: a token)".formatted(bytes[colon] & 0xff));
      }
      int lineEnd = lineEnd(bytes, colon + 1, length);
      int valueFrom = colon + 1;
      int valueTo = lineEnd;
      while (valueFrom < valueTo && isBlank(bytes[valueFrom])) {
        valueFrom++;
      }
      while (valueTo > valueFrom && isBlank(bytes[valueTo - 1])) {
        valueTo--;
      }
      pairs[count++] = scratch.name(bytes, at, colon - at);
      pairs[count++] = latin(bytes, valueFrom, valueTo);
      at = lineEnd + 2;
    }
    if (at + 2 != length) {
      throw new ProtocolException(400, "head: line ends in a bare CR or LF (expected: CRLF)");
    }
    return Headers.checked(Arrays.copyOf(pairs, count));
  }

  /** The index of the CR that ends the line; everything before it may stand in a line. */
  private static int lineEnd(byte[] bytes, int from, int length) throws ProtocolException {
    int at = from;
    while (at < length && HttpText.isValueChar(bytes[at] & 0xff)) {
      at++;
    }
    if (at + 1 < length && bytes[at] == '\r' && bytes[at + 1] == '\n') {
      return at;
    }
    throw new ProtocolException(
        400,
        "head: byte 0x%02x in a line (expected: visible characters, then CRLF)"
            .formatted(at < length ? bytes[at] & 0xff : 0));
  }

  private static int blank(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] == ' ') {
        return i;
      }
    }
    return -1;
  }

  private static boolean isBlank(byte b) {
    return b == ' ' || b == '\t';
  }

  private static String latin(byte[] bytes, int from, int to) {
    return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
  }

  /** Arrays that all parsers of one event loop use in turn. */
  static final class HeadScratch {
    private static final int KEPT_NAMES = 256;
    private static final int LONGEST_KEPT_NAME = 40;

    private byte[] bytes = new byte[2048];
    private final String[] pairs = new String[2 * MAX_FIELDS + 2];
    private final @Nullable String[] names = new @Nullable String[KEPT_NAMES];

    private byte[] bytes(int length) {
      if (bytes.length < length) {
        bytes = new byte[Math.max(length, 2 * bytes.length)];
      }
      return bytes;
    }

    /** The string of these bytes, from a small table of those seen lately. */
    private String name(byte[] from, int offset, int length) {
      if (length > LONGEST_KEPT_NAME) {
        return latin(from, offset, offset + length);
      }
      int hash = length;
      for (int i = 0; i < length; i++) {
        hash = 31 * hash + from[offset + i];
      }
      int slot = (hash ^ hash >>> 15) & (KEPT_NAMES - 1);
      String kept = names[slot];
      if (kept == null || !same(kept, from, offset, length)) {
        kept = latin(from, offset, offset + length);
        names[slot] = kept;
      }
      return kept;
    }

    private static boolean same(String kept, byte[] from, int offset, int length) {
      if (kept.length() != length) {
        return false;
      }
      for (int i = 0; i < length; i++) {
        if (kept.charAt(i) != (char) (from[offset + i] & 0xff)) {
          return false;
        }
      }
      return true;
    }
  }
}
