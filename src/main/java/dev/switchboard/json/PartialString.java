package dev.switchboard.json;

/** A JSON string that is read character by character, after its opening quote. */
final class PartialString {
  /** What a character did to the string. */
  enum Step {
    MORE,
    END,
    REFUSED
  }

  private final StringBuilder text = new StringBuilder();
  private final StringBuilder escape = new StringBuilder();
  private int drained;

  Step take(char c) {
    if (!escape.isEmpty()) {
      return inEscape(c);
    }
    if (c == '"') {
      return Step.END;
    }
    if (c < ' ') {
      return Step.REFUSED;
    }
    if (c == '\\') {
      escape.append(c);
    } else {
      text.append(c);
    }
    return Step.MORE;
  }

  /** All text so far. */
  String text() {
    return text.toString();
  }

  /**
   * The text that came since the last call.
   *
   * @param ended whether the string has ended; if not, half a surrogate pair waits for its other
   *     half
   */
  String drain(boolean ended) {
    int end = text.length();
    if (!ended && end > drained && Character.isHighSurrogate(text.charAt(end - 1))) {
      end--;
    }
    String grown = text.substring(drained, end);
    drained = end;
    return grown;
  }

  private Step inEscape(char c) {
    escape.append(c);
    if (escape.charAt(1) == 'u') {
      if (escape.length() > 2 && (c > 'f' || Character.digit(c, 16) < 0)) {
        return Step.REFUSED;
      }
      if (escape.length() == 6) {
        text.append((char) Integer.parseInt(escape, 2, 6, 16));
        escape.setLength(0);
      }
      return Step.MORE;
    }
    if ("\"\\/bfnrt".indexOf(c) < 0) {
      return Step.REFUSED;
    }
    text.append(Unescape.simple(c));
    escape.setLength(0);
    return Step.MORE;
  }
}
