package dev.switchboard.routing;

import java.util.Comparator;
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

  /**
   * All of them in the order for a key, so that calls that belong together stay so when the first
   * cannot be asked; those without weight are last, as they stand.
   */
  static List<ModelRoute.Choice> stable(List<ModelRoute.Choice> choices, String route, String key) {
    return choices.stream()
        .sorted(
            Comparator.comparingDouble(choice ->
                choice.weight() == 0
                    ? Double.POSITIVE_INFINITY
                    : -Math.log(fraction(route, key, choice.model())) / choice.weight()))
        .toList();
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
