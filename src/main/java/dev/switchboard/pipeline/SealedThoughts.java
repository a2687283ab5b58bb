package dev.switchboard.pipeline;

/** An encrypted record; only its {@link Seal} can open it. */
public final class SealedThoughts {
  private final byte[] bytes;

  /** Takes ownership of the bytes. */
  public SealedThoughts(byte[] bytes) {
    this.bytes = bytes;
  }

  /** The encrypted bytes; not a copy, not to be changed. */
  public byte[] bytes() {
    return bytes;
  }

  @Override
  public String toString() {
    return "SealedThoughts[" + bytes.length + " bytes]";
  }
}
