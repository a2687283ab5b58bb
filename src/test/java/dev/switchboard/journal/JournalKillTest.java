package dev.switchboard.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalKillTest {

  @TempDir Path directory;

  private final Random random = new Random(20);
  private long stored;
  private long acknowledgedInAll;

  @Test
  void keepsEveryAcknowledgedRecordWhenTheProcessIsKilled() throws Exception {
    killRounds(3);
  }

  @Test
  @Tag("slow")
  void keepsEveryAcknowledgedRecordOverManyKills() throws Exception {
    killRounds(25);
  }

  private void killRounds(int rounds) throws Exception {
    for (int round = 0; round < rounds; round++) {
      String name = "round" + round;
      Map<Long, String> acknowledged = runAndKill(name);
      acknowledgedInAll += acknowledged.size();
      List<JournalRecord> records = readOn();
      Map<Long, String> texts = new HashMap<>();
      records.forEach(record -> texts.put(record.position(), JournalFixture.text(record)));
      acknowledged.forEach((position, id) ->
          assertThat(texts.get(position)).isEqualTo(AppendingProcess.record(id, number(id))));
      assertInOrderAndOnce(name, records);
    }
    assertThat(acknowledgedInAll).isGreaterThan(rounds * 20L);
  }

  private Map<Long, String> runAndKill(String name) throws Exception {
    List<String> said = new ArrayList<>();
    try (ChildJvm child =
        ChildJvm.start(List.of(), AppendingProcess.class, directory.toString(), name)) {
      said.addAll(child.readUntil(line -> line.startsWith("ack ")));
      LockSupport.parkNanos(random.nextLong(100_000_000));
      said.addAll(child.kill());
    }
    Map<Long, String> acknowledged = new HashMap<>();
    for (String line : said) {
      if (line.startsWith("ack ") && line.endsWith(".")) {
        String[] words = line.split(" ", -1);
        acknowledged.put(Long.parseLong(words[1]), words[2]);
      }
    }
    return acknowledged;
  }

  /** Opens the journal as the next process would, and takes what the reader has not seen. */
  private List<JournalRecord> readOn() throws InterruptedException {
    try (Journal journal = Journal.open(AppendingProcess.config(directory));
        JournalReader reader = journal.reader("sql", stored)) {
      assertThat(journal.recovery().damages()).isEmpty();
      assertThat(journal.recovery().setAside()).isEmpty();
      List<JournalRecord> records = JournalFixture.drain(reader);
      assertThat(reader.damages()).isEmpty();
      stored = reader.position();
      reader.releaseUpTo(stored);
      return records;
    }
  }

  private static void assertInOrderAndOnce(String name, List<JournalRecord> records) {
    Map<String, Integer> next = new HashMap<>();
    for (JournalRecord record : records) {
      String text = JournalFixture.text(record);
      String id = text.substring(0, text.indexOf('.') + 1);
      assertThat(id).startsWith(name + "/");
      String thread = id.substring(0, id.lastIndexOf('/'));
      assertThat(number(id)).isEqualTo(next.getOrDefault(thread, 0));
      next.put(thread, number(id) + 1);
    }
  }

  private static int number(String id) {
    return Integer.parseInt(id.substring(id.lastIndexOf('/') + 1, id.length() - 1));
  }
}
