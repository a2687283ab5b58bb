package dev.switchboard.store;

import dev.switchboard.ir.FailureException;
import dev.switchboard.journal.Journal;
import dev.switchboard.journal.JournalClosedException;
import dev.switchboard.journal.JournalReader;
import dev.switchboard.journal.JournalRecord;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns the journal's records into rows, in the background.
 *
 * <p>A batch and the position after it are one transaction, so each record takes effect once,
 * however the process ends; a call that is there already stays as it is. While the database is away
 * the journal grows and nothing else waits. A record that cannot become rows is put aside in {@code
 * journal_rejects} with the reason. A segment may be deleted once its records are committed.
 */
public final class JournalApplier implements AutoCloseable {
  /** The reader's name: declare it in {@link dev.switchboard.journal.JournalConfig#readers}. */
  public static final String READER = "sql";

  private static final Logger log = LoggerFactory.getLogger(JournalApplier.class);
  private static final int BATCH_RECORDS = 1_000;

  /** A batch is held until it is committed: more of it than that would fill the old generation. */
  private static final long BATCH_BYTES = 2L << 20;

  private static final Duration POLL = Duration.ofSeconds(10);

  /** Fewer, larger transactions; who waits for a record ends it. */
  private static final Duration LINGER = Duration.ofMillis(250);

  private static final long FIRST_PAUSE_MILLIS = 50;
  private static final long LONGEST_PAUSE_MILLIS = 2_000;
  private static final Duration CLOSE = Duration.ofSeconds(5);

  private final Journal journal;
  private final JournalTables tables;
  private final Progress progress = new Progress();
  private final Thread thread;
  private final AtomicLong applied = new AtomicLong();
  private final AtomicLong duplicates = new AtomicLong();
  private final AtomicLong rejected = new AtomicLong();
  private volatile String problem = "";
  private volatile @Nullable JournalReader open;

  /** Where the tables are; the progress may be further, past what holds no record. */
  private long committed;

  /** Nothing is recorded before this is made. */
  private final long endAtStart;

  private boolean joined;

  JournalApplier(Database database, Journal journal, Clock clock) {
    this.journal = journal;
    this.endAtStart = journal.endPosition();
    this.tables = new JournalTables(database, journal.id(), clock);
    this.thread = Thread.ofPlatform().daemon().name("journal-sql").unstarted(this::run);
  }

  /** Starts it; the caller closes it before the journal and the store. */
  public static JournalApplier start(Store store, Journal journal, Clock clock) {
    JournalApplier applier = new JournalApplier(store.database(), journal, clock);
    applier.thread.start();
    return applier;
  }

  /** Starts a package-made one. */
  JournalApplier started() {
    thread.start();
    return this;
  }

  /**
   * How it stands.
   *
   * @param lagBytes of the journal that are not in the tables yet
   * @param applied calls written since the start
   * @param duplicates calls that were there already
   * @param rejected records put aside
   * @param problem what keeps it from going on; empty when nothing does
   */
  public record Status(
      long lagBytes, long applied, long duplicates, long rejected, String problem) {}

  /** How it stands now. */
  public Status status() {
    long at = progress.position();
    long lag = at == Long.MIN_VALUE ? 0 : Math.max(0, journal.endPosition() - at);
    return new Status(lag, applied.get(), duplicates.get(), rejected.get(), problem);
  }

  /**
   * Waits until a record is in the tables.
   *
   * @param position as {@link Journal#append(byte[])} returned it
   * @return false when time was up first
   */
  public boolean awaitApplied(long position, Duration timeout) throws InterruptedException {
    return progress.await(position + 1, timeout);
  }

  /** Waits until everything that is in the journal now is in the tables; false when time was up. */
  public boolean awaitAll(Duration timeout) throws InterruptedException {
    return progress.await(journal.endPosition(), timeout);
  }

