package dev.switchboard.app;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import ch.qos.logback.core.encoder.EncoderBase;
import java.nio.charset.StandardCharsets;

/** An event as one line, whatever is in its message. */
abstract class LineEncoder extends EncoderBase<ILoggingEvent> {
  private static final int FRAMES = 6;
  private static final byte[] NOTHING = {};

  private final boolean debug;

  /**
   * @param debug whether failures are shown with their whole stack
   */
  LineEncoder(boolean debug) {
    this.debug = debug;
  }

  /** The line without its end. */
  abstract String line(ILoggingEvent event);

  @Override
  public byte[] encode(ILoggingEvent event) {
    return (line(event) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public byte[] headerBytes() {
    return NOTHING;
  }

  @Override
  public byte[] footerBytes() {
    return NOTHING;
  }

  boolean debug() {
    return debug;
  }

  /** A failure and where it came from, in one line. */
  static String failure(IThrowableProxy failure) {
    StringBuilder text =
        new StringBuilder(failure.getClassName()).append(": ").append(failure.getMessage());
    int frames = 0;
    for (StackTraceElementProxy frame : failure.getStackTraceElementProxyArray()) {
      if (frames == FRAMES) {
        break;
      }
      StackTraceElement at = frame.getStackTraceElement();
      text.append(frames == 0 ? " at " : " < ")
          .append(at.getFileName())
          .append(':')
          .append(at.getLineNumber());
      frames++;
    }
    IThrowableProxy cause = failure.getCause();
    return cause == null || cause.equals(failure)
        ? text.toString()
        : text + "; by " + failure(cause);
  }
}
