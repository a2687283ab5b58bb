package dev.switchboard.app;

/** Ends a command with a problem that it has put into words itself. */
final class CommandException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Problem problem;

  CommandException(int exitCode, String what, String fix) {
    super(what, null, false, false);
    this.problem = new Problem(exitCode, what, fix);
  }

  Problem problem() {
    return problem;
  }
}
