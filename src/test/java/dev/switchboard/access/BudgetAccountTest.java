package dev.switchboard.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class BudgetAccountTest {
  @Property
  void aPartOfALimitIsRoundedUp(
      @ForAll @LongRange(max = Long.MAX_VALUE) long limit,
      @ForAll @IntRange(min = 1, max = 100) int percent) {
    BigInteger exact =
        BigInteger.valueOf(limit)
            .multiply(BigInteger.valueOf(percent))
            .add(BigInteger.valueOf(99))
            .divide(BigInteger.valueOf(100));

    assertThat(BudgetAccount.part(limit, percent)).isEqualTo(exact.longValueExact());
  }

  @Example
  void aPeriodHoldsUntilItsEndAndAClockThatGoesBackGivesTheOneBefore() {
    Budget budget =
        new Budget(
            "bdg_1",
            Applies.ALL,
            Budget.Period.DAY,
            new Budget.Threshold(1, List.of()),
            null,
            Instant.EPOCH);
    Instant day = Instant.parse("2026-03-01T00:00:00Z");
    BudgetAccount account = new BudgetAccount(budget, true, day);
    for (String time :
        List.of(
            "2026-03-01T12:00:00Z",
            "2026-03-01T23:59:59.999999999Z",
            "2026-03-02T00:00:00Z",
            "2026-03-02T11:00:00Z",
            "2026-03-01T11:00:00Z",
            "2026-02-28T11:00:00Z",
            "2026-02-28T12:00:00Z")) {
      Instant now = Instant.parse(time);
      account.turn(now);
      assertThat(account.begin()).as(time).isEqualTo(Budget.Period.DAY.begin(now));
    }
  }
}
