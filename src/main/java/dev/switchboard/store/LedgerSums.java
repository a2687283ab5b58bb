package dev.switchboard.store;

import dev.switchboard.trace.CallRecord;
import dev.switchboard.trace.Usd;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The sums and findings of one verification while it runs. */
final class LedgerSums {
  private final List<LedgerReport.Finding> findings = new ArrayList<>();
  private long findingCount;
  private long journalCalls;
  private BigDecimal journalUsd = BigDecimal.ZERO;
  private BigDecimal journalRowsUsd = BigDecimal.ZERO;
  private long calls;
  private BigDecimal callsUsd = BigDecimal.ZERO;
  private BigDecimal attemptsUsd = BigDecimal.ZERO;
  private long unpricedCalls;
  private long interruptedCalls;
  private long interruptedAttempts;
  private BigDecimal interruptedUsd = BigDecimal.ZERO;
  long putAside;
  long notApplied;
  long budgets;

  void find(String subject, String text) {
    findingCount++;
    if (findings.size() < LedgerReport.MAX_FINDINGS) {
      findings.add(new LedgerReport.Finding(subject, text));
    }
  }

  void addJournal(CallRecord call, @Nullable BookedRow row) {
    journalCalls++;
    journalUsd = journalUsd.add(usd(call.bill().costPicos()));
    if (row != null) {
      journalRowsUsd = journalRowsUsd.add(usd(row.figures().costPicos()));
    }
  }

  void addRow(BookedRow row) {
    calls++;
    Long cost = row.figures().costPicos();
    if (row.figures().status() == CallRecord.Status.INTERRUPTED) {
      interruptedCalls++;
      interruptedAttempts += row.attempts().size();
      interruptedUsd = interruptedUsd.add(usd(cost));
      return;
    }
    if (cost == null) {
      unpricedCalls++;
      return;
    }
    callsUsd = callsUsd.add(usd(cost));
    for (BookedAttempt attempt : row.attempts()) {
      attemptsUsd = attemptsUsd.add(usd(attempt.costPicos()));
    }
  }

  LedgerReport report() {
    return new LedgerReport(
        journalCalls,
        journalUsd,
        journalRowsUsd,
        putAside,
        notApplied,
        calls,
        callsUsd,
        attemptsUsd,
        unpricedCalls,
        new LedgerReport.Interrupted(interruptedCalls, interruptedAttempts, interruptedUsd),
        budgets,
        findings,
        findingCount);
  }

  private static BigDecimal usd(@Nullable Long picos) {
    return picos == null ? BigDecimal.ZERO : Usd.ofPicos(picos);
  }
}
