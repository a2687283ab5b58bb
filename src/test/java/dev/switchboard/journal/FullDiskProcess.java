package dev.switchboard.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.LockSupport;

/**
 * A program that runs a journal on a small file system of its own until that is full, makes room
 * and goes on. It says {@code refused <message>}, then {@code read <n> of <n>}.
 */
final class FullDiskProcess {

  private FullDiskProcess() {}

  public static void main(String[] arguments) throws Exception {
    Path directory = Path.of(arguments[0], "journal");
    Path ballast = Path.of(arguments[0], "ballast");
    write(ballast, 4 << 20);
    JournalConfig config = JournalConfig.in(directory).withBytes(1 << 20, 1 << 30);
    int appended = 0;
    try (Journal journal = Journal.open(config)) {
      try {
        while (true) {
          journal.append(new byte[1000]);
          appended++;
        }
      } catch (JournalStorageException e) {
        System.out.println("refused " + e.getMessage());
      }
      Files.delete(ballast);
      appended += appendWhenThereIsRoom(journal);
    }
    try (Journal journal = Journal.open(config)) {
      int read = JournalFixture.readAll(journal).size();
      System.out.println(
          "read " + read + " of " + appended + ", torn " + journal.recovery().tornBytes());
    }
  }

  private static int appendWhenThereIsRoom(Journal journal) {
    while (true) {
      try {
        journal.append(new byte[1000]);
        return 1;
      } catch (JournalStorageException e) {
        LockSupport.parkNanos(10_000_000);
      }
    }
  }

  private static void write(Path file, int bytes) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.allocate(bytes));
    }
  }
}
