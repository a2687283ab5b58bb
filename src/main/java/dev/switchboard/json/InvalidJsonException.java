package dev.switchboard.json;

/**
 * A text that is not acceptable JSON. The message is safe for callers: it says where and what was
 * expected, and never repeats more of the text than the one character in the way.
 */
public final class InvalidJsonException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String problem;
  private final int line;
  private final int column;

  /**
   * @param problem what is wrong and what was expected, without the place
   * @param line counted from 1
   * @param column counted from 1, in bytes of the UTF-8 text
   */
  public InvalidJsonException(String problem, int line, int column) {
    super(problem);
    this.problem = problem;
    this.line = line;
    this.column = column;
  }

  /** What is wrong, what was expected, and where. */
  @Override
  public String getMessage() {
    return "invalid JSON at line " + line + ", column " + column + ": " + problem;
  }

  /** What is wrong and what was expected, without the place. */
  public String problem() {
    return problem;
  }

  /** The line of the first wrong byte, counted from 1. */
  public int line() {
    return line;
  }

  /** The column of the first wrong byte, counted from 1, in bytes of the UTF-8 text. */
  public int column() {
    return column;
  }
}
