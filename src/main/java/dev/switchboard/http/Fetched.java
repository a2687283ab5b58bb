package dev.switchboard.http;

/** What was fetched. */
public final class Fetched {
  private final String contentType;
  private final byte[] bytes;

  Fetched(String contentType, byte[] bytes) {
    this.contentType = contentType;
    this.bytes = bytes;
  }

  /** What the server says it is, as it says it; empty if it does not. */
  public String contentType() {
    return contentType;
  }

  /** The body; the array is the caller's. */
  public byte[] bytes() {
    return bytes;
  }
}
