package dev.switchboard.access;

/** What a virtual key may be used for. */
public enum Scope {
  /** Calls that reach a provider, on every surface. */
  CALL("call"),
  /** Reading functions, their revisions and examples. */
  READ_FUNCTIONS("functions.read"),
  /** Changing and deleting functions, their revisions and examples. */
  WRITE_FUNCTIONS("functions.write"),
  /** Reading traces, spans and what was said in them. */
  READ_TRACES("traces.read"),
  /** Writing spans and events, deleting traces. */
  WRITE_TRACES("traces.write");

  private final String label;

  Scope(String label) {
    this.label = label;
  }

  /** The name used in the API, the database and messages. */
  public String label() {
    return label;
  }

  /**
   * The scope of that name.
   *
   * @throws IllegalArgumentException naming the label and those that exist
   */
  public static Scope ofLabel(String label) {
    StringBuilder known = new StringBuilder();
    for (Scope scope : values()) {
      if (scope.label.equals(label)) {
        return scope;
      }
      known.append(known.isEmpty() ? "" : ", ").append(scope.label);
    }
    throw new IllegalArgumentException("scope: " + label + " (expected: one of " + known + ")");
  }
}
