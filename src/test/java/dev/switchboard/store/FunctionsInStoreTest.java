package dev.switchboard.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.task.FunctionDefinition;
import dev.switchboard.task.FunctionRevision;
import dev.switchboard.task.FunctionStore;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource
class FunctionsInStoreTest {
  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00.123456Z");
  private static final FunctionDefinition A =
      new FunctionDefinition("say hello", "{\"type\":\"string\"}", null, "\"openai/gpt-4o\"");
  private static final FunctionDefinition B = new FunctionDefinition("say bye", null, null, null);

  private final Backend backend;
  @TempDir Path folder;
  private Store store;
  private FunctionStore functions;

  FunctionsInStoreTest(Backend backend) {
    this.backend = backend;
  }

  @BeforeEach
  void open() {
    store = Store.open(backend.fresh(folder), Clock.fixed(NOW, ZoneOffset.UTC));
    functions = store.functions();
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void theFirstDeclarationMakesRevisionOne() {
    FunctionRevision revision = functions.declare("prj_a", "greet", A);
    assertThat(revision).isEqualTo(new FunctionRevision("prj_a", "greet", 1, A, NOW, NOW));
    assertThat(functions.newest("prj_a", "greet")).contains(revision);
    assertThat(functions.newest("prj_b", "greet")).isEmpty();
  }

  @Test
  void theSameDefinitionMakesNoOther() {
    functions.declare("prj_a", "greet", A);
    assertThat(functions.declare("prj_a", "greet", A).number()).isEqualTo(1);
  }

  @Test
  void aDifferentDefinitionMakesTheNextAndGoingBackMakesOneMore() {
    functions.declare("prj_a", "greet", A);
    functions.declare("prj_a", "greet", B);
    assertThat(functions.declare("prj_a", "greet", A).number()).isEqualTo(3);
    assertThat(functions.revision("prj_a", "greet", 2).orElseThrow().definition()).isEqualTo(B);
    assertThat(functions.revision("prj_a", "greet", 4)).isEmpty();
    assertThat(functions.revisions("prj_a", "greet", 2))
        .extracting(FunctionRevision::number)
        .containsExactly(3, 2);
  }

  @Test
  void callersWhoRaceMakeOneRevision() {
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      for (int round = 0; round < 10; round++) {
        FunctionDefinition definition = new FunctionDefinition("round " + round, null, null, null);
        List<CompletableFuture<FunctionRevision>> racers =
            IntStream.range(0, 8)
                .mapToObj(_ ->
                    CompletableFuture.supplyAsync(
                        () -> functions.declare("prj_a", "greet", definition), threads))
                .toList();
        for (CompletableFuture<FunctionRevision> racer : racers) {
          assertThat(racer.join().number()).isEqualTo(round + 1);
        }
      }
    }
    assertThat(functions.revisions("prj_a", "greet", 100)).hasSize(10);
  }

  @Test
  void callersWhoRaceWithDifferentDefinitionsLeaveNoGap() {
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<CompletableFuture<FunctionRevision>> racers =
          IntStream.range(0, 8)
              .mapToObj(i ->
                  CompletableFuture.supplyAsync(
                      () ->
                          functions.declare(
                              "prj_a",
                              "greet",
                              new FunctionDefinition("racer " + i, null, null, null)),
                      threads))
              .toList();
      assertThat(racers)
          .extracting(racer -> racer.join().number())
          .containsExactlyInAnyOrder(1, 2, 3, 4, 5, 6, 7, 8);
    }
  }

  @Test
  void textsThatDatabasesCannotHoldDoNotMakeARevisionAtEveryCall() {
    FunctionDefinition odd = new FunctionDefinition("zero \0 half \ud83d.", null, null, null);
    functions.declare("prj_a", "greet", odd);
    assertThat(functions.declare("prj_a", "greet", odd).number()).isEqualTo(1);
  }

  @Test
  void functionsAreListedByNamePageByPage() {
    for (String name : List.of("b", "B", "a/1", "c")) {
      functions.declare("prj_a", name, A);
    }
    functions.declare("prj_a", "c", B);
    functions.declare("prj_b", "other", A);
    assertThat(functions.list("prj_a", "", 3))
        .extracting(FunctionRevision::name)
        .containsExactly("B", "a/1", "b");
    assertThat(functions.list("prj_a", "b", 3))
        .extracting(FunctionRevision::number)
        .containsExactly(2);
  }

  @Test
  void aDeletedFunctionIsForgottenWithItsRevisions() {
    functions.declare("prj_a", "greet", A);
    functions.declare("prj_a", "greet", B);
    assertThat(functions.delete("prj_a", "greet")).isTrue();
    assertThat(functions.delete("prj_a", "greet")).isFalse();
    assertThat(functions.revisions("prj_a", "greet", 10)).isEmpty();
    assertThat(functions.declare("prj_a", "greet", B).number()).isEqualTo(1);
  }
}
