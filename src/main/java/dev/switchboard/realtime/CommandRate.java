package dev.switchboard.realtime;

/** How many commands a caller may still give: so many at once, and so many a second. */
final class CommandRate {
  private final double perNano;
  private final double most;
  private double left;
  private long atNanos;

  CommandRate(int perSecond, int burst, long nowNanos) {
    this.perNano = perSecond / 1e9;
    this.most = burst;
    this.left = burst;
    this.atNanos = nowNanos;
  }

  /** Takes one; false if there is none left. */
  boolean take(long nowNanos) {
    left = Math.min(most, left + (nowNanos - atNanos) * perNano);
    atNanos = nowNanos;
    if (left < 1) {
      return false;
    }
    left--;
    return true;
  }
}
