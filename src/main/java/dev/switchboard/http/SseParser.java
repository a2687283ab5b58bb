package dev.switchboard.http;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * Reads an event stream from bytes cut anywhere: lines end in LF, CR or CRLF, a byte order mark is
 * skipped, comments and unknown fields are left out.
 *
 * @see <a
 *     href="https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream">source</a>
 */
public final class SseParser {
  private static final byte[] BOM = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};
  private static final int KEPT_BYTES = 8 * 1024;

  private final int maxEventBytes;
  private final Consumer<ServerSentEvent> sink;

  /** The beginning of a line whose end has not come. */
  private byte[] line = new byte[256];

  private int lineLength;

  /** The data lines of the event so far, each followed by a line feed. */
  private byte[] data = new byte[256];

  private int dataLength;
  private String event = "";
  private Optional<String> id = Optional.empty();
  private OptionalLong retryMillis = OptionalLong.empty();
  private boolean afterCarriageReturn;
  private boolean atStart = true;
  private boolean fieldsPending;

  /**
   * Makes a parser at the start of a stream.
   *
   * @param maxEventBytes most bytes of one event, and of one line
   * @param sink takes each event when its blank line has come
   */
  public SseParser(int maxEventBytes, Consumer<ServerSentEvent> sink) {
    this.maxEventBytes = maxEventBytes;
    this.sink = sink;
  }

  /**
   * Reads the next bytes.
   *
   * @throws EventTooLarge if an event is over its bound; the parser is of no use then
   */
  public void feed(byte[] bytes, int offset, int length) {
    int end = offset + length;
    int from = offset;
    for (int at = offset; at < end; at++) {
      byte b = bytes[at];
      if (b == '\n' && afterCarriageReturn) {
        from = at + 1;
      } else if (b == '\n' || b == '\r') {
        endLine(bytes, from, at);
        from = at + 1;
      }
      afterCarriageReturn = b == '\r';
    }
    keep(bytes, from, end);
  }

  /** Whether the last event, if any, was followed by its blank line. */
  public boolean isBetweenEvents() {
    return lineLength == 0 && !fieldsPending;
  }

  /**
   * Takes the end of the stream for the end of the event under way, as some servers leave out the
   * last blank line. The rule book would drop it.
   *
   * @return that event, or empty if there is none
   */
  public Optional<ServerSentEvent> finish() {
    if (lineLength > 0) {
      int length = lineLength;
      lineLength = 0;
      takeLine(line, 0, length);
    }
    Optional<ServerSentEvent> last = dataLength == 0 ? Optional.empty() : Optional.of(build());
    reset();
    return last;
  }

  private void endLine(byte[] bytes, int from, int to) {
    if (lineLength == 0) {
      takeLine(bytes, from, to);
    } else {
      keep(bytes, from, to);
      int length = lineLength;
      lineLength = 0;
      takeLine(line, 0, length);
      if (line.length > KEPT_BYTES) {
        line = new byte[256];
      }
    }
  }

  private void keep(byte[] bytes, int from, int to) {
    int length = to - from;
    if (length == 0) {
      return;
    }
    bound((long) lineLength + length);
    if (lineLength + length > line.length) {
      line = Arrays.copyOf(line, Math.max(line.length * 2, lineLength + length));
    }
    System.arraycopy(bytes, from, line, lineLength, length);
    lineLength += length;
  }

  private void takeLine(byte[] bytes, int start, int to) {
    int from = start;
    if (atStart) {
      atStart = false;
      if (to - from >= 3 && Arrays.equals(bytes, from, from + 3, BOM, 0, 3)) {
        from += 3;
      }
    }
    if (from == to) {
      dispatch();
      return;
    }
    int colon = from;
    while (colon < to && bytes[colon] != ':') {
      colon++;
    }
    if (colon == from) {
      return;
    }
    int value = Math.min(colon + 1, to);
    if (value < to && bytes[value] == ' ') {
      value++;
    }
    field(bytes, from, colon - from, value, to);
  }

  private void field(byte[] bytes, int from, int nameLength, int value, int to) {
    fieldsPending = true;
    switch (bytes[from]) {
      case 'd' -> {
        if (isName(bytes, from, nameLength, "data")) {
          appendData(bytes, value, to - value);
        }
      }
      case 'e' -> {
        if (isName(bytes, from, nameLength, "event")) {
          event = text(bytes, value, to);
        }
      }
      case 'i' -> {
        if (isName(bytes, from, nameLength, "id")) {
          String text = text(bytes, value, to);
          if (text.indexOf('\0') < 0) {
            id = Optional.of(text);
          }
        }
      }
      case 'r' -> {
        if (isName(bytes, from, nameLength, "retry")) {
          retry(text(bytes, value, to));
        }
      }
      default -> {}
    }
  }

  private static boolean isName(byte[] bytes, int from, int length, String name) {
    if (length != name.length()) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (bytes[from + i] != name.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private void appendData(byte[] bytes, int from, int length) {
    bound((long) dataLength + length + 1);
    if (dataLength + length + 1 > data.length) {
      data = Arrays.copyOf(data, Math.max(data.length * 2, dataLength + length + 1));
    }
    System.arraycopy(bytes, from, data, dataLength, length);
    dataLength += length;
    data[dataLength++] = '\n';
  }

  private void retry(String text) {
    boolean digits = !text.isEmpty() && text.length() <= 18;
    for (int i = 0; digits && i < text.length(); i++) {
      digits = text.charAt(i) >= '0' && text.charAt(i) <= '9';
    }
    if (digits) {
      retryMillis = OptionalLong.of(Long.parseLong(text));
    }
  }

  private void dispatch() {
    ServerSentEvent complete = dataLength == 0 ? null : build();
    reset();
    if (complete != null) {
      sink.accept(complete);
    }
  }

  private ServerSentEvent build() {
    return new ServerSentEvent(event, text(data, 0, dataLength - 1), id, retryMillis);
  }

  private void reset() {
    dataLength = 0;
    if (data.length > KEPT_BYTES) {
      data = new byte[256];
    }
    event = "";
    id = Optional.empty();
    retryMillis = OptionalLong.empty();
    fieldsPending = false;
  }

  private void bound(long bytes) {
    if (bytes > maxEventBytes) {
      throw new EventTooLarge(maxEventBytes);
    }
  }

  private static String text(byte[] bytes, int from, int to) {
    return new String(bytes, from, to - from, StandardCharsets.UTF_8);
  }
}
