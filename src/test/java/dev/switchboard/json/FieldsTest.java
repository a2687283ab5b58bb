package dev.switchboard.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FieldsTest {
  private static final Map<String, Integer> WORDS = Map.of("low", 1, "high", 3, "medium", 2);

  private static Fields fields(String json) {
    return Fields.of(Json.parse(json));
  }

  @Test
  void readsEachKind() {
    Fields body =
        fields(
            """
            {"text":"x","integer":7,"number":0.5,"bool":true,"word":"high",
             "object":{"inner":"y"},"array":[1],"texts":["a","b"],"objects":[{"i":0},{"i":1}]}\
            """);

    assertThat(body.text("text")).isEqualTo("x");
    assertThat(body.integer("integer")).isEqualTo(7);
    assertThat(body.number("number")).isEqualTo(0.5);
    assertThat(body.bool("bool")).isTrue();
    assertThat(body.choice("word", WORDS)).isEqualTo(3);
    assertThat(body.object("object").text("inner")).isEqualTo("y");
    assertThat(body.array("array")).hasSize(1);
    assertThat(body.optionalTexts("texts")).containsExactly("a", "b");
    assertThat(body.objects("objects").get(1).integer("i")).isEqualTo(1);
  }

  @Test
  void takesNullForAbsentWhereAFieldIsOptional() {
    Fields body = fields("{\"a\":null}");

    for (String name : new String[] {"a", "b"}) {
      assertThat(body.optional(name)).isEmpty();
      assertThat(body.optionalText(name)).isEmpty();
      assertThat(body.optionalInteger(name)).isEqualTo(OptionalLong.empty());
      assertThat(body.optionalNumber(name)).isEqualTo(OptionalDouble.empty());
      assertThat(body.optionalBool(name)).isEmpty();
      assertThat(body.boolOr(name, true)).isTrue();
      assertThat(body.optionalObject(name)).isEmpty();
      assertThat(body.optionalItems(name)).isEmpty();
      assertThat(body.optionalChoice(name, WORDS)).isEmpty();
    }
    assertThat(body.has("a")).isTrue();
    assertThat(body.has("b")).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{}                     | /f: missing (expected: a string)",
        "{\"f\":null}           | /f: null (expected: a string)",
        "{\"f\":1}              | /f: 1 (expected: a string)",
        "{\"f\":{\"a\":1}}      | /f: an object of 1 fields (expected: a string)",
        "{\"f\":[1,2]}          | /f: an array of 2 elements (expected: a string)",
      })
  void namesTheFieldTheValueAndWhatWasExpected(String json, String message) {
    assertThatThrownBy(() -> fields(json).text("f"))
        .isInstanceOf(InvalidFieldException.class)
        .hasMessage(message);
  }

  @Test
  void namesThePlaceInTheWholeDocument() {
    Fields body = fields("{\"messages\":[{},{\"a/b\":{\"role\":5}}]}");

    assertThatThrownBy(() -> body.objects("messages").get(1).object("a/b").text("role"))
        .hasMessage("/messages/1/a~1b/role: 5 (expected: a string)");
  }

  @Test
  void namesTheWholeDocumentWhenItIsNoObject() {
    assertThatThrownBy(() -> fields("[1]"))
        .hasMessage("the document: an array of 1 elements (expected: an object)");
  }

  @Test
  void shortensWhatItShows() {
    assertThatThrownBy(() -> fields("{\"f\":\"" + "x".repeat(10_000) + "\"}").integer("f"))
        .hasMessage("/f: \"" + "x".repeat(80) + "…\" (expected: an integer)");
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "1.0, 1", "1e2, 100", "-0.0, 0", "9223372036854775807, 9223372036854775807"})
  void takesANumberWithoutFractionForAnInteger(String json, long value) {
    assertThat(fields("{\"f\":" + json + "}").integer("f")).isEqualTo(value);
  }

  @ParameterizedTest
  @CsvSource({"1.5", "9223372036854775808", "1e9999", "1e-9999", "\"1\"", "true"})
  void refusesWhatIsNoInteger(String json) {
    assertThatThrownBy(() -> fields("{\"f\":" + json + "}").integer("f"))
        .isInstanceOf(InvalidFieldException.class)
        .hasMessageContaining("(expected: an integer)");
  }

  @Test
  void refusesNumbersOutOfRange() {
    Fields body = fields("{\"n\":-1,\"t\":2.5,\"huge\":1e400}");

    assertThatThrownBy(() -> body.optionalInteger("n", 1, Long.MAX_VALUE))
        .hasMessage("/n: -1 (expected: an integer of at least 1)");
    assertThatThrownBy(() -> body.integer("n", 0, 20))
        .hasMessage("/n: -1 (expected: an integer from 0 to 20)");
    assertThatThrownBy(() -> body.optionalNumber("t", 0, 2))
        .hasMessage("/t: 2.5 (expected: a number from 0.0 to 2.0)");
    assertThatThrownBy(() -> body.number("huge")).hasMessage("/huge: 1E+400 (expected: a number)");
  }

  @Test
  void listsTheWordsOfAChoice() {
    assertThatThrownBy(() -> fields("{\"f\":\"max\"}").choice("f", WORDS))
        .hasMessage("/f: \"max\" (expected: one of high, low, medium)");
  }

  @Test
  void listsUnknownFieldsInOrder() {
    assertThat(fields("{\"z\":1,\"model\":2,\"a\":null}").unknown(Set.of("model")))
        .containsExactly("z", "a");
  }
}
