package dev.switchboard.app;

import dev.switchboard.config.Config;
import dev.switchboard.config.ConfigReader;
import dev.switchboard.config.Flags;
import dev.switchboard.config.Vendors;
import dev.switchboard.journal.Journal;
import dev.switchboard.journal.JournalConfig;
import dev.switchboard.journal.JournalLockedException;
import dev.switchboard.json.Json;
import dev.switchboard.store.JournalApplier;
import dev.switchboard.store.LedgerVerifier;
import dev.switchboard.store.Store;
import dev.switchboard.store.StoreConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** {@code ledger}: proves the books, in a running gateway or on a data folder at rest. */
@Command(name = "ledger", description = "Prove the books.")
final class LedgerCommand extends Group {
  private final Session session;

  LedgerCommand(Session session) {
    this.session = session;
  }

  @Command(
      name = "verify",
      description = {
        "Compare the journal with the database, call by call, to the last 1e-12 USD.",
        "Asks the running gateway; where none has the data folder open, reads the folder itself."
      })
  int verify(
      @Mixin AdminOptions admin,
      @Option(
              names = "--config",
              paramLabel = "FILE",
              description = {
                "For the database's address. Default:",
                "$SWITCHBOARD_CONFIG, else ./switchboard.yaml",
                "if it is there."
              })
          @Nullable String config)
      throws InterruptedException {
    JsonNode report =
        admin.gateway().isGiven(session) || !Files.isDirectory(journal(admin.data(session)))
            ? admin.get(session, "/ledger/verify")
            : fromFolder(admin, config);
    boolean agrees = report.path("agrees").asBoolean(false);
    if (admin.json()) {
      session.out().println(Json.pretty(report));
    } else {
      print(report, agrees);
    }
    return agrees ? ExitCode.DONE : ExitCode.NO;
  }

  private JsonNode fromFolder(AdminOptions admin, @Nullable String config)
      throws InterruptedException {
    Path data = admin.data(session);
    JournalConfig journalConfig =
        JournalConfig.in(journal(data)).withReaders(Set.of(JournalApplier.READER));
    Config read =
        new ConfigReader(session.environment(), Vendors.load())
            .read(new Flags(null, null, data.toString(), config, false));
    Clock clock = Clock.systemUTC();
    try (Journal journal = Journal.open(journalConfig);
        Store store = Store.open(new StoreConfig(data, read.databaseUrl()), clock)) {
      return Books.json(new LedgerVerifier(store, journal, clock).verify());
    } catch (JournalLockedException _) {
      return admin.get(session, "/ledger/verify");
    }
  }

  private static Path journal(Path data) {
    return data.resolve("journal");
  }

  private void print(JsonNode report, boolean agrees) {
    printSums(report);
    for (JsonNode finding : report.path("findings")) {
      session
          .out()
          .println(Table.cell(finding.path("subject")) + ": " + Table.cell(finding.path("text")));
    }
    session
        .out()
        .println(
            agrees
                ? "the books agree"
                : "the books do not agree: "
                    + Table.cell(report.path("finding_count"))
                    + " findings");
  }

  private void printSums(JsonNode report) {
    JsonNode journal = report.path("journal");
    JsonNode tables = report.path("tables");
    session
        .out()
        .println(
            new Table("", "CALLS", "USD")
                .row("journal", Table.cell(journal.path("calls")), Table.cell(journal.path("cost")))
                .row(
                    "the same in the tables",
                    Table.cell(journal.path("calls")),
                    Table.cell(journal.path("cost_in_tables")))
                .row(
                    "all in the tables",
                    Table.cell(tables.path("calls")),
                    Table.cell(tables.path("cost")))
                .row("not applied yet", Table.cell(journal.path("not_applied")), "-")
                .row("put aside", Table.cell(journal.path("put_aside")), "-")
                .row("of unknown price", Table.cell(tables.path("unpriced_calls")), "-")
                .row(
                    "interrupted, at most",
                    Table.cell(tables.path("interrupted").path("calls")),
                    Table.cell(tables.path("interrupted").path("at_most"))));
    if (tables.path("interrupted").path("calls").asLong() > 0) {
      session
          .out()
          .println(
              "the first two sums have the most that interrupted calls may have cost, the third has"
                  + " not");
    }
  }
}
