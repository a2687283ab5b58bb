package dev.switchboard.http;

/** A body for which there is no room, because those of other callers fill it. */
public final class BodiesFull extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final long limitBytes;

  BodiesFull(long limitBytes) {
    super("bodies: more than " + limitBytes + " bytes at a time");
    this.limitBytes = limitBytes;
  }

  /** How many bytes of bodies the server holds at most, in all. */
  public long limitBytes() {
    return limitBytes;
  }
}
