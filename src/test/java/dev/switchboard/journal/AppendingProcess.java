package dev.switchboard.journal;

import java.nio.file.Path;
import java.util.Set;

/**
 * A program that appends from four threads until it is killed. For each append that has returned it
 * says {@code ack <position> <name>/<thread>/<number>.}, which is also how the record begins. If
 * the journal is refused it says {@code refused <why>} and ends.
 */
final class AppendingProcess {

  static final int THREADS = 4;

  private AppendingProcess() {}

  static JournalConfig config(Path directory) {
    return JournalConfig.in(directory)
        .withBytes(1 << 16, 1 << 26)
        .withReaders(Set.of("sql"))
        .withSync(new Sync.None());
  }

  /** What a record holds; its size follows from its number. */
  static String record(String id, int number) {
    return id + "x".repeat(number * 37 % 1500);
  }

  public static void main(String[] arguments) {
    String name = arguments[1];
    Journal journal;
    try {
      journal = Journal.open(config(Path.of(arguments[0])));
    } catch (JournalException e) {
      System.out.println("refused " + e.getClass().getSimpleName() + " " + e.getMessage());
      return;
    }
    for (int i = 0; i < THREADS; i++) {
      String thread = name + "/" + i + "/";
      Thread.ofPlatform().start(() -> append(journal, thread));
    }
  }

  private static void append(Journal journal, String thread) {
    for (int number = 0; number < 100_000; number++) {
      String id = thread + number + ".";
      long position = journal.append(JournalFixture.bytes(record(id, number)));
      System.out.println("ack " + position + " " + id);
    }
  }
}
