package dev.switchboard.app;

import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;

/** A failure as the lines that a programmer wants; for {@code --debug} only. */
final class StackTrace {
  private StackTrace() {}

  static String of(Throwable failure) {
    return ThrowableProxyUtil.asString(new ThrowableProxy(failure)).stripTrailing();
  }
}
