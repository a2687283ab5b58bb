package dev.switchboard.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {

  private static final long SEGMENT = 4096;
  private static final Duration NOW = Duration.ZERO;

  @TempDir Path directory;

  private JournalConfig small() {
    return JournalConfig.in(directory).withBytes(SEGMENT, 64 * SEGMENT).withSync(new Sync.None());
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static List<String> readAll(Journal journal) throws InterruptedException {
    List<String> texts = new ArrayList<>();
    try (JournalReader reader = journal.reader("all", journal.firstPosition())) {
      for (JournalRecord record : reader.poll(Integer.MAX_VALUE, Long.MAX_VALUE, NOW)) {
        texts.add(new String(record.bytes(), StandardCharsets.UTF_8));
      }
      assertThat(reader.damages()).isEmpty();
    }
    return texts;
  }

  @Test
  void readsBackWhatWasAppended() throws InterruptedException {
    try (Journal journal = Journal.open(small())) {
      journal.append(text("one"));
      journal.append(new byte[0]);
      journal.append(text("..three.."), 2, 5);
      assertThat(readAll(journal)).containsExactly("one", "", "three");
    }
  }

  @Test
  void goesOnAfterACleanStop() throws InterruptedException {
    long end;
    try (Journal journal = Journal.open(small())) {
      journal.append(text("before"));
      end = journal.endPosition();
    }
    try (Journal journal = Journal.open(small())) {
      assertThat(journal.append(text("after"))).isEqualTo(end);
      assertThat(readAll(journal)).containsExactly("before", "after");
      assertThat(journal.recovery().tornBytes()).isZero();
    }
  }

  @Test
  void fillsManySegments() throws InterruptedException {
    List<String> expected = new ArrayList<>();
    try (Journal journal = Journal.open(small())) {
      for (int i = 0; i < 500; i++) {
        expected.add("record " + i + "x".repeat(i % 300));
        journal.append(text(expected.get(i)));
      }
      assertThat(journal.status().segments()).isGreaterThan(10);
      assertThat(readAll(journal)).isEqualTo(expected);
    }
    try (Journal journal = Journal.open(small())) {
      assertThat(readAll(journal)).isEqualTo(expected);
    }
  }

  @Test
  void refusesARecordLargerThanASegment() {
    try (Journal journal = Journal.open(small())) {
      byte[] largest = new byte[(int) journal.maxRecordBytes()];
      journal.append(largest);
      assertThatThrownBy(() -> journal.append(new byte[largest.length + 1]))
          .isInstanceOf(JournalRecordTooLargeException.class)
          .hasMessageContaining(String.valueOf(largest.length));
    }
  }
}
