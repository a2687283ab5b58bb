package dev.switchboard.journal;

import static dev.switchboard.journal.JournalFixture.await;
import static dev.switchboard.journal.JournalFixture.bytes;
import static dev.switchboard.journal.JournalFixture.small;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalSyncTest {

  private static final Sync EACH = new Sync.Each();

  @TempDir Path directory;

  private final Tail tail = new Tail(0);
  private final List<Long> forced = Collections.synchronizedList(new ArrayList<>());

  private Syncer started(Sync sync, Syncer.Force force) {
    Syncer syncer = new Syncer(sync, tail, force);
    syncer.start();
    return syncer;
  }

  @Test
  void eachWaitsUntilTheRecordIsOnTheDevice() {
    try (Syncer syncer = started(EACH, (from, to) -> forced.add(to))) {
      tail.moveTo(100);
      syncer.await(100);
      assertThat(forced).containsExactly(100L);
    }
  }

  @Test
  void oneForceServesAllWhoWait() throws Exception {
    CountDownLatch released = new CountDownLatch(1);
    Syncer.Force slow =
        (from, to) -> {
          forced.add(to);
          try {
            released.await();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        };
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        Syncer syncer = started(EACH, slow)) {
      tail.moveTo(1);
      List<Future<?>> waiting = new ArrayList<>();
      waiting.add(threads.submit(() -> syncer.await(1)));
      await(() -> forced.size() == 1);
      tail.moveTo(50);
      for (long position = 2; position <= 50; position++) {
        long mine = position;
        waiting.add(threads.submit(() -> syncer.await(mine)));
      }
      released.countDown();
      for (Future<?> one : waiting) {
        one.get();
      }
      assertThat(forced).containsExactly(1L, 50L);
    }
  }

  @Test
  void eachRefusesForGoodOnceTheDeviceHasRefused() {
    Syncer.Force failing =
        (from, to) -> {
          forced.add(to);
          throw new UncheckedIOException(new IOException("input/output error"));
        };
    try (Syncer syncer = started(EACH, failing)) {
      tail.moveTo(100);
      assertThatThrownBy(() -> syncer.await(100))
          .isInstanceOf(JournalStorageException.class)
          .hasMessageContaining("input/output error");
      assertThatThrownBy(syncer::check).isInstanceOf(JournalStorageException.class);
      assertThat(forced).hasSize(1);
    }
  }

  @Test
  void anIntervalForcesWithoutBeingAsked() {
    try (Syncer _ =
        started(new Sync.Interval(Duration.ofMillis(5)), (from, to) -> forced.add(to))) {
      tail.moveTo(100);
      await(() -> forced.equals(List.of(100L)));
      tail.moveTo(200);
      await(() -> forced.equals(List.of(100L, 200L)));
    }
  }

  @Test
  void anIntervalTriesAgainAfterTheDeviceHasRefused() {
    Syncer.Force once =
        (from, to) -> {
          forced.add(from);
          if (forced.size() == 1) {
            throw new UncheckedIOException(new IOException("busy"));
          }
        };
    try (Syncer syncer = started(new Sync.Interval(Duration.ofMillis(5)), once)) {
      tail.moveTo(100);
      await(() -> forced.equals(List.of(0L, 0L)));
      await(() -> syncer.problem().isEmpty());
    }
  }

  @Test
  void forcesWhatIsLeftWhenClosed() {
    Syncer syncer = started(new Sync.Interval(Duration.ofHours(1)), (from, to) -> forced.add(to));
    tail.moveTo(100);
    syncer.close();
    assertThat(forced).containsExactly(100L);
  }

  @Test
  void noneNeverForces() {
    Syncer syncer = started(new Sync.None(), (from, to) -> forced.add(to));
    tail.moveTo(100);
    syncer.await(100);
    syncer.close();
    assertThat(forced).isEmpty();
  }

  @Test
  void manyThreadsAppendWithEachForced() throws Exception {
    try (Journal journal = Journal.open(small(directory).withSync(EACH));
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Long>> positions = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        positions.add(threads.submit(() -> journal.append(bytes("forced"))));
      }
      for (Future<Long> position : positions) {
        assertThat(position.get()).isPositive();
      }
      assertThat(JournalFixture.readAll(journal)).hasSize(200);
    }
  }
}
