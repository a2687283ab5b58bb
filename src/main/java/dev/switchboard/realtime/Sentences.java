package dev.switchboard.realtime;

import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a text into what is spoken in one breath while it still grows: sentences, and the first part
 * of a long one, so that the voice can begin. Not safe for use by several threads.
 */
final class Sentences {
  /** Shorter ones are spoken together with what follows. */
  private static final int SHORTEST = 12;

  /** Longer ones are cut at a comma, or between words. */
  private static final int LONGEST = 240;

  private static final String ENDS = ".!?…。！？\n";
  private static final String PAUSES = ",;:，；：、";

  private final StringBuilder pending = new StringBuilder();

  /** Takes more text and gives the sentences that are whole now. */
  List<String> add(String delta) {
    pending.append(delta);
    List<String> whole = new ArrayList<>();
    for (int end = end(); end > 0; end = end()) {
      whole.add(pending.substring(0, end));
      pending.delete(0, end);
    }
    return whole;
  }

  /** What is left at the end; may be empty. */
  String rest() {
    String rest = pending.toString();
    pending.setLength(0);
    return rest;
  }

  /** Where the first sentence ends; 0 if that is not known yet. */
  private int end() {
    for (int i = 0; i + 1 < pending.length(); i++) {
      char c = pending.charAt(i);
      boolean ideograph = c > 0x2FFF;
      if (ENDS.indexOf(c) >= 0
          && i + 1 >= SHORTEST
          && (c == '\n' || ideograph || Character.isWhitespace(pending.charAt(i + 1)))) {
        return i + 1;
      }
    }
    return pending.length() > LONGEST ? cut() : 0;
  }

  private int cut() {
    for (int i = LONGEST; i > SHORTEST; i--) {
      if (PAUSES.indexOf(pending.charAt(i)) >= 0) {
        return i + 1;
      }
    }
    for (int i = LONGEST; i > SHORTEST; i--) {
      if (Character.isWhitespace(pending.charAt(i))) {
        return i + 1;
      }
    }
    return Character.isHighSurrogate(pending.charAt(LONGEST - 1)) ? LONGEST - 1 : LONGEST;
  }
}
