package dev.switchboard.journal;

import static dev.switchboard.journal.JournalFixture.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalLockTest {

  @TempDir Path directory;

  private ChildJvm child() throws Exception {
    return ChildJvm.start(List.of(), AppendingProcess.class, directory.toString(), "child");
  }

  @Test
  void refusesASecondProcessAndNamesTheFirst() throws Exception {
    try (Journal journal = Journal.open(AppendingProcess.config(directory));
        ChildJvm child = child()) {
      assertThat(child.readToEnd())
          .last()
          .asString()
          .startsWith("refused JournalLockedException")
          .contains("process " + ProcessHandle.current().pid());
      journal.append(bytes("unharmed"));
    }
  }

  @Test
  void isFreeAgainWhenTheHolderWasKilled() throws Exception {
    try (ChildJvm child = child()) {
      child.readUntil(line -> line.startsWith("ack "));
      assertThatThrownBy(() -> Journal.open(AppendingProcess.config(directory)))
          .isInstanceOfSatisfying(
              JournalLockedException.class,
              e -> assertThat(e.holderPid()).hasValue(child.process().pid()));
      child.kill();
      Journal.open(AppendingProcess.config(directory)).close();
    }
  }

  /** Closing any descriptor of a locked file would give the lock up on POSIX systems. */
  @Test
  void isHeldWhileTheSameProcessInspectsAndTriesToOpenItAgain() throws Exception {
    try (Journal _ = Journal.open(AppendingProcess.config(directory))) {
      assertThatThrownBy(() -> Journal.open(AppendingProcess.config(directory)))
          .isInstanceOf(JournalLockedException.class);
      assertThat(JournalInspection.of(directory).holderPid())
          .hasValue(ProcessHandle.current().pid());
      try (ChildJvm child = child()) {
        assertThat(child.readToEnd()).last().asString().startsWith("refused");
      }
    }
  }

  @Test
  void doesNotTakeAnEarlierProcessWithTheSameIdForItself() throws Exception {
    Files.writeString(directory.resolve("holder"), ProcessHandle.current().pid() + " 12345\n");
    Journal.open(AppendingProcess.config(directory)).close();
  }

  @Test
  void ignoresAHolderFileThatMakesNoSense() throws Exception {
    Files.writeString(directory.resolve("holder"), "nonsense");
    Journal.open(AppendingProcess.config(directory)).close();
  }
}
