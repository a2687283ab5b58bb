package dev.switchboard.http;

/** A body beyond its limit. */
public final class BodyTooLarge extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final long limitBytes;

  BodyTooLarge(long limitBytes) {
    super("body: more than " + limitBytes + " bytes");
    this.limitBytes = limitBytes;
  }

  /** The limit that was passed, in bytes. */
  public long limitBytes() {
    return limitBytes;
  }
}
