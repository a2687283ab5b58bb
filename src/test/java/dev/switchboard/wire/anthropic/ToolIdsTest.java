package dev.switchboard.wire.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ToolIdsTest {

  @Test
  void leavesAFittingIdAlone() {
    assertThat(new ToolIds().assign("toolu_01-A")).isEqualTo("toolu_01-A");
  }

  @Test
  void givesTheSameHistoryTheSameNames() {
    List<String> history = List.of("f:0", "f:0", "x", "x", "ä");
    assertThat(history.stream().map(new ToolIds()::assign).toList())
        .isEqualTo(history.stream().map(new ToolIds()::assign).toList())
        .doesNotHaveDuplicates()
        .allMatch(name -> name.matches("[a-zA-Z0-9_-]+"));
  }

  @Test
  void letsAnOriginalBeFoundAgainByItsHash() {
    String name = new ToolIds().assign("functions.weather:0");
    assertThat(List.of("functions.news:0", "functions.weather:0"))
        .filteredOn(id -> ToolIds.hashed(id).equals(name))
        .containsExactly("functions.weather:0");
  }

  @Test
  void shortensAnIdWithoutEnd() {
    assertThat(new ToolIds().assign("a".repeat(10_000))).hasSizeLessThan(64);
  }
}
