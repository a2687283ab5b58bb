package dev.switchboard.app;

/** How log lines look. */
enum LogFormat {
  /** One JSON object per line. */
  JSON,
  /** For people. */
  TEXT;

  /** Text where standard error is a terminal. */
  static LogFormat ofProcess() {
    // A console is there when both other streams are a terminal; logs are read where they are.
    return Terminal.isInteractive() ? TEXT : JSON;
  }
}
