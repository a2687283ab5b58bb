package dev.switchboard.journal;

import static dev.switchboard.journal.JournalFixture.bytes;
import static dev.switchboard.journal.JournalFixture.readTexts;
import static dev.switchboard.journal.JournalFixture.small;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {

  @TempDir Path directory;

  @Test
  void readsBackWhatWasAppended() throws InterruptedException {
    try (Journal journal = Journal.open(small(directory))) {
      journal.append(bytes("one"));
      journal.append(new byte[0]);
      journal.append(bytes("..three.."), 2, 5);
      assertThat(readTexts(journal)).containsExactly("one", "", "three");
    }
  }

  @Test
  void readsBackWhatWasAppendedInPieces() throws InterruptedException {
    List<ByteBuffer> pieces =
        List.of(
            ByteBuffer.wrap(bytes("..line,.."), 2, 5),
            ByteBuffer.allocate(0),
            ByteBuffer.wrap(bytes("input,")).asReadOnlyBuffer(),
            ByteBuffer.wrap(bytes("output")).slice(0, 3));
    try (Journal journal = Journal.open(small(directory))) {
      journal.append(pieces);
      journal.append(pieces.subList(1, 2));
      journal.append(List.of());
      journal.append(pieces);
      assertThat(pieces).extracting(ByteBuffer::remaining).containsExactly(5, 0, 6, 3);
    }
    try (Journal journal = Journal.open(small(directory))) {
      journal.append(bytes("after"));
      assertThat(readTexts(journal))
          .containsExactly("line,input,out", "", "", "line,input,out", "after");
    }
  }

  @Test
  void boundsARecordInPiecesByItsWholeLength() throws InterruptedException {
    try (Journal journal = Journal.open(small(directory))) {
      int limit = (int) journal.maxRecordBytes();
      ByteBuffer most = ByteBuffer.wrap(bytes("x".repeat(limit)));
      ByteBuffer one = ByteBuffer.wrap(bytes("y"));
      assertThatThrownBy(() -> journal.append(List.of(one, most)))
          .isInstanceOfSatisfying(
              JournalRecordTooLargeException.class,
              e -> assertThat(e.length()).isEqualTo(limit + 1));
      journal.append(List.of(one, most.slice(0, limit - 1)));
      assertThat(readTexts(journal)).containsExactly("y" + "x".repeat(limit - 1));
    }
  }

  @Test
  void goesOnAfterACleanStop() throws InterruptedException {
    long end;
    try (Journal journal = Journal.open(small(directory))) {
      journal.append(bytes("before"));
      end = journal.endPosition();
    }
    try (Journal journal = Journal.open(small(directory))) {
      assertThat(journal.append(bytes("after"))).isEqualTo(end);
      assertThat(readTexts(journal)).containsExactly("before", "after");
    }
  }

  @Test
  void keepsItsIdAcrossStops() {
    String id;
    try (Journal journal = Journal.open(small(directory))) {
      id = journal.id();
    }
    try (Journal journal = Journal.open(small(directory))) {
      assertThat(journal.id()).isEqualTo(id);
    }
    try (Journal other = Journal.open(small(directory.resolve("other")))) {
      assertThat(other.id()).isNotEqualTo(id);
    }
  }

  @Test
  void fillsManySegments() throws InterruptedException {
    List<String> expected = new ArrayList<>();
    try (Journal journal = Journal.open(small(directory))) {
      for (int i = 0; i < 500; i++) {
        expected.add("record " + i + "x".repeat(i % 300));
        journal.append(bytes(expected.get(i)));
      }
      assertThat(journal.status().segments()).isGreaterThan(10);
      assertThat(readTexts(journal)).isEqualTo(expected);
    }
    try (Journal journal = Journal.open(small(directory))) {
      assertThat(readTexts(journal)).isEqualTo(expected);
    }
  }

  @Test
  void takesARecordAsLargeAsASegment() throws InterruptedException {
    try (Journal journal = Journal.open(small(directory))) {
      String largest = "x".repeat((int) journal.maxRecordBytes());
      journal.append(bytes("small"));
      journal.append(bytes(largest));
      assertThat(readTexts(journal)).containsExactly("small", largest);
    }
  }

  @Test
  void refusesARecordLargerThanASegmentAndSaysTheLimit() {
    try (Journal journal = Journal.open(small(directory))) {
      int limit = (int) journal.maxRecordBytes();
      assertThatThrownBy(() -> journal.append(new byte[limit + 1]))
          .isInstanceOfSatisfying(
              JournalRecordTooLargeException.class, e -> assertThat(e.limit()).isEqualTo(limit))
          .hasMessageContaining(String.valueOf(limit));
    }
  }

  @Test
  void takesOnAnotherSegmentSize() throws InterruptedException {
    try (Journal journal = Journal.open(small(directory))) {
      journal.append(bytes("small segment"));
    }
    JournalConfig larger = small(directory).withBytes(1 << 16, 1 << 20);
    String large = "x".repeat(60_000);
    try (Journal journal = Journal.open(larger)) {
      journal.append(bytes(large));
    }
    try (Journal journal = Journal.open(small(directory))) {
      journal.append(bytes("small again"));
      assertThat(readTexts(journal)).containsExactly("small segment", large, "small again");
    }
  }

  @Test
  void refusesAppendsWhenClosed() {
    Journal journal = Journal.open(small(directory));
    journal.close();
    journal.close();
    assertThatThrownBy(() -> journal.append(bytes("late")))
        .isInstanceOf(JournalClosedException.class);
  }

  @Test
  void saysWhyAFolderCannotBeUsed() throws IOException {
    Path file = Files.createFile(directory.resolve("file"));
    assertThatThrownBy(() -> Journal.open(small(file)))
        .isInstanceOf(JournalStorageException.class)
        .hasMessageContaining(file.toString());
  }

  @Test
  void reportsItsStatus() {
    try (Journal journal = Journal.open(small(directory))) {
      journal.append(new byte[100]);
      JournalStatus status = journal.status();
      assertThat(status.firstPosition()).isZero();
      assertThat(status.endPosition()).isEqualTo(journal.endPosition());
      assertThat(status.bytes()).isEqualTo(4096);
      assertThat(status.problem()).isEmpty();
    }
  }
}
