package dev.switchboard.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SlidingWindowTest {
  private static final long SECOND = 1_000_000_000L;
  private static final Duration MINUTE = Duration.ofMinutes(1);

  @Test
  void letsNominalThroughWithinOnePercentAtTenTimesTheLimitAfterACallBefore() {
    SlidingWindow window = new SlidingWindow(600, MINUTE);
    var _ = window.take(1, 0);
    long start = 50 * SECOND;
    for (int minute = 0; minute < 10; minute++) {
      long from = start + minute * 60L * SECOND;
      int passed = 0;
      for (int i = 0; i < 6_000; i++) {
        long now = from + i * SECOND / 100;
        if (Long.valueOf(0).equals(window.nanosUntil(1, now))) {
          var _ = window.take(1, now);
          passed++;
        }
      }
      assertThat(passed).as("minute %d", minute).isBetween(594, 600);
    }
  }

  @Test
  void neverLetsMoreThroughInAnyStretchOfItsLength() {
    Random random = new Random(7);
    SlidingWindow window = new SlidingWindow(50, MINUTE);
    Deque<Long> passed = new ArrayDeque<>();
    long now = 1_234_567;
    for (int i = 0; i < 200_000; i++) {
      now += random.nextLong(random.nextInt(100) == 0 ? 30 * SECOND : SECOND / 20);
      if (Long.valueOf(0).equals(window.nanosUntil(1, now))) {
        var _ = window.take(1, now);
        passed.addLast(now);
      }
      while (!passed.isEmpty() && passed.getFirst() <= now - MINUTE.toNanos()) {
        passed.removeFirst();
      }
      assertThat(passed.size()).isLessThanOrEqualTo(50);
    }
  }

  @Test
  void saysHowLongToWaitSoThatItIsEnoughAndNotMoreThanACellTooLong() {
    SlidingWindow window = new SlidingWindow(10, MINUTE);
    var _ = window.take(4, 0);
    var _ = window.take(6, 10 * SECOND);
    long wait = Objects.requireNonNull(window.nanosUntil(5, 20 * SECOND));
    assertThat(wait).isBetween(50 * SECOND, 50 * SECOND + 60 * SECOND / 128);
    assertThat(window.nanosUntil(4, 20 * SECOND)).isLessThan(wait);
    assertThat(window.nanosUntil(5, 20 * SECOND + wait)).isZero();
  }

  @Test
  void neverHasMoreThanItsLimit() {
    assertThat(new SlidingWindow(10, MINUTE).nanosUntil(11, 0)).isNull();
    assertThat(new SlidingWindow(0, MINUTE).nanosUntil(1, 0)).isNull();
  }

  @Test
  void countsWhatWasUsedInsteadOfWhatWasEstimated() {
    SlidingWindow window = new SlidingWindow(100, MINUTE);
    long first = window.take(80, 0);
    window.correct(first, 80, 30, SECOND);
    assertThat(window.remaining(SECOND)).isEqualTo(70);
    long second = window.take(10, 2 * SECOND);
    window.correct(second, 10, 500, 3 * SECOND);
    assertThat(window.remaining(3 * SECOND)).isZero();
    assertThat(window.nanosUntil(1, 62 * SECOND)).isPositive();
    assertThat(window.remaining(64 * SECOND)).isEqualTo(100);
  }

  @Test
  void forgetsACorrectionOfWhatIsTooOldToCount() {
    SlidingWindow window = new SlidingWindow(100, MINUTE);
    long first = window.take(80, 0);
    window.correct(first, 80, 10, 200 * SECOND);
    assertThat(window.remaining(200 * SECOND)).isEqualTo(100);
  }

  @Test
  void isNotFreedByAClockThatGoesBack() {
    SlidingWindow window = new SlidingWindow(10, MINUTE);
    var _ = window.take(6, 100 * SECOND);
    var _ = window.take(4, 10 * SECOND);
    assertThat(window.remaining(10 * SECOND)).isZero();
    assertThat(window.remaining(100 * SECOND)).isZero();
    assertThat(window.remaining(161 * SECOND)).isEqualTo(10);
  }
}
