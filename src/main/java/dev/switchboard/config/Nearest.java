package dev.switchboard.config;

import java.util.Collection;
import java.util.Optional;

/** Finds what a misspelt word may have meant. */
final class Nearest {
  private Nearest() {}

  /**
   * The candidate that is at most three edits and half the word's length away; the nearest wins.
   */
  static Optional<String> of(String word, Collection<String> candidates) {
    String best = null;
    int bestDistance = Math.min(3, Math.max(1, word.length() / 2)) + 1;
    for (String candidate : candidates) {
      int distance = distance(word, candidate);
      if (distance < bestDistance) {
        best = candidate;
        bestDistance = distance;
      }
    }
    return Optional.ofNullable(best);
  }

  private static int distance(String a, String b) {
    int[] previous = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] current = new int[b.length() + 1];
      current[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substitute = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        current[j] = Math.min(substitute, Math.min(previous[j], current[j - 1]) + 1);
      }
      previous = current;
    }
    return previous[b.length()];
  }
}
