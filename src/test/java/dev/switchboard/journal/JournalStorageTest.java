package dev.switchboard.journal;

import static dev.switchboard.journal.JournalFixture.await;
import static dev.switchboard.journal.JournalFixture.bytes;
import static dev.switchboard.journal.JournalFixture.readAll;
import static dev.switchboard.journal.JournalFixture.segmentFiles;
import static dev.switchboard.journal.JournalFixture.small;
import static dev.switchboard.journal.JournalFixture.truncate;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalStorageTest {

  @TempDir Path directory;

  @Test
  void refusesAppendsWhenTheNextSegmentCannotBePreparedAndGoesOnWhenItCan() throws Exception {
    try (Journal journal = Journal.open(small(directory))) {
      Path obstacle = Files.createDirectory(directory.resolve("00000000000000008192.preparing"));
      Files.createFile(obstacle.resolve("file"));
      int appended = appendUntilRefused(journal);
      assertThat(appended).isEqualTo(2 * 7);
      assertThat(journal.status().problem().orElseThrow()).contains("8192.preparing");
      Files.delete(obstacle.resolve("file"));
      Files.delete(obstacle);
      await(() -> journal.status().problem().isEmpty());
      journal.append(bytes("room again"));
      assertThat(readAll(journal)).hasSize(appended + 1);
    }
  }

  private static int appendUntilRefused(Journal journal) {
    int appended = 0;
    while (true) {
      try {
        journal.append(new byte[500]);
        appended++;
      } catch (JournalStorageException e) {
        return appended;
      }
    }
  }

  @Test
  void survivesAFullDisk() throws Exception {
    List<String> wrapper =
        List.of(
            "unshare",
            "-rm",
            "sh",
            "-c",
            "mount -t tmpfs -o size=8m none '" + directory + "' && exec \"$@\"",
            "sh");
    assumeThat(works(wrapper)).as("a file system of its own for a process").isTrue();
    try (ChildJvm child = ChildJvm.start(wrapper, FullDiskProcess.class, directory.toString())) {
      List<String> said = child.readToEnd();
      assertThat(said).anyMatch(line -> line.startsWith("refused ") && line.contains("No space"));
      assertThat(said).last().asString().matches("read (\\d{4}) of \\1, torn 0");
    }
  }

  private static boolean works(List<String> wrapper) throws InterruptedException {
    try {
      List<String> command = new ArrayList<>(wrapper);
      command.add("true");
      return new ProcessBuilder(command).start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void refusesAppendsWhenSomebodyHasCutTheFile() throws Exception {
    try (Journal journal = Journal.open(small(directory))) {
      truncate(segmentFiles(directory).getFirst(), 0);
      for (int i = 0; i < 3; i++) {
        assertThatThrownBy(() -> journal.append(new byte[1000]))
            .isInstanceOf(JournalStorageException.class);
      }
      assertThat(journal.endPosition()).isEqualTo(SegmentHeader.BYTES);
    }
  }

  @Test
  void refusesAppendsWhenSomebodyHasCutTheFileOfAJournalInFullUse() throws Exception {
    Path large = directory.resolve("large");
    JournalConfig config = JournalConfig.in(large).withBytes(16 << 20, 1 << 26);
    try (Journal journal = Journal.open(config.withSync(new Sync.None()))) {
      for (int i = 0; i < 20_000; i++) {
        journal.append(new byte[500]);
      }
      truncate(segmentFiles(large).getFirst(), journal.endPosition() & -4096L);
      long end = journal.endPosition() + 4096;
      assertThatThrownBy(() -> appendUpTo(journal, end + (1 << 20)))
          .isInstanceOf(JournalStorageException.class);
      assertThat(journal.endPosition()).isLessThan(end);
    }
  }

  private static void appendUpTo(Journal journal, long end) {
    while (journal.endPosition() < end) {
      journal.append(new byte[500]);
    }
  }

  @Test
  void failsAPollWhenSomebodyHasCutTheFile() throws Exception {
    try (Journal journal = Journal.open(small(directory));
        JournalReader reader = journal.reader("reader", 0)) {
      journal.append(new byte[1000]);
      truncate(segmentFiles(directory).getFirst(), 0);
      assertThatThrownBy(() -> JournalFixture.poll(reader))
          .isInstanceOf(JournalStorageException.class);
    }
  }

  @Test
  void deletesWhatAnInterruptedPreparationLeft() throws Exception {
    Path left = Files.write(directory.resolve("00000000000000012288.preparing"), new byte[100]);
    Journal.open(small(directory)).close();
    assertThat(Files.exists(left)).isFalse();
  }

  @Test
  void allocatesEveryBlockOfASegmentBeforeItIsUsed() throws Exception {
    Path large = directory.resolve("large");
    try (Journal _ = Journal.open(JournalConfig.in(large).withBytes(1 << 20, 1 << 24))) {
      Path file = segmentFiles(large).getFirst();
      Process du = new ProcessBuilder("du", "-k", file.toString()).start();
      String kilobytes =
          new String(du.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
              .split("\\s", -1)[0];
      assertThat(Long.parseLong(kilobytes)).isGreaterThanOrEqualTo(1024);
    }
  }
}
