package dev.switchboard.json;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.networknt.schema.ExecutionConfig;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class JudgementTest {
  private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 5);
  private final Judgement judgement =
      new Judgement(
          ExecutionConfig.builder().build(), TimeUnit.MILLISECONDS.toNanos(500), clock::get);

  @Test
  void isNotOverBecauseTheMachineStoodStillOnce() {
    clock.addAndGet(TimeUnit.SECONDS.toNanos(10));
    assertThatCode(judgement::checkTime).doesNotThrowAnyException();
  }

  @Test
  void isOverWhenItsStepsTookTooLongTogether() {
    for (int i = 0; i < 10; i++) {
      clock.addAndGet(TimeUnit.MILLISECONDS.toNanos(50));
      judgement.checkTime();
    }
    clock.addAndGet(1);
    assertThatThrownBy(judgement::checkTime).isInstanceOf(Judgement.TooLong.class);
  }
}
