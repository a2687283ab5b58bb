package dev.switchboard.ir;

import java.util.Arrays;
import java.util.Base64;
import java.util.Objects;

/** Bytes with their media type: a sound, a picture, a body. Equal when both are. */
public final class Blob {
  private final String mimeType;
  private final byte[] bytes;

  /**
   * Takes ownership of the bytes.
   *
   * @param mimeType lower case, with parameters where they matter
   */
  public Blob(String mimeType, byte[] bytes) {
    this.mimeType = Objects.requireNonNull(mimeType);
    this.bytes = Objects.requireNonNull(bytes);
  }

  /**
   * The bytes that base64 stands for.
   *
   * @param base64 standard alphabet with padding
   * @throws IllegalArgumentException if it is something else
   */
  public static Blob ofBase64(String mimeType, String base64) {
    return new Blob(mimeType, Base64.getDecoder().decode(base64));
  }

  /** Such as {@code audio/wav}. */
  public String mimeType() {
    return mimeType;
  }

  /** The bytes; not a copy, not to be changed. */
  public byte[] bytes() {
    return bytes;
  }

  /** How many bytes there are. */
  public int size() {
    return bytes.length;
  }

  /** The bytes in base64: standard alphabet, padded. */
  public String base64() {
    return Base64.getEncoder().encodeToString(bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Blob blob
        && mimeType.equals(blob.mimeType)
        && Arrays.equals(bytes, blob.bytes);
  }

  @Override
  public int hashCode() {
    return mimeType.hashCode() * 31 + Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return "Blob[" + mimeType + ", " + bytes.length + " bytes]";
  }
}