  /** Finishes the batch under way, for some seconds at most, and stops. */
  @Override
  public void close() {
    progress.close();
    JournalReader reader = open;
    if (reader != null) {
      // Ends a poll that waits; what is being committed is not disturbed.
      reader.close();
    }
    try {
      if (!thread.join(CLOSE)) {
        log.warn("the journal is still being applied; the next start goes on from there");
        thread.interrupt();
        thread.join(CLOSE);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    long pause = FIRST_PAUSE_MILLIS;
    while (!progress.isClosed()) {
      try (JournalReader reader = open()) {
        open = reader;
        while (!progress.isClosed()) {
          take(reader);
          pause = FIRST_PAUSE_MILLIS;
        }
      } catch (InterruptedException | JournalClosedException e) {
        return;
      } catch (RuntimeException | Error e) {
        // Also an error, such as too little memory for one batch: the books must not stop for good.
        // What was not committed is read again.
        pause = rest(e, pause);
      }
    }
  }

  private long rest(Throwable e, long pause) {
    if (problem.isEmpty()) {
      log.warn("the journal cannot be applied, trying on: {}", e.toString());
    }
    problem = e.toString();
    try {
      progress.pause(pause);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      progress.close();
    }
    return Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
  }

  private JournalReader open() {
    OptionalLong stored = tables.position();
    long first = journal.firstPosition();
    if (stored.isEmpty()) {
      tables.begin(first);
    }
    long start = stored.orElse(first);
    if (start < first) {
      log.error(
          "journal {}: the tables are at {}, what follows up to {} is not kept any more:"
              + " those calls are missing in the database",
          journal.id(),
          start,
          first);
      tables.apply(List.of(), start, first);
      start = first;
    }
    if (!joined && start > endAtStart) {
      log.error(
          "journal {}: the tables are at {}, the journal ends at {}: its last records are damaged"
              + " or lost, but for what the tables have of them",
          journal.id(),
          start,
          endAtStart);
      // Or what is recorded next, in the place of what was lost, would pass for applied.
      tables.apply(List.of(), start, endAtStart);
      start = endAtStart;
    }
    JournalReader reader = journal.reader(READER, start);
    joined = true;
    committed = start;
    progress.moveTo(start);
    return reader;
  }

  private void take(JournalReader reader) throws InterruptedException {
    List<JournalRecord> first = reader.poll(BATCH_RECORDS, BATCH_BYTES, Duration.ZERO);
    if (first.isEmpty()) {
      // The reader may have passed the head or the end of a segment, which holds nothing to apply.
      progress.moveTo(Math.max(progress.position(), reader.position()));
      first = reader.poll(BATCH_RECORDS, BATCH_BYTES, POLL);
    }
    if (first.isEmpty()) {
      return;
    }
    List<JournalRecord> records = new ArrayList<>(first);
    long left = BATCH_BYTES - bytes(first);
    // Large records fill a batch by their bytes: to wait for more of them would be to fall behind.
    if (first.size() < BATCH_RECORDS && left > BATCH_BYTES / 2) {
      progress.linger(LINGER);
      records.addAll(reader.poll(BATCH_RECORDS - first.size(), left, Duration.ZERO));
    }
    apply(records.stream().map(JournalEntry::of).toList(), reader.position());
    reader.releaseUpTo(progress.position());
  }

  private static long bytes(List<JournalRecord> records) {
    return records.stream().mapToLong(record -> record.bytes().length).sum();
  }

  private void apply(List<JournalEntry> entries, long next) {
    try {
      commit(entries, next);
    } catch (FailureException e) {
      throw e;
    } catch (RuntimeException e) {
      // One of them is at fault: the others must not suffer for it.
      for (int i = 0; i < entries.size(); i++) {
        boolean last = i == entries.size() - 1;
        single(entries.get(i), last ? next : entries.get(i).record().nextPosition());
      }
    }
  }

  private void single(JournalEntry entry, long next) {
    try {
      commit(List.of(entry), next);
    } catch (FailureException e) {
      throw e;
    } catch (RuntimeException e) {
      if (entry.read().call() == null) {
        throw e;
      }
      Throwable cause = e.getCause() == null ? e : e.getCause();
      commit(List.of(entry.rejected("the database refused it: " + cause)), next);
    }
  }

  private void commit(List<JournalEntry> entries, long next) {
    JournalTables.Outcome outcome = tables.apply(entries, committed, next);
    applied.addAndGet(outcome.applied());
    duplicates.addAndGet(outcome.duplicates());
    rejected.addAndGet(outcome.rejected());
    if (outcome.rejected() > 0) {
      log.error(
          "{} records of journal {} up to position {} were put aside in journal_rejects",
          outcome.rejected(),
          journal.id(),
          next);
    }
    problem = "";
    committed = next;
    progress.moveTo(next);
  }
}
