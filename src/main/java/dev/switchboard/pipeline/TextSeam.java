package dev.switchboard.pipeline;

import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;

/**
 * Where the new part begins in what a model says when it is to go on with a text.
 *
 * <p>Models repeat all of the text before they go on, or its last words, or nothing. What is
 * repeated is left out. One that begins the text again and then says something else contradicts
 * what a caller has; such an answer is refused before any of it is told.
 */
final class TextSeam {
  /** So many characters in common are no chance. */
  private static final int LEAST_OVERLAP = 12;

  private static final int CLEARLY_BEGUN_AGAIN = 32;

  private final String before;
  private final boolean mustRepeat;
  private final boolean blanksUnseen;
  private final StringBuilder held = new StringBuilder();
  private boolean found;

  /**
   * @param before what the caller has
   */
  TextSeam(String before, RescueWay way) {
    this.before = before;
    this.mustRepeat = way == RescueWay.RESTART;
    this.blanksUnseen = way == RescueWay.PREFILL;
  }

  /** What of the text so far is new; empty while that is open. */
  String add(String text) {
    if (found) {
      return text;
    }
    held.append(text);
    String said = held.toString();
    if (said.length() < before.length() && mayBeRepeated(said)) {
      return "";
    }
    return decided(said);
  }

  /** Whether it is not known yet what of the answer is new. */
  boolean isOpen() {
    return !found;
  }

  /** The answer's text has ended: what of it is new and was not told yet. */
  String end() {
    if (found) {
      return "";
    }
    String said = held.toString();
    if (said.isEmpty() && !mustRepeat) {
      found = true;
      return "";
    }
    return decided(said);
  }

  /** Whether this much is found in the text so that it may go on to the text's end. */
  private boolean mayBeRepeated(String said) {
    int last = mustRepeat ? 0 : Math.max(0, before.length() - LEAST_OVERLAP);
    int at = before.indexOf(said);
    return at >= 0 && at <= last;
  }

  private String decided(String said) {
    found = true;
    int common = 0;
    while (common < Math.min(said.length(), before.length())
        && said.charAt(common) == before.charAt(common)) {
      common++;
    }
    if (common == before.length()) {
      return said.substring(common);
    }
    int overlap = mustRepeat ? 0 : overlap(said);
    if (overlap > 0) {
      return said.substring(overlap);
    }
    boolean begunAgain = common * 2 >= before.length() || common >= CLEARLY_BEGUN_AGAIN;
    if (mustRepeat || begunAgain) {
      throw new FailureException(contradiction("said something else than what was delivered"));
    }
    return blanksUnseen ? said.substring(blanks(said)) : said;
  }

  /** How much of the beginning repeats the text's end. */
  private int overlap(String said) {
    for (int length = Math.min(said.length(), before.length()); length >= LEAST_OVERLAP; length--) {
      if (before.endsWith(said.substring(0, length))) {
        return length;
      }
    }
    return 0;
  }

  /** Blanks at the text's end, which the model was not shown and says again. */
  private int blanks(String said) {
    int same = 0;
    for (int length = 1; length <= Math.min(said.length(), before.length()); length++) {
      String blank = said.substring(0, length);
      if (!blank.isBlank()) {
        break;
      }
      if (before.endsWith(blank)) {
        same = length;
      }
    }
    return same;
  }

  /** An answer that cannot be the rest of one that broke off. */
  static Failure contradiction(String what) {
    return new Failure.Unsupported("rescue", "the model " + what);
  }
}
