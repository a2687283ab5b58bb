package dev.switchboard.journal;

import static dev.switchboard.journal.JournalFixture.bytes;
import static dev.switchboard.journal.JournalFixture.readTexts;
import static dev.switchboard.journal.JournalFixture.small;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was under way when a process ended. */
class JournalIntentTest {
  @TempDir Path directory;
  @TempDir Path later;

  /** Opens the files as they are now, as if the process had been killed. */
  private List<String> afterAKill() throws Exception {
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.filter(JournalIntentTest::stays).toList()) {
        Files.copy(file, later.resolve(file.getFileName()));
      }
    }
    try (Journal journal = Journal.open(small(later))) {
      return readTexts(journal);
    }
  }

  /** A segment that is being prepared gets another name just when it is copied; nobody needs it. */
  private static boolean stays(Path file) {
    return !file.endsWith("holder")
        && !file.endsWith("lock")
        && !file.toString().endsWith(".preparing");
  }

  private List<Path> files(Path of) throws IOException {
    try (Stream<Path> files = Files.list(of)) {
      return files.filter(file -> file.toString().endsWith(".intents")).toList();
    }
  }

  @Test
  void standsOnRecordOnce() throws Exception {
    try (Journal journal = Journal.open(small(directory))) {
      journal.append(bytes("before"));
      var _ = journal.intend(bytes("under way"));
      assertThat(afterAKill()).containsExactly("before", "under way");
    }
    try (Journal again = Journal.open(small(later))) {
      assertThat(readTexts(again)).containsExactly("before", "under way");
      assertThat(files(later)).singleElement().satisfies(JournalIntentTest::saysNothing);
    }
  }

  private static void saysNothing(Path file) {
    try {
      assertThat(IntentFile.read(file)).isEmpty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Later the disk may be full. */
  @Test
  void hasPlacesAsSoonAsTheJournalIsOpen() throws Exception {
    try (Journal journal = Journal.open(small(directory))) {
      List<Path> prepared = files(directory);
      assertThat(prepared).singleElement().satisfies(JournalIntentTest::saysNothing);
      for (int i = 0; i < 128; i++) {
        var _ = journal.intend(bytes("under way " + i));
      }
      assertThat(files(directory)).isEqualTo(prepared);
    }
  }

  @Test
  void isGoneWhenItWasWithdrawn() throws Exception {
    try (Journal journal = Journal.open(small(directory))) {
      Intent intent = journal.intend(bytes("under way"));
      journal.append(bytes("done"));
      intent.withdraw();
      intent.withdraw();
      assertThat(afterAKill()).containsExactly("done");
    }
  }

  @Test
  void saysWhatItWasReplacedBy() throws Exception {
    try (Journal journal = Journal.open(small(directory))) {
      Intent intent = journal.intend(bytes("one attempt"));
      intent.replace(bytes("two attempts"));
      intent.replace(bytes("three attempts"));
      assertThat(afterAKill()).containsExactly("three attempts");
    }
  }

  @Test
  void saysTheNewestWhenTheProcessDiedInTheMiddleOfReplacing() throws Exception {
    try (Journal journal = Journal.open(small(directory))) {
      Intent intent = journal.intend(bytes("one attempt"));
      byte[] before = Files.readAllBytes(files(directory).getFirst());
      intent.replace(bytes("two attempts"));
      Path file = files(directory).getFirst();
      byte[] after = Files.readAllBytes(file);
      // The place of the first is not free yet.
      System.arraycopy(before, 0, after, 0, 2_048);
      Files.write(later.resolve(file.getFileName()), after);
    }
    try (Journal journal = Journal.open(small(later))) {
      assertThat(readTexts(journal)).containsExactly("two attempts");
    }
  }

  @Test
  void takesWhatIsLargerThanAPlace() throws Exception {
    String large = "x".repeat(3_000);
    try (Journal journal = Journal.open(small(directory))) {
      int prepared = files(directory).size();
      var _ = journal.intend(bytes(large));
      Intent gone = journal.intend(bytes(large + "y"));
      gone.withdraw();
      assertThat(files(directory)).hasSize(prepared + 1);
      assertThat(afterAKill()).containsExactly(large);
    }
  }

  @Test
  void takesAsManyAsAreUnderWay() throws Exception {
    List<String> expected = IntStream.range(0, 300).mapToObj(i -> "call " + i).toList();
    try (Journal journal = Journal.open(small(directory))) {
      List<Intent> withdrawn = new ArrayList<>();
      for (String text : expected) {
        withdrawn.add(journal.intend(bytes("not " + text)));
        var _ = journal.intend(bytes(text));
      }
      withdrawn.forEach(Intent::withdraw);
      assertThat(afterAKill()).containsExactlyInAnyOrderElementsOf(expected);
    }
  }

  @Test
  void usesPlacesAgain() throws Exception {
    try (Journal journal = Journal.open(small(directory))) {
      for (int i = 0; i < 10_000; i++) {
        journal.intend(bytes("call " + i)).withdraw();
      }
      assertThat(files(directory)).hasSize(1);
    }
  }

  @Test
  void saysNothingOfAPlaceThatWasTorn() throws Exception {
    try (Journal journal = Journal.open(small(directory))) {
      var _ = journal.intend(bytes("torn"));
      var _ = journal.intend(bytes("whole"));
      Path file = files(directory).getFirst();
      byte[] all = Files.readAllBytes(file);
      all[8 + 24] ^= 1;
      Files.write(later.resolve(file.getFileName()), all);
    }
    try (Journal journal = Journal.open(small(later))) {
      assertThat(readTexts(journal)).containsExactly("whole");
    }
  }

  @Test
  void standsWhenTheJournalIsClosedFirst() throws Exception {
    Intent intent;
    try (Journal journal = Journal.open(small(directory))) {
      intent = journal.intend(bytes("still running"));
    }
    intent.withdraw();
    assertThat(afterAKill()).containsExactly("still running");
  }

  @Test
  void isRefusedWhenTheJournalIsClosed() {
    Journal journal = Journal.open(small(directory));
    journal.close();
    assertThatThrownBy(() -> journal.intend(bytes("late")))
        .isInstanceOf(JournalClosedException.class);
  }

  @Test
  void isKeptForTheNextStartWhereTheJournalTakesNoMore() throws Exception {
    String large = "x".repeat(5_000);
    try (Journal journal = Journal.open(small(directory).withBytes(8_192, 65_536))) {
      var _ = journal.intend(bytes(large));
      var _ = journal.intend(bytes("small"));
    }
    // In smaller segments there is no room for it.
    try (Journal journal = Journal.open(small(directory))) {
      var _ = journal.intend(bytes("of this run"));
      assertThat(files(directory)).hasSize(3);
    }
  }
}
