package dev.switchboard.http;

import java.util.Locale;

/** What was fetched. */
public final class Fetched {
  private final String contentType;
  private final byte[] bytes;

  Fetched(String contentType, byte[] bytes) {
    this.contentType = contentType;
    this.bytes = bytes;
  }

  /** What the server says it is, in lower case and without parameters; empty if it does not. */
  public String mediaType() {
    int semicolon = contentType.indexOf(';');
    return (semicolon < 0 ? contentType : contentType.substring(0, semicolon))
        .strip()
        .toLowerCase(Locale.ROOT);
  }

  /** The body; the array is the caller's. */
  public byte[] bytes() {
    return bytes;
  }
}
