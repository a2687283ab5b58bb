package dev.switchboard.routing;

import java.util.List;
import java.util.function.IntUnaryOperator;

/**
 * Takes one of several by weight.
 *
 * <p>With a key the choice is the same for the same key, and when weights change only as many keys
 * move as must: each choice has a number made of the key and its own name, and the best one wins
 * (weighted rendezvous hashing).
 */
final class Draw {
  private static final long FNV_START = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  private Draw() {}

  /** The place of the one taken at random; 0 when no choice has a weight. */
  static int random(List<ModelRoute.Choice> choices, IntUnaryOperator randomBelow) {
    int total = choices.stream().mapToInt(ModelRoute.Choice::weight).sum();
    if (total == 0) {
      return 0;
    }
    int drawn = randomBelow.applyAsInt(total);
    for (int i = 0; i < choices.size(); i++) {
      drawn -= choices.get(i).weight();
      if (drawn < 0) {
        return i;
      }
    }
    throw new IllegalStateException("drawn number is not below " + total);
  }

  /** The place of the one taken for a key; 0 when no choice has a weight. */
  static int stable(List<ModelRoute.Choice> choices, String route, String key) {
    int best = 0;
    double least = Double.POSITIVE_INFINITY;
    for (int i = 0; i < choices.size(); i++) {
      ModelRoute.Choice choice = choices.get(i);
      if (choice.weight() > 0) {
        double number = -Math.log(fraction(route, key, choice.model())) / choice.weight();
        if (number < least) {
          least = number;
          best = i;
        }
      }
    }
    return best;
  }

  /** A number between 0 and 1, both left out, that only depends on these texts. */
  static double fraction(String... texts) {
    long hash = FNV_START;
    for (String text : texts) {
      for (int i = 0; i < text.length(); i++) {
        hash = (hash ^ text.charAt(i)) * FNV_PRIME;
      }
      // No text has this character: two texts are not the same as one.
      hash = (hash ^ 0x1_0000) * FNV_PRIME;
    }
    return ((mixed(hash) >>> 12) + 0.5) * 0x1p-52;
  }

  /** The end of MurmurHash3: every bit of what comes out depends on every bit of what goes in. */
  private static long mixed(long hash) {
    long h = hash;
    h = (h ^ (h >>> 33)) * 0xff51afd7ed558ccdL;
    h = (h ^ (h >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return h ^ (h >>> 33);
  }
}
