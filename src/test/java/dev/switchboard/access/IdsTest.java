package dev.switchboard.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class IdsTest {
  private final MovableClock clock = new MovableClock();
  private final Ids ids = new Ids(clock, new Random(1));

  @Test
  void laterIdsSortAfterEarlierOnes() {
    String before = "";
    for (int i = 0; i < 1_000; i++) {
      String id = ids.next("key_");
      assertThat(id).matches("key_[0-9A-Za-z]{22}").isGreaterThan(before);
      before = id;
      clock.advance(Duration.ofMillis(1));
    }
  }

  @Test
  void secretsHaveFortyThreeLettersAndDigits() {
    assertThat(ids.secret()).matches("[0-9A-Za-z]{43}").isNotEqualTo(ids.secret());
  }
}
