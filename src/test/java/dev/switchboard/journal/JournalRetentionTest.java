package dev.switchboard.journal;

import static dev.switchboard.journal.JournalFixture.SEGMENT;
import static dev.switchboard.journal.JournalFixture.await;
import static dev.switchboard.journal.JournalFixture.drain;
import static dev.switchboard.journal.JournalFixture.fillSegment;
import static dev.switchboard.journal.JournalFixture.segmentFiles;
import static dev.switchboard.journal.JournalFixture.small;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalRetentionTest {

  @TempDir Path directory;

  private JournalConfig bounded() {
    return small(directory).withBytes(SEGMENT, 4 * SEGMENT);
  }

  private static int fill(Journal journal) {
    int appended = 0;
    while (true) {
      try {
        journal.append(new byte[500]);
        appended++;
      } catch (JournalFullException e) {
        return appended;
      }
    }
  }

  private long bytesOnDisk() {
    return segmentFiles(directory).stream().mapToLong(JournalRetentionTest::size).sum();
  }

  private static long size(Path file) {
    try {
      return Files.exists(file) ? Files.size(file) : 0;
    } catch (IOException e) {
      return 0;
    }
  }

  @Test
  void refusesAppendsWhenAReaderLagsAtTheBound() {
    try (Journal journal = Journal.open(bounded());
        JournalReader reader = journal.reader("sql", 0)) {
      int appended = fill(journal);
      assertThat(appended).isEqualTo(4 * 7);
      assertThat(bytesOnDisk()).isEqualTo(4 * SEGMENT);
      JournalFullException full =
          catchThrowableOfType(JournalFullException.class, () -> journal.append(new byte[500]));
      assertThat(full).hasMessageContaining("'sql'").hasMessageContaining("16384");
      assertThat(full.maxBytes()).isEqualTo(16384);
      assertThat(reader.position()).isZero();
    }
  }

  @Test
  void goesOnAsSoonAsTheReaderReleases() throws Exception {
    try (Journal journal = Journal.open(bounded());
        JournalReader reader = journal.reader("sql", 0)) {
      int appended = fill(journal);
      assertThat(drain(reader)).hasSize(appended);
      reader.releaseUpTo(reader.position());
      journal.append(new byte[500]);
      assertThat(drain(reader)).hasSize(1);
    }
  }

  @Test
  void losesNothingThatWasAppendedWhileFull() throws Exception {
    try (Journal journal = Journal.open(bounded());
        JournalReader reader = journal.reader("sql", 0)) {
      int appended = 0;
      int read = 0;
      for (int round = 0; round < 20; round++) {
        appended += fill(journal);
        assertThat(bytesOnDisk()).isLessThanOrEqualTo(4 * SEGMENT);
        read += drain(reader).size();
        reader.releaseUpTo(reader.position());
      }
      assertThat(read).isEqualTo(appended);
      assertThat(appended).isGreaterThan(20 * 7);
    }
  }

  @Test
  void takesASmallRecordThatStillFitsWhenFull() {
    try (Journal journal = Journal.open(bounded());
        JournalReader _ = journal.reader("sql", 0)) {
      fill(journal);
      journal.append(new byte[10]);
    }
  }

  @Test
  void isFullAgainAfterAStop() {
    try (Journal journal = Journal.open(bounded())) {
      fill(journal);
    }
    try (Journal journal = Journal.open(bounded())) {
      assertThatThrownBy(() -> journal.append(new byte[500]))
          .isInstanceOf(JournalFullException.class)
          .hasMessageContaining("no reader is registered");
    }
  }

  @Test
  void keepsWhatTheSlowestReaderHasNotReleased() throws Exception {
    try (Journal journal = Journal.open(small(directory));
        JournalReader slow = journal.reader("slow", 0);
        JournalReader fast = journal.reader("fast", 0)) {
      fillSegment(journal);
      fillSegment(journal);
      drain(fast);
      fast.releaseUpTo(fast.position());
      fillSegment(journal);
      assertThat(journal.firstPosition()).isZero();
      drain(slow);
      slow.releaseUpTo(SEGMENT);
      await(() -> journal.firstPosition() == SEGMENT);
      await(() -> !Files.exists(directory.resolve("00000000000000000000.journal")));
      assertThat(Files.exists(directory.resolve("00000000000000004096.journal"))).isTrue();
    }
  }

  @Test
  void keepsAllForADeclaredReaderThatIsNotOpenYet() throws Exception {
    JournalConfig config = bounded().withReaders(Set.of("sql", "otel"));
    try (Journal journal = Journal.open(config);
        JournalReader sql = journal.reader("sql", 0)) {
      fill(journal);
      drain(sql);
      sql.releaseUpTo(sql.position());
      assertThatThrownBy(() -> journal.append(new byte[500]))
          .isInstanceOf(JournalFullException.class)
          .hasMessageContaining("'otel' has not been opened");
      assertThat(journal.firstPosition()).isZero();
    }
  }

  @Test
  void keepsForADeclaredReaderAlsoWhileItIsClosed() throws Exception {
    JournalConfig config = bounded().withReaders(Set.of("sql", "otel"));
    try (Journal journal = Journal.open(config);
        JournalReader sql = journal.reader("sql", 0)) {
      journal.reader("otel", 0).close();
      fill(journal);
      drain(sql);
      sql.releaseUpTo(sql.position());
      assertThatThrownBy(() -> journal.append(new byte[500]))
          .isInstanceOf(JournalFullException.class);
    }
  }

  @Test
  void doesNotWaitForAnUndeclaredReaderThatWasClosed() throws Exception {
    try (Journal journal = Journal.open(bounded());
        JournalReader sql = journal.reader("sql", 0)) {
      journal.reader("glance", 0).close();
      fill(journal);
      drain(sql);
      sql.releaseUpTo(sql.position());
      journal.append(new byte[500]);
      assertThat(journal.firstPosition()).isPositive();
    }
  }

  @Test
  void makesTheNextSegmentOfAPassedOneInWhichNothingOldIsLeft() throws Exception {
    List<String> read = new ArrayList<>();
    try (Journal journal = Journal.open(small(directory));
        JournalReader reader = journal.reader("sql", 0)) {
      Object first = fileKey("00000000000000000000.journal");
      appendUntil(journal, "old", SEGMENT);
      drain(reader).forEach(record -> read.add(JournalFixture.text(record)));
      awaitSpare("00000000000000008192.journal");
      reader.releaseUpTo(reader.position());
      await(() -> fileKey("00000000000000000000.preparing").equals(first));
      appendUntil(journal, "new", 2 * SEGMENT);
      await(() -> fileKey("00000000000000012288.journal").equals(first));
      List<Path> files;
      try (Stream<Path> listed = Files.list(directory)) {
        files = listed.toList();
      }
      for (Path file : files) {
        assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
            .as(file.toString())
            .doesNotContain("old 0,");
      }
      appendUntil(journal, "later", 3 * SEGMENT);
      drain(reader).forEach(record -> read.add(JournalFixture.text(record)));
    }
    assertThat(read).last().asString().startsWith("later");
    try (Journal journal = Journal.open(small(directory))) {
      assertThat(journal.recovery().tornBytes()).isZero();
      List<String> kept = JournalFixture.readTexts(journal);
      assertThat(kept).isEqualTo(read.subList(read.size() - kept.size(), read.size()));
    }
  }

  @Test
  void keepsThePassedOnesOfALagForTheNextLag() throws Exception {
    try (Journal journal = Journal.open(small(directory));
        JournalReader reader = journal.reader("sql", 0)) {
      appendUntil(journal, "old", 5 * SEGMENT);
      awaitSpare("00000000000000024576.journal");
      Object third = fileKey("00000000000000008192.journal");
      drain(reader);
      reader.releaseUpTo(reader.position());
      await(() -> preparing().size() == 5);
      appendUntil(journal, "new", 9 * SEGMENT);
      await(() -> fileKey("00000000000000036864.journal").equals(third));
      await(() -> preparing().size() == 1);
    }
  }

  @Test
  void keepsNoMoreThanEightPassedOnes() throws Exception {
    try (Journal journal = Journal.open(small(directory));
        JournalReader reader = journal.reader("sql", 0)) {
      appendUntil(journal, "old", 12 * SEGMENT);
      awaitSpare("00000000000000053248.journal");
      drain(reader);
      reader.releaseUpTo(reader.position());
      await(() -> segmentFiles(directory).size() == 2 && preparing().size() == 8);
    }
  }

  @Test
  void takesNoMoreOfTheDiskThanItsBoundWithThoseItKeeps() throws Exception {
    try (Journal journal = Journal.open(bounded());
        JournalReader reader = journal.reader("sql", 0)) {
      for (int round = 0; round < 10; round++) {
        fill(journal);
        assertThat(segmentFiles(directory)).hasSize(4);
        assertThat(preparing()).isEmpty();
        drain(reader);
        reader.releaseUpTo(reader.position());
        await(() -> segmentFiles(directory).size() == 2 && preparing().size() == 1);
      }
    }
  }

  private List<Path> preparing() {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.toString().endsWith(".preparing")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void leavesNoUsedFileBehindWhenItIsClosed() throws Exception {
    try (Journal journal = Journal.open(small(directory));
        JournalReader reader = journal.reader("sql", 0)) {
      appendUntil(journal, "old", SEGMENT);
      drain(reader);
      awaitSpare("00000000000000008192.journal");
      reader.releaseUpTo(reader.position());
      await(() -> Files.exists(directory.resolve("00000000000000000000.preparing")));
    }
    assertThat(Files.exists(directory.resolve("00000000000000000000.preparing"))).isFalse();
  }

  /** Waits for the next segment; one that is passed sooner would be made into it at once. */
  private void awaitSpare(String name) {
    await(() -> Files.exists(directory.resolve(name)));
  }

  private Object fileKey(String name) {
    try {
      return Files.readAttributes(directory.resolve(name), BasicFileAttributes.class).fileKey();
    } catch (IOException e) {
      return e;
    }
  }

  private static void appendUntil(Journal journal, String word, long position) {
    for (int i = 0; journal.endPosition() <= position; i++) {
      journal.append(JournalFixture.bytes((word + " " + i + ",").repeat(50)));
    }
  }
}
