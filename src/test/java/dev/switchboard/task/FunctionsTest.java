package dev.switchboard.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.json.Json;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class FunctionsTest {
  private static final int MANY = 60;

  private final AtomicInteger asked = new AtomicInteger();

  /** Makes a revision of whatever it is asked, and counts how often. */
  private final class Counting implements FunctionStore {
    @Override
    public FunctionRevision declare(String project, String name, FunctionDefinition definition) {
      asked.incrementAndGet();
      return new FunctionRevision(project, name, 1, definition, Instant.EPOCH, Instant.EPOCH);
    }

    @Override
    public Optional<FunctionRevision> newest(String project, String name) {
      return Optional.empty();
    }

    @Override
    public Optional<FunctionRevision> revision(String project, String name, int number) {
      return Optional.empty();
    }

    @Override
    public List<FunctionRevision> revisions(String project, String name, int limit) {
      return List.of();
    }

    @Override
    public List<FunctionRevision> list(String project, String afterName, int limit) {
      return List.of();
    }

    @Override
    public boolean delete(String project, String name) {
      return false;
    }
  }

  private static TaskCall call(int number, int characters) {
    return TaskCallReader.read(
        Json.parse(
            "{\"name\":\"f%d\",\"instructions\":\"%s\",\"input\":1}"
                .formatted(number, "x".repeat(characters))),
        null);
  }

  private int askedOverTwoRounds(int characters) throws InterruptedException {
    Functions functions = new Functions(new Counting());
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < MANY; i++) {
        functions.declare("p", call(i, characters), null);
      }
      // Entries leave the cache on another thread.
      Thread.sleep(200);
    }
    return asked.get();
  }

  @Test
  void remembersManySmallDefinitions() throws InterruptedException {
    assertThat(askedOverTwoRounds(1_000)).isEqualTo(MANY);
  }

  @Test
  void remembersFewLargeOnesSoThatTheyDoNotFillTheMemory() throws InterruptedException {
    assertThat(askedOverTwoRounds(1 << 20)).isGreaterThan(2 * MANY - 8);
  }
}
