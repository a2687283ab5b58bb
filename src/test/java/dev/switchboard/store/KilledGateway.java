package dev.switchboard.store;

import dev.switchboard.journal.Journal;
import dev.switchboard.journal.JournalConfig;
import dev.switchboard.trace.CallRecord;
import dev.switchboard.trace.CallRecordCodec;
import dev.switchboard.trace.SampleCalls;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Set;

/**
 * A process to be killed: records calls without end, says each on standard output once it is
 * recorded, and applies them meanwhile.
 */
final class KilledGateway {
  private KilledGateway() {}

  static JournalConfig journal(Path folder) {
    return JournalConfig.in(folder.resolve("journal"))
        .withBytes(1 << 20, 1 << 28)
        .withReaders(Set.of(JournalApplier.READER));
  }

  /**
   * Runs until it is killed.
   *
   * @param args the folder, a seed, and the JDBC URL if it is not SQLite
   */
  public static void main(String[] args) {
    Path folder = Path.of(args[0]);
    SampleCalls samples = new SampleCalls(Long.parseLong(args[1]));
    StoreConfig config = new StoreConfig(folder, args.length > 2 ? args[2] : null);
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    try (Store store = Store.open(config, Clock.systemUTC());
        Journal journal = Journal.open(journal(folder));
        JournalApplier _ = JournalApplier.start(store, journal, Clock.systemUTC())) {
      while (!out.checkError()) {
        CallRecord call = samples.typical();
        journal.append(CallRecordCodec.encode(call));
        out.println(call.identity().requestId() + " " + call.bill().costPicos());
      }
    }
  }
}
