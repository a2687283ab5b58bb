package dev.switchboard.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.journal.Journal;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class KilledWhileApplyingTest {
  @TempDir Path folder;

  @Test
  void noCallIsLostOrCountedTwiceWhenTheProcessIsKilled() throws Exception {
    killAndCount(StoreConfig.sqlite(folder), 2);
  }

  @Tag("slow")
  @ParameterizedTest
  @EnumSource
  void noCallIsLostOrCountedTwiceWhenTheProcessIsKilledManyTimes(Backend backend) throws Exception {
    killAndCount(backend.fresh(folder), 20);
  }

  private void killAndCount(StoreConfig config, int rounds) throws Exception {
    Random random = new Random(1);
    Map<String, Long> recorded = new HashMap<>();
    for (int round = 0; round < rounds; round++) {
      runAndKill(config, round, 50 + random.nextInt(3_000), recorded);
    }
    try (Store store = Store.open(config, Clock.systemUTC());
        Journal journal = Journal.open(KilledGateway.journal(folder));
        JournalApplier applier = JournalApplier.start(store, journal, Clock.systemUTC())) {
      assertThat(applier.awaitAll(Duration.ofSeconds(60))).isTrue();
      assertThat(applier.status().duplicates()).isZero();
      Map<String, Long> rows = rows(store);
      assertThat(rows).containsAllEntriesOf(recorded);
      // What was being recorded when the process died may be there too, once per round.
      assertThat(rows).hasSizeLessThanOrEqualTo(recorded.size() + rounds);
      assertThat(new LedgerVerifier(store, journal, Clock.systemUTC()).verify().findings())
          .isEmpty();
    }
  }

  private void runAndKill(StoreConfig config, int seed, int calls, Map<String, Long> recorded)
      throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                KilledGateway.class.getName(),
                folder.toString(),
                String.valueOf(seed)));
    String url = config.jdbcUrl();
    if (url != null) {
      command.add(url);
    }
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      int seen = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        int space = line.indexOf(' ');
        if (line.startsWith("req_") && space == 36) {
          recorded.put(line.substring(0, 36), Long.parseLong(line, 37, line.length(), 10));
          seen++;
        }
        if (seen == calls) {
          // By its handle, which leaves what it has written to be read.
          process.toHandle().destroyForcibly();
        }
      }
      assertThat(seen).isGreaterThanOrEqualTo(calls);
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  private static Map<String, Long> rows(Store store) {
    Map<String, Long> rows = new HashMap<>();
    store
        .database()
        .read(session ->
            session
                .on(Sql.of("SELECT request_id, cost_picos FROM calls LIMIT 1000000"))
                .list(row -> rows.put(row.text("request_id"), row.number("cost_picos"))));
    return rows;
  }
}
