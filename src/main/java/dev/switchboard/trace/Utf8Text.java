package dev.switchboard.trace;

import dev.switchboard.json.Json;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import tools.jackson.databind.JsonNode;

/**
 * A text as the record holds it, in UTF-8: what came as bytes goes on record without being read.
 *
 * <p>Bytes that are no UTF-8 are kept as they are; a reader sees U+FFFD for them.
 */
public final class Utf8Text {
  private final byte[] bytes;
  private final int size;

  private Utf8Text(byte[] bytes, int size) {
    this.bytes = bytes;
    this.size = Objects.checkIndex(size, bytes.length + 1);
  }

  /**
   * The text of bytes.
   *
   * @param utf8 not copied, not to be changed
   */
  public static Utf8Text of(byte[] utf8) {
    return new Utf8Text(utf8, utf8.length);
  }

  /**
   * The text of the first bytes of an array.
   *
   * @param utf8 not copied, not to be changed
   * @param size how many bytes the text has
   */
  public static Utf8Text of(byte[] utf8, int size) {
    return new Utf8Text(utf8, size);
  }

  /** A text; half a surrogate pair becomes a question mark. */
  public static Utf8Text of(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The value as compact JSON. */
  public static Utf8Text json(JsonNode node) {
    return of(Json.write(node));
  }

  /** How many bytes it is. */
  public int size() {
    return size;
  }

  /** The bytes, read-only in all but name; not a copy. */
  ByteBuffer buffer() {
    return ByteBuffer.wrap(bytes, 0, size);
  }

  void copyTo(byte[] target, int at) {
    System.arraycopy(bytes, 0, target, at, size);
  }

  /** The text itself. */
  public String text() {
    return new String(bytes, 0, size, StandardCharsets.UTF_8);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Utf8Text text
        && Arrays.equals(bytes, 0, size, text.bytes, 0, text.size);
  }

  @Override
  public int hashCode() {
    return buffer().hashCode();
  }

  @Override
  public String toString() {
    return "Utf8Text[" + size + " bytes]";
  }
}
