package dev.switchboard.json;

import java.util.Optional;

/** Looks at brackets in text that may or may not be JSON. */
final class Brackets {
  private Brackets() {}

  /**
   * The offset of the bracket that closes the one at {@code open}; brackets in double-quoted
   * strings do not count.
   */
  static Optional<Integer> close(byte[] text, int open, int end) {
    int depth = 0;
    boolean inString = false;
    int at = open;
    while (at < end) {
      byte b = text[at];
      if (inString && b == '\\') {
        at++;
      } else if (b == '"') {
        inString = !inString;
      } else if (!inString && (b == '{' || b == '[')) {
        depth++;
      } else if (!inString && (b == '}' || b == ']')) {
        depth--;
        if (depth == 0) {
          return Optional.of(at);
        }
      }
      at++;
    }
    return Optional.empty();
  }

  /** Whether what follows an opening bracket is what would follow it in JSON. */
  static boolean looksLikeJson(byte[] text, int open, int end) {
    int at = open + 1;
    while (at < end
        && (text[at] == ' ' || text[at] == '\n' || text[at] == '\r' || text[at] == '\t')) {
      at++;
    }
    if (at >= end) {
      return true;
    }
    return text[open] == '{' ? text[at] == '"' : "\"{[]-0123456789".indexOf(text[at]) >= 0;
  }
}
