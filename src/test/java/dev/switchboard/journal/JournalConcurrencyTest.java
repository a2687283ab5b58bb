package dev.switchboard.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalConcurrencyTest {

  private static final int WRITERS = 200;
  private static final int EACH = 300;

  @TempDir Path directory;

  @Test
  void readersSeeEveryRecordOnceInOrderWhileManyThreadsAppend() throws Exception {
    run(JournalConfig.in(directory).withBytes(1 << 16, 1 << 22).withSync(new Sync.None()));
  }

  @Test
  void readersSeeEveryRecordOnceInOrderWhileTheJournalRunsFullAgainAndAgain() throws Exception {
    run(JournalConfig.in(directory).withBytes(1 << 14, 3 << 14).withSync(new Sync.None()));
  }

  private static void run(JournalConfig config) throws Exception {
    try (Journal journal = Journal.open(config);
        JournalReader fast = journal.reader("fast", 0);
        JournalReader slow = journal.reader("slow", 0);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> first = threads.submit(() -> readAll(fast, 1000));
      Future<?> second = threads.submit(() -> readAll(slow, 7));
      List<Future<List<Long>>> writers = new ArrayList<>();
      for (int writer = 0; writer < WRITERS; writer++) {
        int number = writer;
        writers.add(threads.submit(() -> write(journal, number)));
      }
      List<Long> positions = new ArrayList<>();
      for (Future<List<Long>> writer : writers) {
        assertThat(writer.get()).isSorted();
        positions.addAll(writer.get());
      }
      assertThat(positions).doesNotHaveDuplicates();
      first.get();
      second.get();
    }
  }

  private static List<Long> write(Journal journal, int writer) {
    List<Long> positions = new ArrayList<>();
    for (int i = 0; i < EACH; i++) {
      positions.add(appendWhenThereIsRoom(journal, record(writer, i)));
    }
    return positions;
  }

  private static long appendWhenThereIsRoom(Journal journal, byte[] record) {
    while (true) {
      try {
        return journal.append(record);
      } catch (JournalFullException e) {
        LockSupport.parkNanos(100_000);
      }
    }
  }

  private static byte[] record(int writer, int i) {
    byte[] record = new byte[8 + (writer * 31 + i * 17) % 500];
    Arrays.fill(record, (byte) i);
    ByteBuffer.wrap(record).putInt(writer).putInt(i);
    return record;
  }

  private static int readAll(JournalReader reader, int batch) throws InterruptedException {
    int[] next = new int[WRITERS];
    long position = 0;
    int seen = 0;
    while (seen < WRITERS * EACH) {
      for (JournalRecord record : reader.poll(batch, 1 << 20, Duration.ofSeconds(20))) {
        ByteBuffer head = ByteBuffer.wrap(record.bytes());
        int writer = head.getInt();
        int i = head.getInt();
        assertThat(i).isEqualTo(next[writer]++);
        assertThat(record.bytes()).isEqualTo(record(writer, i));
        assertThat(record.position()).isGreaterThanOrEqualTo(position);
        position = record.nextPosition();
        seen++;
      }
      reader.releaseUpTo(reader.position());
    }
    assertThat(reader.damages()).isEmpty();
    return seen;
  }
}
