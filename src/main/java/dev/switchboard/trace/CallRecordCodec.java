package dev.switchboard.trace;

import dev.switchboard.json.JsonWriter;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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

  private CallRecordCodec() {}

  /** The record as bytes; any text can be written, a lone surrogate becomes a question mark. */
  public static byte[] encode(CallRecord call) {
    JsonWriter line = CallRecordWriter.line(call);
    Utf8Text input = call.content().input();
    Utf8Text output = call.content().output();
    int inputFrom = line.length();
    int outputFrom = inputFrom + (input == null ? 0 : input.size());
    int length = outputFrom + (output == null ? 0 : output.size());
    byte[] record = Arrays.copyOf(line.bytes(), length);
    if (input != null) {
      input.copyTo(record, inputFrom);
    }
    if (output != null) {
      output.copyTo(record, outputFrom);
    }
    return record;
  }

  /**
   * The same bytes in pieces that are to stand one after the other, so that what was said, which
   * may be as long as a tenth of the heap, need not be copied before it is where it stays.
   */
  public static List<ByteBuffer> pieces(CallRecord call) {
    JsonWriter line = CallRecordWriter.line(call);
    List<ByteBuffer> pieces = new ArrayList<>(3);
    pieces.add(ByteBuffer.wrap(line.bytes(), 0, line.length()));
    add(pieces, call.content().input());
    add(pieces, call.content().output());
    return pieces;
  }

  private static void add(List<ByteBuffer> pieces, @Nullable Utf8Text text) {
    if (text != null) {
      pieces.add(text.buffer());
    }
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

  /**
   * What the books take of the record of such bytes.
   *
   * @throws UnreadableRecordException as {@link #decode}
   */
  public static CallEntry entry(byte[] bytes) {
    CallEntry entry = CallEntryReader.read(bytes);
    return entry == null ? CallEntry.of(decodeWithoutContent(bytes)) : entry;
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
}
