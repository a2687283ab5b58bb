package dev.switchboard.http;

/** A server could not take its address, most often because another process has it. */
public final class BindException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final boolean inUse;

  BindException(String message, boolean inUse, Throwable cause) {
    super(message, cause);
    this.inUse = inUse;
  }

  /** Whether the port is taken by another process, rather than not allowed or not ours. */
  public boolean isPortInUse() {
    return inUse;
  }
}
