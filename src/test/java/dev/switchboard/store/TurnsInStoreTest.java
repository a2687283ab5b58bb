package dev.switchboard.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.conversation.Turn;
import dev.switchboard.conversation.Turns;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource
class TurnsInStoreTest {
  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00.123456Z");

  private final Backend backend;
  @TempDir Path folder;
  private Store store;
  private Turns turns;

  TurnsInStoreTest(Backend backend) {
    this.backend = backend;
  }

  @BeforeEach
  void open() {
    store = Store.open(backend.fresh(folder), Clock.fixed(NOW, ZoneOffset.UTC));
    turns = store.turns();
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void givesATurnBackAsItWasKept() {
    Turn turn = turn("a", null, Turn.State.DONE);
    turns.insert(turn, List.of());
    assertThat(turns.find(turn.key())).contains(turn);
  }

  @Test
  void showsATurnToItsProjectAndDialectOnly() {
    Turn turn = turn("a", null, Turn.State.DONE);
    turns.insert(turn, List.of("item"));
    assertThat(turns.find(new Turn.Key("prj_b", "s", "a"))).isEmpty();
    assertThat(turns.find(new Turn.Key("prj_a", "other", "a"))).isEmpty();
    assertThat(turns.ofItem(new Turn.Key("prj_b", "s", "item"))).isEmpty();
    assertThat(turns.ofItem(new Turn.Key("prj_a", "s", "item"))).contains(turn);
    assertThat(turns.delete(new Turn.Key("prj_b", "s", "a"))).isFalse();
    assertThat(turns.find(turn.key())).isPresent();
  }

  @Test
  void followsAChainToItsBeginningOrToWhatIsGone() {
    turns.insert(turn("a", null, Turn.State.DONE), List.of());
    turns.insert(turn("b", "a", Turn.State.DONE), List.of());
    turns.insert(turn("c", "b", Turn.State.DONE), List.of());
    assertThat(ids(turns.chain(key("c"), 10))).containsExactly("c", "b", "a");
    assertThat(ids(turns.chain(key("c"), 2))).containsExactly("c", "b");
    turns.delete(key("b"));
    assertThat(ids(turns.chain(key("c"), 10))).containsExactly("c");
  }

  @Test
  void finishesATurnOnce() {
    Turn running = turn("a", null, Turn.State.RUNNING);
    turns.insert(running, List.of());
    Turn cancelled = running.answered(Turn.State.DONE, "{\"cancelled\":1}");
    assertThat(turns.finish(cancelled, List.of())).isTrue();
    assertThat(turns.finish(running.answered(Turn.State.DONE, "{}"), List.of())).isFalse();
    assertThat(turns.find(key("a"))).contains(cancelled);
  }

  @Test
  void hearsThatSomebodyStillWorks() {
    turns.insert(turn("a", null, Turn.State.RUNNING), List.of());
    turns.alive(List.of(key("a"), key("gone")), NOW.plusSeconds(60));
    assertThat(turns.find(key("a")).orElseThrow().aliveAt()).isEqualTo(NOW.plusSeconds(60));
  }

  @Test
  void forgetsATurnWithItsItems() {
    turns.insert(turn("a", null, Turn.State.DONE), List.of("item"));
    assertThat(turns.delete(key("a"))).isTrue();
    assertThat(turns.delete(key("a"))).isFalse();
    assertThat(turns.ofItem(key("item"))).isEmpty();
  }

  @Test
  void findsNothingThatHasExpiredAndForgetsIt() {
    turns.insert(expiring("old", NOW), List.of("item"));
    turns.insert(expiring("new", NOW.plusSeconds(1)), List.of());
    assertThat(turns.find(key("old"))).isEmpty();
    assertThat(turns.sweep(NOW, 10)).isEqualTo(1);
    assertThat(turns.delete(key("old"))).isFalse();
    assertThat(turns.find(key("new"))).isPresent();
  }

  @Test
  void keepsTheNewestOfAProjectThatHasTooMany() {
    for (int i = 0; i < 5; i++) {
      Turn turn = turn("t" + i, null, Turn.State.DONE);
      turns.insert(
          new Turn(
              turn.key(),
              null,
              turn.state(),
              turn.input(),
              turn.answer(),
              NOW.plusSeconds(i),
              turn.expiresAt(),
              NOW),
          List.of());
    }
    assertThat(turns.sweep(NOW, 2)).isEqualTo(3);
    assertThat(turns.find(key("t2"))).isEmpty();
    assertThat(turns.find(key("t3"))).isPresent();
    assertThat(turns.sweep(NOW, 2)).isZero();
  }

  private static List<String> ids(List<Turn> turns) {
    return turns.stream().map(turn -> turn.key().id()).toList();
  }

  private static Turn.Key key(String id) {
    return new Turn.Key("prj_a", "s", id);
  }

  private static Turn turn(String id, @Nullable String previous, Turn.State state) {
    Instant expires = NOW.plus(Duration.ofDays(1));
    return new Turn(key(id), previous, state, "[1]", "{\"a\":\"ä\"}", NOW, expires, NOW);
  }

  private static Turn expiring(String id, Instant expires) {
    return new Turn(key(id), null, Turn.State.DONE, "[]", "{}", NOW, expires, NOW);
  }
}
