package dev.switchboard.journal;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Whatever happened to a journal's last segment, opening it gives back records that were written,
 * in their order, and takes new ones; or it is refused as no journal.
 */
class RecoveryFuzz {
  @FuzzTest
  void givesBackWhatWasWrittenOrRefuses(FuzzedDataProvider data)
      throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("journal");
    try {
      List<String> written = write(folder, data.consumeInt(1, 12));
      List<Path> files = JournalFixture.segmentFiles(folder);
      Path file = files.get(data.consumeInt(0, files.size() - 1));
      damage(file, data);
      try (Journal journal = Journal.open(JournalFixture.small(folder))) {
        assertThat(JournalFixture.readTexts(journal)).isSubsetOf(written).doesNotHaveDuplicates();
        journal.append(JournalFixture.bytes("afterwards"));
        assertThat(JournalFixture.readTexts(journal)).endsWith("afterwards");
      } catch (JournalCorruptException e) {
        assertThat(e.getMessage()).isNotBlank();
      }
    } finally {
      delete(folder);
    }
  }

  private static List<String> write(Path folder, int records) {
    List<String> written = new ArrayList<>();
    try (Journal journal = Journal.open(JournalFixture.small(folder))) {
      for (int i = 0; i < records; i++) {
        String text = i + " " + "record ".repeat(i * 17 % 130);
        journal.append(text.getBytes(StandardCharsets.UTF_8));
        written.add(text);
      }
    }
    return written;
  }

  private static void damage(Path file, FuzzedDataProvider data) throws IOException {
    long length = Files.size(file);
    if (data.consumeBoolean()) {
      JournalFixture.truncate(file, data.consumeLong(0, length));
    }
    while (data.remainingBytes() > 2) {
      long at = data.consumeLong(0, Math.max(0, Files.size(file) - 1));
      JournalFixture.overwrite(file, at, data.consumeBytes(data.consumeInt(1, 64)));
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(file);
      }
    }
  }
}
