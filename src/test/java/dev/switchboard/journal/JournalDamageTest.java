package dev.switchboard.journal;

import static dev.switchboard.journal.JournalFixture.SEGMENT;
import static dev.switchboard.journal.JournalFixture.bytes;
import static dev.switchboard.journal.JournalFixture.copySegments;
import static dev.switchboard.journal.JournalFixture.drain;
import static dev.switchboard.journal.JournalFixture.fillSegment;
import static dev.switchboard.journal.JournalFixture.flip;
import static dev.switchboard.journal.JournalFixture.overwrite;
import static dev.switchboard.journal.JournalFixture.readTexts;
import static dev.switchboard.journal.JournalFixture.segmentFiles;
import static dev.switchboard.journal.JournalFixture.small;
import static dev.switchboard.journal.JournalFixture.truncate;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalDamageTest {

  @TempDir Path directory;

  private final List<String> texts = new ArrayList<>();
  private final List<Long> positions = new ArrayList<>();
  private long end;

  /** Six records of 1 to 21 bytes in one segment. */
  private Path written() throws IOException {
    Path original = directory.resolve("original");
    try (Journal journal = Journal.open(small(original))) {
      for (int i = 0; i < 6; i++) {
        texts.add("#" + "abcd".repeat(i));
        positions.add(journal.append(bytes(texts.get(i))));
      }
      end = journal.endPosition();
    }
    return original;
  }

  private Path copyOf(Path original) throws IOException {
    Path copy = directory.resolve("copy");
    if (Files.exists(copy)) {
      for (Path file : segmentFiles(copy)) {
        Files.delete(file);
      }
    }
    return copySegments(original, copy);
  }

  @Test
  void recoversExactlyTheWholeRecordsWhereverTheFileIsCut() throws Exception {
    Path original = written();
    for (long cut = SegmentHeader.BYTES; cut <= end; cut++) {
      Path copy = copyOf(original);
      segmentFiles(copy).stream()
          .skip(1)
          .forEach(spare -> assertThat(spare.toFile().delete()).isTrue());
      truncate(segmentFiles(copy).getFirst(), cut);
      int whole = 0;
      while (whole < 6
          && positions.get(whole) + Frame.HEADER_BYTES + texts.get(whole).length() <= cut) {
        whole++;
      }
      try (Journal journal = Journal.open(small(copy))) {
        assertThat(readTexts(journal)).as("cut at %s", cut).isEqualTo(texts.subList(0, whole));
        journal.append(bytes("next"));
        assertThat(readTexts(journal)).hasSize(whole + 1).endsWith("next");
      }
    }
  }

  @Test
  void losesOnlyTheRecordInWhichAnyByteIsFlippedAndReportsIt() throws Exception {
    Path original = written();
    for (long offset = SegmentHeader.BYTES; offset < end; offset++) {
      Path copy = copyOf(original);
      flip(segmentFiles(copy).getFirst(), offset, 1 << (offset % 8));
      int hit = recordAt(offset);
      List<String> expected = new ArrayList<>(texts);
      expected.remove(hit);
      try (Journal journal = Journal.open(small(copy))) {
        assertThat(readTexts(journal)).as("flipped at %s", offset).isEqualTo(expected);
        RecoveryReport report = journal.recovery();
        if (hit == 5) {
          assertThat(report.tornBytes()).isPositive();
        } else {
          assertThat(report.damages())
              .singleElement()
              .satisfies(damage -> assertThat(damage.position()).isEqualTo(positions.get(hit)));
        }
      }
    }
  }

  private int recordAt(long offset) {
    int index = positions.size() - 1;
    while (positions.get(index) > offset) {
      index--;
    }
    return index;
  }

  @Test
  void readsAllRecordsWhicheverHeaderByteIsFlipped() throws Exception {
    Path original = written();
    for (long offset = 0; offset < SegmentHeader.BYTES; offset++) {
      Path copy = copyOf(original);
      flip(segmentFiles(copy).getFirst(), offset, 0xff);
      assertThat(JournalInspection.of(copy).damages()).as("flipped at %s", offset).hasSize(1);
      try (Journal journal = Journal.open(small(copy))) {
        assertThat(readTexts(journal)).as("flipped at %s", offset).isEqualTo(texts);
      }
      assertThat(JournalInspection.of(copy).damages()).isEmpty();
    }
  }

  @Test
  void wipesGarbageAfterTheLastRecord() throws Exception {
    Path original = written();
    Path file = segmentFiles(original).getFirst();
    overwrite(file, end + 64, bytes("garbage that nobody appended"));
    try (Journal journal = Journal.open(small(original))) {
      assertThat(journal.recovery().tornBytes()).isEqualTo(64 + 32);
      journal.append(bytes("next"));
    }
    assertThat(JournalInspection.of(original).tornBytes()).isZero();
    assertThat(JournalInspection.of(original).records()).isEqualTo(7);
  }

  @Test
  void dropsAnAppendThatWasNotPublished() throws Exception {
    Path original = written();
    Path file = segmentFiles(original).getFirst();
    byte[] all = Files.readAllBytes(file);
    int last = positions.getLast().intValue();
    overwrite(file, last + Frame.WORD_OFFSET, new byte[8]);
    try (Journal journal = Journal.open(small(original))) {
      assertThat(readTexts(journal)).isEqualTo(texts.subList(0, 5));
      assertThat(journal.endPosition()).isEqualTo(last);
    }
    assertThat(Files.readAllBytes(file)).startsWith(Arrays.copyOf(all, last));
  }

  @Test
  void aReaderSkipsDamageInAnOlderSegmentAndSaysWhere() throws Exception {
    try (Journal journal = Journal.open(small(directory))) {
      journal.append(bytes("first"));
      long hit = journal.append(bytes("second"));
      long next = journal.append(bytes("third"));
      fillSegment(journal);
      flip(segmentFiles(directory).getFirst(), hit + Frame.HEADER_BYTES, 1);
      try (JournalReader reader = journal.reader("reader", 0)) {
        List<JournalRecord> records = drain(reader);
        assertThat(records.get(0).nextPosition()).isEqualTo(hit);
        assertThat(records.get(1).position()).isEqualTo(next);
        assertThat(reader.damages())
            .containsExactly(new Damage(hit, next - hit, "checksum mismatch"));
      }
    }
  }

  @Test
  void aReaderGoesOnInTheNextSegmentWhenTheSealIsDamaged() throws Exception {
    try (Journal journal = Journal.open(small(directory))) {
      fillSegment(journal);
      journal.append(bytes("last"));
      JournalInspection before = JournalInspection.of(directory);
      long seal = before.segments().getFirst().endPosition();
      flip(segmentFiles(directory).getFirst(), seal, 1);
      try (JournalReader reader = journal.reader("reader", 0)) {
        assertThat(drain(reader)).hasSize((int) before.records());
        assertThat(reader.damages())
            .containsExactly(
                new Damage(
                    seal, SEGMENT + SegmentHeader.BYTES - seal, "segment ends without a seal"));
      }
    }
  }

  @Test
  void reportsAMissingSegmentAndReadsTheOthers() throws Exception {
    try (Journal journal = Journal.open(small(directory))) {
      fillSegment(journal);
      fillSegment(journal);
      journal.append(bytes("last"));
    }
    Files.delete(segmentFiles(directory).get(1));
    Damage missing = new Damage(SEGMENT, SEGMENT, "segment missing");
    assertThat(JournalInspection.of(directory).damages()).containsExactly(missing);
    try (Journal journal = Journal.open(small(directory))) {
      assertThat(journal.recovery().damages()).containsExactly(missing);
      assertThat(readTexts(journal)).endsWith("last");
    }
  }

  @Test
  void setsASegmentWithoutAHeaderAsideAndReadsTheOthers() throws Exception {
    try (Journal journal = Journal.open(small(directory))) {
      fillSegment(journal);
      journal.append(bytes("last"));
    }
    Path first = segmentFiles(directory).getFirst();
    byte[] content = Files.readAllBytes(first);
    overwrite(first, 0, new byte[SegmentHeader.BYTES]);
    System.arraycopy(new byte[SegmentHeader.BYTES], 0, content, 0, SegmentHeader.BYTES);
    try (Journal journal = Journal.open(small(directory))) {
      Path aside = journal.recovery().setAside().getFirst();
      assertThat(Files.readAllBytes(aside)).isEqualTo(content);
      assertThat(readTexts(journal)).endsWith("last");
      assertThat(journal.firstPosition()).isEqualTo(SEGMENT);
    }
  }

  @Test
  void givesNoPositionTwiceWhenTheOnlySegmentIsSetAside() throws Exception {
    Path original = written();
    segmentFiles(original).stream().skip(1).forEach(f -> assertThat(f.toFile().delete()).isTrue());
    overwrite(segmentFiles(original).getFirst(), 0, new byte[SegmentHeader.BYTES]);
    try (Journal journal = Journal.open(small(original))) {
      assertThat(journal.firstPosition()).isGreaterThanOrEqualTo(end);
    }
  }

  @Test
  void refusesSegmentsOfTwoJournals() throws IOException {
    Path one = directory.resolve("one");
    Path two = directory.resolve("two");
    try (Journal journal = Journal.open(small(one));
        Journal other = Journal.open(small(two))) {
      fillSegment(journal);
      fillSegment(other);
    }
    Path mixed = segmentFiles(one).get(1);
    Files.delete(mixed);
    Files.copy(two.resolve(mixed.getFileName()), mixed);
    assertThatThrownBy(() -> Journal.open(small(one)))
        .isInstanceOf(JournalCorruptException.class)
        .hasMessageContaining(mixed.toString());
  }

  @Test
  void refusesARenamedSegment() throws IOException {
    Path original = written();
    Path file = segmentFiles(original).getFirst();
    Path renamed = file.resolveSibling("00000000000000000007.journal");
    Files.move(file, renamed);
    assertThatThrownBy(() -> Journal.open(small(original)))
        .isInstanceOf(JournalCorruptException.class)
        .hasMessageContaining(renamed.toString());
  }

  @Test
  void refusesAnotherVersionOfTheFormatAndChangesNothing() throws IOException {
    Path original = written();
    Path file = segmentFiles(original).getFirst();
    byte[] header = Arrays.copyOf(Files.readAllBytes(file), 64);
    header[8] = 2;
    int checksum = Frame.payloadChecksum(header, 0, 60);
    for (int i = 0; i < 4; i++) {
      header[60 + i] = (byte) (checksum >>> (8 * i));
    }
    overwrite(file, 0, header);
    byte[] before = Files.readAllBytes(file);
    assertThatThrownBy(() -> Journal.open(small(original)))
        .isInstanceOf(JournalCorruptException.class)
        .hasMessageContaining("version: 2");
    assertThat(Files.readAllBytes(file)).isEqualTo(before);
  }

  @Test
  void goesOnInTheBlankSegmentAfterASealedOne() throws Exception {
    try (Journal journal = Journal.open(small(directory))) {
      fillSegment(journal);
    }
    Path second = segmentFiles(directory).get(1);
    overwrite(second, SegmentHeader.BYTES, new byte[(int) SEGMENT - SegmentHeader.BYTES]);
    try (Journal journal = Journal.open(small(directory))) {
      assertThat(journal.endPosition()).isEqualTo(SEGMENT + SegmentHeader.BYTES);
      journal.append(bytes("next"));
      assertThat(readTexts(journal)).endsWith("next");
    }
  }

  @Test
  void goesOnAfterASealedSegmentWhoseSuccessorIsGone() throws Exception {
    try (Journal journal = Journal.open(small(directory))) {
      fillSegment(journal);
    }
    for (Path file : segmentFiles(directory).subList(1, segmentFiles(directory).size())) {
      Files.delete(file);
    }
    try (Journal journal = Journal.open(small(directory))) {
      assertThat(journal.append(bytes("next"))).isGreaterThan(SEGMENT);
      assertThat(readTexts(journal)).endsWith("next").hasSize(8);
    }
  }

  @Test
  void writesCleanlyOverWhatAFailedWriteLeft() throws Exception {
    try (Journal journal = Journal.open(small(directory))) {
      journal.append(bytes("before"));
      byte[] garbage = "g".repeat(1000).getBytes(StandardCharsets.UTF_8);
      overwrite(segmentFiles(directory).getFirst(), journal.endPosition(), garbage);
      journal.append(bytes("odd"));
      journal.append(bytes("odder"));
      assertThat(readTexts(journal)).containsExactly("before", "odd", "odder");
      Path copy = copySegments(directory, directory.resolve("copy"));
      try (Journal recovered = Journal.open(small(copy))) {
        assertThat(readTexts(recovered)).containsExactly("before", "odd", "odder");
        assertThat(recovered.recovery().tornBytes()).isPositive();
      }
    }
  }
}
