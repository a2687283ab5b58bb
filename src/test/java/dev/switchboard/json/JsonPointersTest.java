package dev.switchboard.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonPointersTest {
  /** The example of RFC 6901, section 5. */
  private static final String EXAMPLE =
      """
      {"foo":["bar","baz"],"":0,"a/b":1,"c%d":2,"e^f":3,"g|h":4,"i\\\\j":5,"k\\"l":6," ":7,"m~n":8}\
      """;

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "/foo; [\"bar\",\"baz\"]",
        "/foo/0; \"bar\"",
        "/; 0",
        "/a~1b; 1",
        "/c%d; 2",
        "/e^f; 3",
        "/g|h; 4",
        "/i\\j; 5",
        "/k\"l; 6",
        "`/ `; 7",
        "/m~0n; 8"
      })
  void resolvesTheExamplesOfTheStandard(String pointer, String value) {
    assertThat(JsonPointers.resolve(Json.parse(EXAMPLE), pointer).map(Json::text)).contains(value);
  }

  @Test
  void resolvesTheEmptyPointerToTheDocument() {
    assertThat(JsonPointers.resolve(Json.parse("5"), "")).contains(Json.parse("5"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/nope", "/foo/2", "/foo/00", "/foo/-", "/foo/-1", "/foo/99999999999", "/foo/0/x"})
  void findsNothingWhereNothingIs(String pointer) {
    assertThat(JsonPointers.resolve(Json.parse(EXAMPLE), pointer)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"foo", "/a~", "/a~2", "#/foo"})
  void refusesMalformedPointers(String pointer) {
    assertThatThrownBy(() -> JsonPointers.steps(pointer))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(pointer);
  }

  @Test
  void escapesSoThatStepsComeBack() {
    String pointer = JsonPointers.child(JsonPointers.child("", "~1/a~b"), 3);

    assertThat(pointer).isEqualTo("/~01~1a~0b/3");
    assertThat(JsonPointers.steps(pointer)).containsExactly("~1/a~b", "3");
  }
}
