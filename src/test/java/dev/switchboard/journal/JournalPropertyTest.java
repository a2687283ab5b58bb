package dev.switchboard.journal;

import static dev.switchboard.journal.JournalFixture.SEGMENT;
import static dev.switchboard.journal.JournalFixture.drain;
import static dev.switchboard.journal.JournalFixture.readAll;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;

class JournalPropertyTest {

  private static final int LARGEST = (int) SegmentHeader.maxRecordBytes(SEGMENT);

  @Provide
  Arbitrary<List<Integer>> sizes() {
    return Arbitraries.frequencyOf(
            Tuple.of(6, Arbitraries.integers().between(0, 400)),
            Tuple.of(2, Arbitraries.integers().between(0, LARGEST)),
            Tuple.of(1, Arbitraries.integers().between(LARGEST - 40, LARGEST)))
        .list()
        .ofMaxSize(40);
  }

  @Property(tries = 150)
  void readsBackAnySequenceOfSizesAcrossStops(
      @ForAll("sizes") List<Integer> sizes, @ForAll @IntRange(min = 1, max = 12) int perRun)
      throws Exception {
    inFolder(directory -> {
      List<byte[]> expected = records(sizes);
      List<Long> positions = new ArrayList<>();
      for (int from = 0; from < expected.size(); from += perRun) {
        try (Journal journal = Journal.open(JournalFixture.small(directory))) {
          for (byte[] bytes : expected.subList(from, Math.min(expected.size(), from + perRun))) {
            positions.add(journal.append(bytes));
          }
        }
      }
      try (Journal journal = Journal.open(JournalFixture.small(directory))) {
        List<JournalRecord> read = readAll(journal);
        assertThat(read).map(JournalRecord::bytes).containsExactlyElementsOf(expected);
        assertThat(read).map(JournalRecord::position).isEqualTo(positions);
        assertThat(positions).isSorted().doesNotHaveDuplicates();
      }
    });
  }

  @Property(tries = 60)
  void goesOnFromAnyStoredPosition(
      @ForAll("sizes") List<Integer> sizes, @ForAll @IntRange(min = 1, max = 5) int batch)
      throws Exception {
    inFolder(directory -> {
      try (Journal journal = Journal.open(JournalFixture.small(directory))) {
        List<byte[]> expected = records(sizes);
        expected.forEach(journal::append);
        List<byte[]> read = new ArrayList<>();
        long stored = 0;
        while (read.size() < expected.size()) {
          try (JournalReader reader = journal.reader("restarted", stored)) {
            for (JournalRecord record : reader.poll(batch, 2000, Duration.ZERO)) {
              read.add(record.bytes());
              stored = record.nextPosition();
            }
          }
        }
        assertThat(read).containsExactlyElementsOf(expected);
        try (JournalReader reader = journal.reader("restarted", stored)) {
          assertThat(drain(reader)).isEmpty();
        }
      }
    });
  }

  private interface Body {
    void run(Path directory) throws Exception;
  }

  private static void inFolder(Body body) throws Exception {
    Path directory = Files.createTempDirectory("journal");
    try {
      body.run(directory);
    } finally {
      delete(directory);
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(file);
      }
    }
  }

  private static List<byte[]> records(List<Integer> sizes) {
    Random random = new Random(sizes.size());
    List<byte[]> records = new ArrayList<>();
    for (int size : sizes) {
      byte[] bytes = new byte[size];
      random.nextBytes(bytes);
      records.add(bytes);
    }
    return records;
  }
}
