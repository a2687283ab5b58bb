package dev.switchboard.ir;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * An amount of something other than tokens that work is measured by.
 *
 * @param unit what is counted
 * @param variant what makes the unit's price differ: {@code 1024x1024/high} for a picture; empty
 *     for nothing
 * @param amount at least 0
 */
public record Metered(Unit unit, String variant, long amount) {
  public Metered {
    Objects.requireNonNull(unit);
    Objects.requireNonNull(variant);
    if (amount < 0) {
      throw new IllegalArgumentException("amount: " + amount + " (expected: >= 0)");
    }
  }

  /** What is counted. */
  public enum Unit {
    /** Characters (code points) of a text that is spoken. */
    CHARACTER,
    /** Milliseconds of a sound that is heard. */
    HEARD_MILLI,
    /** Milliseconds of a sound that is spoken. */
    SPOKEN_MILLI,
    /** Pictures made. */
    IMAGE
  }

  /** Both lists as one, amounts of the same thing added. */
  static List<Metered> sum(List<Metered> some, List<Metered> more) {
    if (some.isEmpty() || more.isEmpty()) {
      return some.isEmpty() ? more : some;
    }
    List<Metered> sum = new ArrayList<>(some);
    for (Metered one : more) {
      int at = 0;
      while (at < sum.size() && !sum.get(at).isLike(one)) {
        at++;
      }
      if (at == sum.size()) {
        sum.add(one);
      } else {
        sum.set(
            at, new Metered(one.unit, one.variant, Math.addExact(sum.get(at).amount, one.amount)));
      }
    }
    return sum;
  }

  private boolean isLike(Metered other) {
    return unit == other.unit && variant.equals(other.variant);
  }
}
