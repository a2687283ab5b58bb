package dev.switchboard.app;

import java.io.Console;
import org.jspecify.annotations.Nullable;

/** Whether a person sits at the other end of this process. */
final class Terminal {
  private Terminal() {}

  /** True where standard input and output are a terminal. */
  static boolean isInteractive() {
    return isTerminal(System.console());
  }

  private static boolean isTerminal(@Nullable Console console) {
    return console != null && console.isTerminal();
  }
}
