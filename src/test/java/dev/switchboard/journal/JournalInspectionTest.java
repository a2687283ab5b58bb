package dev.switchboard.journal;

import static dev.switchboard.journal.JournalFixture.SEGMENT;
import static dev.switchboard.journal.JournalFixture.await;
import static dev.switchboard.journal.JournalFixture.bytes;
import static dev.switchboard.journal.JournalFixture.fillSegment;
import static dev.switchboard.journal.JournalFixture.flip;
import static dev.switchboard.journal.JournalFixture.overwrite;
import static dev.switchboard.journal.JournalFixture.segmentFiles;
import static dev.switchboard.journal.JournalFixture.small;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalInspectionTest {

  @TempDir Path directory;

  @Test
  void countsWhatIsThere() {
    try (Journal journal = Journal.open(small(directory))) {
      fillSegment(journal);
      journal.append(bytes("last"));
      await(() -> segmentFiles(directory).size() == 3);
    }
    JournalInspection seen = JournalInspection.of(directory);
    assertThat(seen.records()).isEqualTo(9);
    assertThat(seen.recordBytes()).isEqualTo(8 * 500 + 4);
    assertThat(seen.fileBytes()).isEqualTo(3 * SEGMENT);
    assertThat(seen.firstPosition()).hasValue(SegmentHeader.BYTES);
    assertThat(seen.segments())
        .extracting(SegmentInspection::state)
        .containsExactly(
            SegmentInspection.State.SEALED,
            SegmentInspection.State.OPEN,
            SegmentInspection.State.BLANK);
    assertThat(seen.damages()).isEmpty();
    assertThat(seen.tornBytes()).isZero();
    assertThat(seen.holderPid()).isEmpty();
  }

  @Test
  void changesNothing() throws Exception {
    try (Journal journal = Journal.open(small(directory))) {
      fillSegment(journal);
    }
    List<Path> files = segmentFiles(directory);
    flip(files.get(0), 300, 1);
    overwrite(files.get(1), 2000, bytes("torn"));
    List<byte[]> before = contents(files);
    JournalInspection seen = JournalInspection.of(directory);
    assertThat(seen.damages()).hasSize(1);
    assertThat(seen.tornBytes()).isPositive();
    assertThat(contents(files)).usingRecursiveComparison().isEqualTo(before);
  }

  private static List<byte[]> contents(List<Path> files) throws Exception {
    List<byte[]> contents = new ArrayList<>();
    for (Path file : files) {
      contents.add(Files.readAllBytes(file));
    }
    return contents;
  }

  @Test
  void worksWhileAnotherProcessAppends() throws Exception {
    try (ChildJvm child =
        ChildJvm.start(List.of(), AppendingProcess.class, directory.toString(), "child")) {
      child.readUntil(line -> line.startsWith("ack "));
      long before = 0;
      for (int i = 0; i < 20; i++) {
        child.readUntil(line -> line.startsWith("ack "));
        JournalInspection seen = JournalInspection.of(directory);
        assertThat(seen.holderPid()).hasValue(child.process().pid());
        assertThat(seen.damages()).isEmpty();
        assertThat(seen.records()).isGreaterThanOrEqualTo(Math.max(1, before));
        before = seen.records();
      }
    }
  }

  @Test
  void saysThatASegmentInTheMiddleHasNoSeal() throws Exception {
    try (Journal journal = Journal.open(small(directory))) {
      fillSegment(journal);
      journal.append(bytes("last"));
    }
    long seal = JournalInspection.of(directory).segments().getFirst().endPosition();
    overwrite(segmentFiles(directory).getFirst(), seal, new byte[Frame.HEADER_BYTES]);
    assertThat(JournalInspection.of(directory).damages())
        .containsExactly(new Damage(seal, SEGMENT - seal, "segment ends without a seal"));
  }

  @Test
  void saysThatAHeaderIsUnreadable() throws Exception {
    try (Journal journal = Journal.open(small(directory))) {
      journal.append(bytes("lost"));
    }
    overwrite(segmentFiles(directory).getFirst(), 0, new byte[SegmentHeader.BYTES]);
    JournalInspection seen = JournalInspection.of(directory);
    assertThat(seen.segments().getFirst().state()).isEqualTo(SegmentInspection.State.UNREADABLE);
    assertThat(seen.damages()).hasSize(1);
  }

  @Test
  void saysThatAFolderIsNotThere() {
    Path missing = directory.resolve("missing");
    assertThatThrownBy(() -> JournalInspection.of(missing))
        .isInstanceOf(JournalStorageException.class)
        .hasMessageContaining("missing");
  }
}
