package dev.switchboard.journal;

import static dev.switchboard.journal.JournalFixture.SEGMENT;
import static dev.switchboard.journal.JournalFixture.await;
import static dev.switchboard.journal.JournalFixture.bytes;
import static dev.switchboard.journal.JournalFixture.drain;
import static dev.switchboard.journal.JournalFixture.fillSegment;
import static dev.switchboard.journal.JournalFixture.poll;
import static dev.switchboard.journal.JournalFixture.small;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalReaderTest {

  private static final Duration LONG = Duration.ofSeconds(60);

  @TempDir Path directory;

  private Journal journal;

  @BeforeEach
  void open() {
    journal = Journal.open(small(directory));
  }

  @AfterEach
  void close() {
    journal.close();
  }

  private record Waiting(Thread thread, FutureTask<List<JournalRecord>> polled) {}

  /** Polls in a thread of its own and returns when that thread is parked. */
  private static Waiting waiting(JournalReader reader, Thread.Builder builder) {
    FutureTask<List<JournalRecord>> polled = new FutureTask<>(() -> reader.poll(10, 1000, LONG));
    Thread thread = builder.start(polled);
    await(() -> thread.getState() == Thread.State.TIMED_WAITING);
    return new Waiting(thread, polled);
  }

  @Test
  void isWokenByAnAppend() throws Exception {
    try (JournalReader reader = journal.reader("reader", 0)) {
      Waiting waiting = waiting(reader, Thread.ofPlatform());
      journal.append(bytes("hello"));
      assertThat(waiting.polled().get(5, TimeUnit.SECONDS))
          .singleElement()
          .extracting(JournalFixture::text)
          .isEqualTo("hello");
    }
  }

  @Test
  void isWokenOnAVirtualThread() throws Exception {
    try (JournalReader reader = journal.reader("reader", 0)) {
      Waiting waiting = waiting(reader, Thread.ofVirtual());
      journal.append(bytes("hello"));
      assertThat(waiting.polled().get(5, TimeUnit.SECONDS)).hasSize(1);
    }
  }

  @Test
  void comesBackEmptyWhenTimeIsUp() throws Exception {
    try (JournalReader reader = journal.reader("reader", 0)) {
      long start = System.nanoTime();
      assertThat(reader.poll(10, 1000, Duration.ofMillis(50))).isEmpty();
      assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(50_000_000);
    }
  }

  @Test
  void findsNoDamageInAnEmptyJournal() throws Exception {
    try (JournalReader reader = journal.reader("reader", 0)) {
      assertThat(poll(reader)).isEmpty();
      assertThat(reader.damages()).isEmpty();
      assertThat(reader.position()).isEqualTo(journal.endPosition());
    }
  }

  @Test
  void throwsWhenItsJournalIsClosedWhileItWaits() {
    Waiting waiting = waiting(journal.reader("reader", 0), Thread.ofPlatform());
    journal.close();
    assertThatThrownBy(() -> waiting.polled().get(5, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(JournalClosedException.class);
  }

  @Test
  void canBeInterrupted() {
    try (JournalReader reader = journal.reader("reader", 0)) {
      Waiting waiting = waiting(reader, Thread.ofPlatform());
      waiting.thread().interrupt();
      assertThatThrownBy(() -> waiting.polled().get(5, TimeUnit.SECONDS))
          .hasCauseInstanceOf(InterruptedException.class);
    }
  }

  @Test
  void takesAtMostSoManyRecords() throws Exception {
    journal.append(bytes("a"));
    journal.append(bytes("b"));
    journal.append(bytes("c"));
    try (JournalReader reader = journal.reader("reader", 0)) {
      assertThat(reader.poll(2, 1000, LONG)).map(JournalFixture::text).containsExactly("a", "b");
      assertThat(reader.poll(2, 1000, LONG)).map(JournalFixture::text).containsExactly("c");
    }
  }

  @Test
  void takesAtMostSoManyBytesButAlwaysOneRecord() throws Exception {
    journal.append(new byte[100]);
    journal.append(new byte[40]);
    journal.append(new byte[60]);
    journal.append(new byte[1]);
    try (JournalReader reader = journal.reader("reader", 0)) {
      assertThat(reader.poll(10, 50, LONG)).hasSize(1);
      assertThat(reader.poll(10, 100, LONG)).hasSize(2);
      assertThat(reader.poll(10, 100, LONG)).hasSize(1);
    }
  }

  @Test
  void startsAfterTheRecordWhoseNextPositionWasStored() throws Exception {
    journal.append(bytes("seen"));
    long stored;
    try (JournalReader reader = journal.reader("reader", 0)) {
      stored = poll(reader).getLast().nextPosition();
    }
    journal.append(bytes("new"));
    try (JournalReader reader = journal.reader("reader", stored)) {
      assertThat(poll(reader)).map(JournalFixture::text).containsExactly("new");
    }
  }

  @Test
  void startsBehindASealWithoutReportingDamage() throws Exception {
    fillSegment(journal);
    long end = JournalInspection.of(directory).segments().getFirst().endPosition();
    try (JournalReader reader = journal.reader("reader", end + 80)) {
      assertThat(drain(reader)).hasSize(1);
      assertThat(reader.damages()).isEmpty();
    }
  }

  @Test
  void refusesToStartInsideARecord() {
    long position = journal.append(new byte[100]);
    journal.append(new byte[100]);
    assertThatThrownBy(() -> journal.reader("reader", position + 8))
        .isInstanceOf(JournalPositionException.class)
        .hasMessageContaining(String.valueOf(position + 8));
    journal.reader("reader", position).close();
  }

  @Test
  void refusesToStartFarBeyondTheEnd() {
    assertThatThrownBy(() -> journal.reader("reader", 100 * SEGMENT))
        .isInstanceOf(JournalPositionException.class)
        .hasMessageContaining("beyond the end");
  }

  @Test
  void refusesToStartBeforeWhatIsKept() throws Exception {
    try (JournalReader reader = journal.reader("reader", 0)) {
      fillSegment(journal);
      drain(reader);
      reader.releaseUpTo(reader.position());
      await(() -> journal.firstPosition() == SEGMENT);
    }
    assertThatThrownBy(() -> journal.reader("reader", 0))
        .isInstanceOfSatisfying(
            JournalPositionException.class, e -> assertThat(e.firstPosition()).isEqualTo(SEGMENT));
  }

  /** After a power failure the reader's own storage may be ahead of the log. */
  @Test
  void neverTakesANewRecordForOneItHasAlreadySeen() throws Exception {
    journal.append(bytes("kept"));
    try (JournalReader other = journal.reader("other", 0)) {
      for (long seen : new long[] {journal.endPosition() + 400, 2 * SEGMENT + 200}) {
        try (JournalReader reader = journal.reader("reader", seen)) {
          long position = journal.append(bytes("new"));
          assertThat(position).isGreaterThanOrEqualTo(seen);
          assertThat(drain(reader)).map(JournalFixture::text).containsExactly("new");
          assertThat(reader.damages()).isEmpty();
        }
      }
      assertThat(drain(other)).map(JournalFixture::text).containsExactly("kept", "new", "new");
      assertThat(other.damages()).isEmpty();
    }
  }

  @Test
  void hasItsNameToItself() {
    try (JournalReader reader = journal.reader("reader", 0)) {
      assertThatThrownBy(() -> journal.reader(reader.name(), 0))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("reader");
    }
    journal.reader("reader", 0).close();
  }

  @Test
  void refusesASecondPollAtTheSameTime() {
    try (JournalReader reader = journal.reader("reader", 0)) {
      waiting(reader, Thread.ofPlatform());
      assertThatThrownBy(() -> poll(reader)).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void refusesToReleaseWhatItHasNotRead() {
    journal.append(bytes("unread"));
    try (JournalReader reader = journal.reader("reader", 0)) {
      assertThatThrownBy(() -> reader.releaseUpTo(journal.endPosition()))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void closesOnce() {
    JournalReader reader = journal.reader("reader", 0);
    CompletableFuture<Void> closing = CompletableFuture.runAsync(reader::close);
    reader.close();
    closing.join();
    assertThatThrownBy(() -> poll(reader)).isInstanceOf(JournalClosedException.class);
  }

  @Test
  void isRefusedByAClosedJournal() {
    journal.close();
    assertThatThrownBy(() -> journal.reader("late", 0)).isInstanceOf(JournalClosedException.class);
  }
}
