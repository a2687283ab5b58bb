package dev.switchboard.app;

/** What the process says to scripts when it ends. */
final class ExitCode {
  static final int DONE = 0;

  /** The question was understood and the answer is no. */
  static final int NO = 1;

  /** The command line is wrong. */
  static final int USAGE = 2;

  /** The configuration or the data is wrong. */
  static final int DATA = 65;

  /** A needed tool, port, database or gateway is not there. */
  static final int UNAVAILABLE = 69;

  /** The data folder cannot be used. */
  static final int FOLDER = 73;

  private ExitCode() {}
}
