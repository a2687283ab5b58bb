package dev.switchboard.routing;

/**
 * Whether a target works: closed while it does, open when it failed too often, half open while one
 * call tries it. Not safe for use by several threads at once.
 */
final class Circuit {
  private static final int WINDOW = 20;
  private static final long WINDOW_BITS = (1L << WINDOW) - 1;

  /** Waits differ by up to a tenth, so that several gateways do not try together. */
  private static final double SPREAD = 0.1;

  private ResilienceRules.Circuit rules;
  private int inARow;
  private long window;
  private int counted;
  private boolean limited;
  private boolean open;
  private boolean trying;
  private int openings;
  private int openedInARow;
  private long tryAgainAt;
  private String lastFailure = "";

  Circuit(ResilienceRules.Circuit rules) {
    this.rules = rules;
  }

  void rules(ResilienceRules.Circuit next) {
    rules = next;
  }

  boolean isOpen() {
    return open;
  }

  boolean isTried() {
    return trying;
  }

  boolean isLimited() {
    return limited;
  }

  int openings() {
    return openings;
  }

  String lastFailure() {
    return lastFailure;
  }

  /** Whether nothing speaks against the target. */
  boolean isSpotless() {
    return !open && window == 0 && inARow == 0;
  }

  /** Nanoseconds until one call may try; 0 or less when one may now or none needs to. */
  long nanosLeft(long now) {
    if (!open || rules.failures() == 0) {
      return 0;
    }
    return trying ? Math.max(rules.cooldown().toNanos(), tryAgainAt - now) : tryAgainAt - now;
  }

  /** Takes the one place of a call that tries; true if it was there to take. */
  boolean take() {
    if (!open) {
      return false;
    }
    trying = true;
    return true;
  }

  void answered(boolean byTry) {
    if (open && !byTry) {
      return;
    }
    if (open) {
      closed();
    }
    count(0);
    inARow = 0;
    openedInARow = 0;
  }

  void failed(boolean byTry, boolean byLimit, String what, long now, double random) {
    if (open && !byTry) {
      return;
    }
    lastFailure = what;
    limited = byLimit;
    count(1);
    inARow++;
    boolean tooMany =
        inARow >= rules.failures() || (counted >= WINDOW && Long.bitCount(window) >= WINDOW / 2);
    if (rules.failures() > 0 && (byTry || tooMany)) {
      open(now, random);
    }
  }

  /** A call that tried ended without a word on the target. */
  void nothing(boolean byTry) {
    if (byTry) {
      trying = false;
    }
  }

  private void open(long now, double random) {
    open = true;
    trying = false;
    openings++;
    long wait = rules.cooldown().toNanos();
    for (int i = 0; i < openedInARow && wait < rules.longest().toNanos(); i++) {
      wait *= 2;
    }
    openedInARow++;
    long bounded = Math.min(wait, rules.longest().toNanos());
    tryAgainAt = now + (long) (bounded * (1 - SPREAD * random));
  }

  private void closed() {
    open = false;
    trying = false;
    window = 0;
    counted = 0;
  }

  private void count(int bit) {
    window = ((window << 1) | bit) & WINDOW_BITS;
    counted = Math.min(WINDOW, counted + 1);
  }

  /** In words, such as {@code 5 failures in a row}. */
  String why() {
    return inARow > 1
        ? inARow + " failures in a row"
        : Long.bitCount(window) + " failures in " + counted + " attempts";
  }
}
