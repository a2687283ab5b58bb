package dev.switchboard.trace;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A {@link CallRecord} as bytes and back: what the journal holds.
 *
 * <p>One line of JSON with everything but the content ({@code "v"} is the version, times are
 * microseconds since 1970, what is absent is left out), then the content's texts in UTF-8 as they
 * are. The line's {@code "contentBytes"} gives the lengths of input and output, -1 for none. So a
 * content costs a copy, not a parse, and one that is not JSON does not spoil the books.
 *
 * <p>A reader skips fields it does not know; a change that older readers must not misread raises
 * {@link #VERSION}.
 */
public final class CallRecordCodec {
  /** The version written, and the newest that is read. */
  public static final int VERSION = 1;

  private static final int TYPICAL_BYTES = 2_048;

  private CallRecordCodec() {}

  /** The record as bytes; any text can be written, a lone surrogate becomes a question mark. */
  public static byte[] encode(CallRecord call) {
    byte[] input = utf8(call.content().input());
    byte[] output = utf8(call.content().output());
    ByteArrayOutputStream line = new ByteArrayOutputStream(TYPICAL_BYTES);
    CallRecordWriter.write(call, size(input), size(output), line);
    line.write('\n');
    // One array of the right size: a content may be as long as a tenth of the heap.
    byte[] head = line.toByteArray();
    byte[] record = Arrays.copyOf(head, head.length + length(input) + length(output));
    if (input != null) {
      System.arraycopy(input, 0, record, head.length, input.length);
    }
    if (output != null) {
      System.arraycopy(output, 0, record, head.length + length(input), output.length);
    }
    return record;
  }

  /**
   * The record of bytes that {@link #encode} wrote, in this or an older version.
   *
   * @throws UnreadableRecordException if they are something else; the message says what
   */
  public static CallRecord decode(byte[] bytes) {
    return CallRecordReader.read(bytes, lineEnd(bytes), true);
  }

  /**
   * The same without the content, whose lengths are checked all the same.
   *
   * @throws UnreadableRecordException as {@link #decode}
   */
  public static CallRecord decodeWithoutContent(byte[] bytes) {
    return CallRecordReader.read(bytes, lineEnd(bytes), false);
  }

  private static int lineEnd(byte[] bytes) {
    int end = 0;
    while (end < bytes.length && bytes[end] != '\n') {
      end++;
    }
    if (end == bytes.length) {
      throw new UnreadableRecordException("no end of the first line in " + end + " bytes");
    }
    return end;
  }

  private static byte @Nullable [] utf8(@Nullable String text) {
    return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
  }

  private static int length(byte @Nullable [] bytes) {
    return bytes == null ? 0 : bytes.length;
  }

  private static int size(byte @Nullable [] bytes) {
    return bytes == null ? -1 : bytes.length;
  }
}
