package dev.switchboard.json;

/**
 * A JSON document in which one value is not what the reader needs. The message is safe for the
 * author of the document: it names the place, the value (shortened) and what was expected.
 */
public final class InvalidFieldException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String pointer;
  private final String offending;
  private final String expected;

  /**
   * @param pointer RFC 6901 pointer of the value; empty for the document itself
   * @param offending the value as JSON, already shortened, or {@code missing}
   * @param expected what would have been accepted, for example {@code a string}
   */
  public InvalidFieldException(String pointer, String offending, String expected) {
    super(offending);
    this.pointer = pointer;
    this.offending = offending;
    this.expected = expected;
  }

  /** The place, the value and what was expected. */
  @Override
  public String getMessage() {
    String place = pointer.isEmpty() ? "the document" : pointer;
    return place + ": " + offending + " (expected: " + expected + ")";
  }

  /** RFC 6901 pointer of the value; empty for the document itself. */
  public String pointer() {
    return pointer;
  }

  /** The value as JSON, at most about 80 characters, or {@code missing}. */
  public String offending() {
    return offending;
  }

  /** What would have been accepted. */
  public String expected() {
    return expected;
  }
}
