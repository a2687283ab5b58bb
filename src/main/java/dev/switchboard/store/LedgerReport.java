package dev.switchboard.store;

import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;

/**
 * Whether the books agree.
 *
 * @param journalCalls calls still in the journal and applied
 * @param journalUsd what those cost according to the journal, exactly, of interrupted ones the most
 *     that they may have; calls of unknown cost apart
 * @param journalRowsUsd what the same calls cost according to the tables
 * @param putAside records in the journal that are in {@code journal_rejects} instead
 * @param notApplied records in the journal that are not in the tables yet
 * @param calls all calls in the tables
 * @param callsUsd what all calls in the tables cost; those that the end of a process has
 *     interrupted apart
 * @param attemptsUsd what all attempts in the tables cost, of calls whose cost is known
 * @param unpricedCalls calls in the tables whose cost is unknown
 * @param interrupted the calls in the tables that the end of a process has interrupted
 * @param budgets how many budgets were looked at
 * @param findings what does not agree, at most {@value #MAX_FINDINGS}
 * @param findingCount how many there are
 */
public record LedgerReport(
    long journalCalls,
    BigDecimal journalUsd,
    BigDecimal journalRowsUsd,
    long putAside,
    long notApplied,
    long calls,
    BigDecimal callsUsd,
    BigDecimal attemptsUsd,
    long unpricedCalls,
    Interrupted interrupted,
    long budgets,
    List<Finding> findings,
    long findingCount) {
  /** The most findings that are named. */
  public static final int MAX_FINDINGS = 100;

  public LedgerReport {
    Objects.requireNonNull(journalUsd);
    Objects.requireNonNull(journalRowsUsd);
    Objects.requireNonNull(callsUsd);
    Objects.requireNonNull(attemptsUsd);
    Objects.requireNonNull(interrupted);
    findings = List.copyOf(findings);
  }

  /**
   * What was under way when a process ended.
   *
   * @param calls how many
   * @param attempts of theirs; a provider has received each, unless the end came first
   * @param atMostUsd what they may have cost, as far as something was set aside for them
   */
  public record Interrupted(long calls, long attempts, BigDecimal atMostUsd) {
    public Interrupted {
      Objects.requireNonNull(atMostUsd);
    }
  }

  /** Whether nothing was found; records that are not applied yet are no fault. */
  public boolean agrees() {
    return findingCount == 0;
  }

  /**
   * One thing that does not agree.
   *
   * @param subject the request id, or the journal's position where there is none
   */
  public record Finding(String subject, String text) {
    public Finding {
      Objects.requireNonNull(subject);
      Objects.requireNonNull(text);
    }
  }
}
