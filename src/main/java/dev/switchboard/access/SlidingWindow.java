package dev.switchboard.access;

import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Counts what was taken in the last stretch of time, so that never more than the limit is taken in
 * any stretch of that length, wherever it begins.
 *
 * <p>Time is cut into cells of a 256th of the window. What was taken counts until its whole cell is
 * older than the window: up to one cell too long, 0.4 %, never too short. Takes 16 bytes for each
 * cell in which something was taken. Used under its owner's lock.
 */
final class SlidingWindow {
  private static final int CELLS = 256;
  private static final int FIRST_ROOM = 4;

  private final long limit;
  private final long cellNanos;

  // A ring of the cells in which something was taken, oldest first.
  private long[] cells = new long[FIRST_ROOM];
  private long[] amounts = new long[FIRST_ROOM];
  private int head;
  private int size;
  private long taken;

  /**
   * @param limit at least 0
   * @param window at least 256 ns
   */
  SlidingWindow(long limit, Duration window) {
    this.limit = limit;
    this.cellNanos = Math.max(1, window.toNanos() / CELLS);
  }

  /**
   * How long until so much can be taken.
   *
   * @return 0 for now; null for never, because it is more than the limit
   */
  @Nullable Long nanosUntil(long amount, long now) {
    if (amount > limit) {
      return null;
    }
    forget(now);
    long left = taken;
    for (int i = 0; left > limit - amount; i++) {
      int at = (head + i) & (cells.length - 1);
      left -= amounts[at];
      if (left <= limit - amount) {
        return nanosLeft(cells[at], now);
      }
    }
    return 0L;
  }

  /** Takes so much, whatever the limit says; returns when, for {@link #correct}. */
  long take(long amount, long now) {
    forget(now);
    long cell = Math.floorDiv(now, cellNanos);
    if (size > 0) {
      int last = (head + size - 1) & (cells.length - 1);
      // A clock that goes back counts what comes then as of the latest it had shown.
      if (cells[last] >= cell) {
        amounts[last] += amount;
        taken += amount;
        return cells[last];
      }
    }
    if (size == cells.length) {
      grow();
    }
    int at = (head + size) & (cells.length - 1);
    cells[at] = cell;
    amounts[at] = amount;
    size++;
    taken += amount;
    return cell;
  }

  /**
   * Makes what was taken at a time something else: less counts as of then, more as of now.
   *
   * @param cell as {@link #take} returned it
   */
  void correct(long cell, long before, long amount, long now) {
    forget(now);
    if (amount > before) {
      var _ = take(amount - before, now);
      return;
    }
    for (int i = size - 1; i >= 0; i--) {
      int at = (head + i) & (cells.length - 1);
      if (cells[at] == cell) {
        amounts[at] -= before - amount;
        taken -= before - amount;
        return;
      }
    }
  }

  /** What can be taken now, at least 0. */
  long remaining(long now) {
    forget(now);
    return Math.max(0, limit - taken);
  }

  /** How long until all of the limit can be taken; 0 for now. */
  long nanosUntilFull(long now) {
    forget(now);
    for (int i = size - 1; i >= 0; i--) {
      int at = (head + i) & (cells.length - 1);
      if (amounts[at] != 0) {
        return nanosLeft(cells[at], now);
      }
    }
    return 0;
  }

  long limit() {
    return limit;
  }

  private long nanosLeft(long cell, long now) {
    return Math.max(1, (cell + CELLS + 1) * cellNanos - now);
  }

  private void forget(long now) {
    long oldest = Math.floorDiv(now, cellNanos) - CELLS;
    while (size > 0 && cells[head] < oldest) {
      taken -= amounts[head];
      head = (head + 1) & (cells.length - 1);
      size--;
    }
  }

  /** To twice the room; never above the cells of a window, and one. */
  private void grow() {
    long[] allCells = Arrays.copyOf(cells, cells.length * 2);
    long[] allAmounts = Arrays.copyOf(amounts, cells.length * 2);
    for (int i = 0; i < size; i++) {
      int at = (head + i) & (cells.length - 1);
      allCells[i] = cells[at];
      allAmounts[i] = amounts[at];
    }
    cells = allCells;
    amounts = allAmounts;
    head = 0;
  }
}
