package dev.switchboard.wire.gemini;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchboard.json.Fields;
import dev.switchboard.json.InvalidFieldException;
import dev.switchboard.json.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PartialArgumentsTest {
  private final PartialArguments arguments = new PartialArguments();

  @Test
  void joinsThePiecesOfATextAlsoAfterAnotherValue() {
    add("$.a", "\"stringValue\":\"x\"");
    add("$.a", "\"stringValue\":\"y\"");
    add("$.b", "\"numberValue\":1.5");
    add("$['c.d'][0]", "\"boolValue\":false");
    add("$.e", "\"nullValue\":\"NULL_VALUE\"");
    assertThat(arguments.json()).isEqualTo("{\"a\":\"xy\",\"b\":1.5,\"c.d\":[false],\"e\":null}");
  }

  @Test
  void aTextInManyPiecesCostsNoMoreThanItsLength() {
    long start = System.nanoTime();
    for (int i = 0; i < 50_000; i++) {
      add("$.text", "\"stringValue\":\"0123456789\"");
    }
    assertThat(arguments.json()).hasSize(500_011);
    assertThat((System.nanoTime() - start) / 1_000_000).isLessThan(3_000);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "$",
        "$.",
        "$.a[1]",
        "$.a[-1]",
        "$.a[*]",
        "$..a",
        "$.a[9999999]",
        "$.a['x",
        "$[0]"
      })
  void refusesAPlaceThatCannotBeReached(String path) {
    assertThatThrownBy(() -> add(path, "\"stringValue\":\"x\""))
        .isInstanceOf(InvalidFieldException.class);
  }

  @Test
  void refusesAPlaceWithinAValue() {
    add("$.a", "\"stringValue\":\"x\"");
    assertThatThrownBy(() -> add("$.a.b", "\"stringValue\":\"x\""))
        .isInstanceOf(InvalidFieldException.class);
  }

  private void add(String path, String value) {
    arguments.add(
        new GeminiObject(
            Fields.of(Json.parse("{\"jsonPath\":" + Json.quote(path) + "," + value + "}"))));
  }
}
