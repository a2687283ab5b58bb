package dev.switchboard.access;

import java.nio.ByteBuffer;
import java.util.HexFormat;

/**
 * The keyed hash (HMAC-SHA256) of a whole key text: what is kept of a key's secret.
 *
 * <p>Four words instead of an array, so that it is a value.
 */
public record KeyHash(long first, long second, long third, long fourth) {
  /** The length of {@link #hex}. */
  public static final int HEX_LENGTH = 64;

  static KeyHash of(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    return new KeyHash(buffer.getLong(), buffer.getLong(), buffer.getLong(), buffer.getLong());
  }

  /**
   * Reads what {@link #hex} wrote.
   *
   * @throws IllegalArgumentException if it is not 64 hexadecimal digits
   */
  public static KeyHash ofHex(String hex) {
    if (hex.length() != HEX_LENGTH) {
      throw new IllegalArgumentException(
          "key hash of " + hex.length() + " characters (expected: " + HEX_LENGTH + ")");
    }
    return of(HexFormat.of().parseHex(hex));
  }

  /** 64 hexadecimal digits, for storage. */
  public String hex() {
    HexFormat format = HexFormat.of();
    return format.toHexDigits(first)
        + format.toHexDigits(second)
        + format.toHexDigits(third)
        + format.toHexDigits(fourth);
  }

  /** Whether both are the same, in a time that does not depend on where they differ. */
  public boolean matches(KeyHash other) {
    return ((first ^ other.first)
            | (second ^ other.second)
            | (third ^ other.third)
            | (fourth ^ other.fourth))
        == 0;
  }

  @Override
  public String toString() {
    return "KeyHash[not shown]";
  }
}
