package dev.switchboard.app;

import dev.switchboard.access.Treasury;
import dev.switchboard.admin.BookRoutes;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.journal.Journal;
import dev.switchboard.journal.JournalStatus;
import dev.switchboard.json.Json;
import dev.switchboard.store.JournalApplier;
import dev.switchboard.store.LedgerReport;
import dev.switchboard.store.LedgerVerifier;
import dev.switchboard.store.Store;
import java.time.Clock;
import java.time.Duration;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The books of this gateway, for the management API. */
final class Books implements BookRoutes.Books {
  private static final Duration CATCH_UP = Duration.ofSeconds(2);

  private final Store store;
  private final Journal journal;
  private final JournalApplier applier;
  private final Treasury treasury;
  private final Clock clock;

  Books(Store store, Journal journal, JournalApplier applier, Treasury treasury, Clock clock) {
    this.store = store;
    this.journal = journal;
    this.applier = applier;
    this.treasury = treasury;
    this.clock = clock;
  }

  @Override
  public ObjectNode verify() {
    try {
      var _ = applier.awaitAll(CATCH_UP);
      treasury.tell();
      return json(new LedgerVerifier(store, journal, clock).verify(true));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FailureException(new Failure.CallerGone("the caller left"));
    }
  }

  @Override
  public ObjectNode journal() {
    JournalStatus status = journal.status();
    ObjectNode node = Json.object();
    node.put("id", journal.id());
    node.put("first_position", status.firstPosition());
    node.put("end_position", status.endPosition());
    node.put("segments", status.segments());
    node.put("bytes", status.bytes());
    node.put("max_bytes", status.maxBytes());
    node.put("problem", status.problem().orElse(null));
    JournalApplier.Status applied = applier.status();
    ObjectNode sql = node.putObject("sql");
    sql.put("lag_bytes", applied.lagBytes());
    sql.put("applied", applied.applied());
    sql.put("duplicates", applied.duplicates());
    sql.put("rejected", applied.rejected());
    sql.put("problem", applied.problem().isEmpty() ? null : applied.problem());
    return node;
  }

  /** A report in the shape of the management API. */
  static ObjectNode json(LedgerReport report) {
    ObjectNode node = Json.object();
    node.put("agrees", report.agrees());
    ObjectNode journal = node.putObject("journal");
    journal.put("calls", report.journalCalls());
    journal.put("cost", report.journalUsd());
    journal.put("cost_in_tables", report.journalRowsUsd());
    journal.put("put_aside", report.putAside());
    journal.put("not_applied", report.notApplied());
    ObjectNode tables = node.putObject("tables");
    tables.put("calls", report.calls());
    tables.put("cost", report.callsUsd());
    tables.put("attempts_cost", report.attemptsUsd());
    tables.put("unpriced_calls", report.unpricedCalls());
    ObjectNode interrupted = tables.putObject("interrupted");
    interrupted.put("calls", report.interrupted().calls());
    interrupted.put("attempts", report.interrupted().attempts());
    interrupted.put("at_most", report.interrupted().atMostUsd());
    tables.put("budgets", report.budgets());
    ArrayNode findings = node.putArray("findings");
    for (LedgerReport.Finding finding : report.findings()) {
      findings.addObject().put("subject", finding.subject()).put("text", finding.text());
    }
    node.put("finding_count", report.findingCount());
    return node;
  }
}
