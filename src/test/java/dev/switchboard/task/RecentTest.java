package dev.switchboard.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RecentTest {
  private static final Duration FRESH = Duration.ofSeconds(2);

  private final AtomicLong nanos = new AtomicLong();
  private final AtomicInteger read = new AtomicInteger();
  private final AtomicBoolean away = new AtomicBoolean();
  private final Recent<String, Integer> recent = new Recent<>(FRESH, 10, (_, _) -> 1, nanos::get);

  private int get() {
    return recent.get(
        "a",
        _ -> {
          int reads = read.incrementAndGet();
          if (away.get()) {
            throw new FailureException(new Failure.Overloaded("the database does not answer"));
          }
          return reads;
        });
  }

  private void later(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  @Test
  void readsAgainOnlyWhatIsOlderThanAWhile() {
    assertThat(get()).isEqualTo(1);
    later(FRESH.minusNanos(1));
    assertThat(get()).isEqualTo(1);
    later(Duration.ofNanos(1));
    assertThat(get()).isEqualTo(2);
  }

  @Test
  void givesWhatWasKnownWhileTheDatabaseDoesNotAnswerAndAsksOnceInAWhile() {
    get();
    away.set(true);
    for (int i = 0; i < 5; i++) {
      later(FRESH);
      assertThat(get()).isEqualTo(1);
      assertThat(get()).isEqualTo(1);
    }
    assertThat(read).hasValue(6);

    away.set(false);
    later(FRESH);
    assertThat(get()).isEqualTo(7);
  }

  @Test
  void refusesWhatWasNeverRead() {
    away.set(true);
    assertThatThrownBy(this::get).isInstanceOf(FailureException.class);
  }

  @Test
  void doesNotGiveAnOlderValueForAnotherFailure() {
    get();
    later(FRESH);
    assertThatThrownBy(() ->
            recent.get(
                "a",
                _ -> {
                  throw new IllegalStateException("a defect");
                }))
        .hasMessage("a defect");
  }

  @Test
  void readsAgainWhatWasForgotten() {
    get();
    recent.invalidate("a");
    assertThat(get()).isEqualTo(2);
    recent.invalidateIf("a"::equals);
    assertThat(get()).isEqualTo(3);
  }
}
