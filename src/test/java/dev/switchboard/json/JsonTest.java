package dev.switchboard.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class JsonTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.0",
        "1.10",
        "0.1",
        "0",
        "-1",
        "9007199254740993",
        "123456789012345678901234567890",
        "0.1000000000000000055511151231257827",
        "3.141592653589793238462643383279502884197169399375105820974944",
        "1E+400",
        "1E-400",
        "9223372036854775808"
      })
  void keepsEveryDigitOfANumber(String number) {
    assertThat(Json.text(Json.parse(number))).isEqualTo(number);
  }

  @Test
  void writesAnExponentInAnotherSpellingButOfTheSameValue() {
    JsonNode number = Json.parse("1e400");

    assertThat(Json.parse(Json.text(number))).isEqualTo(number);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e999999999", "1e99999999999999999999", "-1e-99999", "0e100000"})
  void refusesExponentsThatNobodyCanComputeWith(String number) {
    assertThatThrownBy(() -> Json.parse(number))
        .isInstanceOf(InvalidJsonException.class)
        .hasMessageContaining("expected a number between 1e-9999 and 1e9999");
  }

  @Test
  void refusesNumbersOfMoreThanAThousandDigits() {
    assertThat(Json.parse("1".repeat(1000)).isNumber()).isTrue();
    assertThat(Json.parse("0." + "0".repeat(900) + "1".repeat(1000)).isNumber()).isTrue();
    assertThatThrownBy(() -> Json.parse("1".repeat(1001)))
        .hasMessageContaining("at most 1000 digits");
    assertThatThrownBy(() -> Json.parse("1." + "1".repeat(1000)))
        .hasMessageContaining("at most 1000 digits");
    assertThatThrownBy(() -> Json.parse("0." + "0".repeat(2000)))
        .hasMessageContaining("at most 2000 characters");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "991E9997",
        "0.001e9999",
        "10e-9999",
        "0e9999",
        "0.000e9999",
        "0.00e-9997",
        "12345e-9999",
        "1e-7",
        "0.0000001",
        "100e2",
        "1e0",
        "9.99e-1"
      })
  void readsWhatItWroteOfANumber(String number) {
    String written = Json.text(Json.parse(number));

    assertThat(Json.text(Json.parse(written))).isEqualTo(written);
  }

  @ParameterizedTest
  @ValueSource(strings = {"991E9998", "0.1e-9999", "10e9999", "0.0e-9999"})
  void measuresANumberByItsValueAndNotItsSpelling(String number) {
    assertThatThrownBy(() -> Json.parse(number)).isInstanceOf(InvalidJsonException.class);
  }

  @Test
  void readsTheLongestNumbersThatItWrote() {
    for (String tail : new String[] {"e1", "e-1", "e-1000", "e-1006", "e-1007", "e8000", ""}) {
      String written = Json.text(Json.parse("7".repeat(1000) + tail));
      assertThat(Json.text(Json.parse(written))).isEqualTo(written);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"a\":1}", "[1,\"x\",null,true,{}]", "\"\"", "null", "{\"ä\":\"😀\"}"})
  void writesWhatItRead(String json) {
    assertThat(Json.text(Json.parse(json))).isEqualTo(json);
    assertThat(Json.write(Json.parse(json.getBytes(StandardCharsets.UTF_8))))
        .isEqualTo(json.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "^^                     | 1 | 1  | expected a JSON value, found the end",
        "^   ^                  | 1 | 4  | expected a JSON value, found the end",
        "{                      | 1 | 2  | expected a field name in double quotes, found the end",
        "{\"a\"}                | 1 | 5  | expected : after a field name, found '}'",
        "{\"a\":1,}             | 1 | 8  | expected another value after the comma, found '}'",
        "{`a`:1}                | 1 | 2  | expected a field name in double quotes, found '`'",
        "[1 2]                  | 1 | 4  | expected , or ], found '2'",
        "{\"a\":1} x            | 1 | 9  | expected the end after the JSON value, found 'x'",
        "tru                    | 1 | 4  | expected true, found the end",
        "NaN                    | 1 | 1  | expected a JSON value, found 'N'",
        "01                     | 1 | 2  | expected no digit after a leading 0, found '1'",
        "1.                     | 1 | 3  | expected a digit, found the end",
        "\"\\x\"                | 1 | 3  | expected one of \" \\ / b f n r t u after a backslash,"
            + " found 'x'",
        "\"\\u12g4\"            | 1 | 6  | expected four hexadecimal digits after \\u, found 'g'",
        "\"abc                  | 1 | 5  | expected \" at the end of a string, found the end",
        "{\"a\":1 // no         | 1 | 8  | expected , or }, found '/'",
      })
  void saysWhereAndWhatWasExpected(String json, int line, int column, String problem) {
    InvalidJsonException e =
        catchThrowableOfType(InvalidJsonException.class, () -> Json.parse(json));

    assertThat(e.problem()).isEqualTo(problem);
    assertThat(List.of(e.line(), e.column())).isEqualTo(List.of(line, column));
    assertThat(catchThrowableOfType(InvalidJsonException.class, () -> Json.parse(utf8(json))))
        .hasMessage(e.getMessage());
  }

  @Test
  void countsLines() {
    assertThatThrownBy(() -> Json.parse("{\n  \"a\": 1\n  \"b\": 2\n}"))
        .hasMessage("invalid JSON at line 3, column 3: expected , or }, found '\"'");
  }

  @Test
  void neverQuotesTheDocument() {
    assertThatThrownBy(() -> Json.parse("{\"key\": sk-very-secret}"))
        .hasMessage("invalid JSON at line 1, column 9: expected a JSON value, found 's'")
        .hasNoCause();
  }

  @Test
  void refusesAFieldGivenTwice() {
    assertThatThrownBy(() -> Json.parse("{\"a\": {\"model\": 1, \"mod\\u0065l\": 2}}"))
        .isInstanceOf(InvalidJsonException.class)
        .hasMessage(
            "invalid JSON at line 1, column 20: expected each field once, found \"model\" again");
  }

  @Test
  void takesTheLastOfAFieldThatAProviderGivesTwice() {
    assertThat(Json.parseReply("{\"a\":1,\"a\":2}").get("a").intValue()).isEqualTo(2);
  }

  @Test
  void refusesNestingBombsWithoutOverflowingTheStack() {
    assertThat(Json.parse("[".repeat(256) + "]".repeat(256)).isArray()).isTrue();
    assertThatThrownBy(() -> Json.parse("[".repeat(257) + "]".repeat(257)))
        .isInstanceOf(InvalidJsonException.class)
        .hasMessageContaining("at most 256 levels of nesting");
    assertThatThrownBy(() -> Json.parse("{\"a\":".repeat(1_000_000)))
        .isInstanceOf(InvalidJsonException.class);
    assertThatThrownBy(() -> Json.parseLenient("[".repeat(5_000_000)))
        .isInstanceOf(InvalidJsonException.class);
  }

  @Test
  void refusesTreesOfMoreThanAMillionTokens() {
    assertThatThrownBy(() -> Json.parse("[" + "1,".repeat(1_000_000) + "1]"))
        .isInstanceOf(InvalidJsonException.class)
        .hasMessageContaining("over a limit");
  }

  @Test
  void takesMediaOfManyMegabytes() {
    String media = "QUJD".repeat(8_000_000);

    assertThat(Json.parse(utf8("{\"data\":\"" + media + "\"}")).get("data").stringValue())
        .hasSize(media.length());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "22 C0 80 22", // NUL, overlong
        "22 C1 BF 22", // overlong
        "22 E0 80 AF 22", // overlong
        "22 F0 80 80 AF 22", // overlong
        "22 ED A0 80 22", // a surrogate
        "22 F4 90 80 80 22", // beyond U+10FFFF
        "22 F8 88 80 80 80 22", // five bytes
        "22 80 22", // a continuation alone
        "22 C3 22", // a lead alone
        "22 E2 82 22", // cut
        "22 FF FE 22",
        "22 C3", // cut at the end
      })
  void refusesBytesThatAreNotUtf8(String hex) {
    byte[] bytes = java.util.HexFormat.ofDelimiter(" ").parseHex(hex);

    assertThatThrownBy(() -> Json.parse(bytes))
        .isInstanceOf(InvalidJsonException.class)
        .hasMessageContaining("expected UTF-8");
  }

  @Test
  void refusesUtf16() {
    assertThatThrownBy(() -> Json.parse("{\"a\":1}".getBytes(StandardCharsets.UTF_16LE)))
        .isInstanceOf(InvalidJsonException.class);
  }

  @Test
  void refusesControlCharactersButTakesTheirEscapes() {
    assertThatThrownBy(() -> Json.parse("\"a\u0000b\"")).isInstanceOf(InvalidJsonException.class);
    assertThatThrownBy(() -> Json.parse("\"a\nb\"")).isInstanceOf(InvalidJsonException.class);
    assertThat(Json.parse("\"\\u0000\"").stringValue()).isEqualTo("\u0000");
  }

  @Test
  void writesHalfASurrogatePairAsAnEscape() {
    JsonNode half = Json.parse("[\"\\ud83d\",\"x\\udc00 y 😀\"]");

    assertThat(Json.text(half)).isEqualTo("[\"\\uD83D\",\"x\\uDC00 y 😀\"]");
    assertThat(Json.parse("[\"\ud83d\",\"x\udc00 y 😀\"]")).isEqualTo(half);
    assertThat(Json.parse(Json.write(half))).isEqualTo(half);
    assertThat(Json.text(Json.object().put("\ud83d", 1))).isEqualTo("{\"\\uD83D\":1}");
    assertThat(Json.quote("\ud83d")).isEqualTo("\"\\uD83D\"");
  }

  @Test
  void refusesHalfASurrogatePairInAFieldName() {
    assertThatThrownBy(() -> Json.parse("{\"\\ud83d\":1}"))
        .hasMessageContaining("expected whole surrogate pairs in a field name");
  }

  @Test
  void skipsAByteOrderMark() {
    assertThat(Json.parse(utf8("\uFEFF{}")).isObject()).isTrue();
    assertThat(Json.parse("\uFEFF{}").isObject()).isTrue();
    assertThatThrownBy(() -> Json.parse("\uFEFF{x}")).hasMessageContaining("line 1, column 2");
  }

  @Test
  void skipsCommentsWhereTheyAreLetThrough() {
    String body =
        """
        {
        "name": "respond", /* a
        block */
        "input": "What // are the /* benefits */?"
        // "model": "openai/gpt-4.1-nano" (optional) ä
        }\
        """;

    JsonNode node = Json.parseLenient(utf8(body));

    assertThat(node.propertyNames()).containsExactly("name", "input");
    assertThat(node.get("input").stringValue()).isEqualTo("What // are the /* benefits */?");
    assertThat(Json.parseLenient(body)).isEqualTo(node);
    assertThatThrownBy(() -> Json.parse(body)).isInstanceOf(InvalidJsonException.class);
  }

  @Test
  void isStrictInAllElseWhereCommentsAreLetThrough() {
    assertThatThrownBy(() -> Json.parseLenient("{\"a\":1,}"))
        .isInstanceOf(InvalidJsonException.class);
    assertThatThrownBy(() -> Json.parseLenient("{\"a\":1} /* open"))
        .hasMessageContaining("expected */ at the end of a comment");
    assertThatThrownBy(() -> Json.parseLenient("{\"a\":1} # no"))
        .isInstanceOf(InvalidJsonException.class);
    assertThatThrownBy(() -> Json.parseLenient("{\"a\":1,\"a\":2}"))
        .hasMessageContaining("found \"a\" again");
  }

  record Usage(int tokens, List<String> models) {}

  @Test
  void bindsRecordsAndNamesTheValueThatDoesNotFit() {
    assertThat(Json.bind(Json.parse("{\"tokens\":3,\"models\":[\"m\"]}"), Usage.class))
        .isEqualTo(new Usage(3, List.of("m")));
    assertThat(Json.text(Json.tree(new Usage(3, List.of("m")))))
        .isEqualTo("{\"tokens\":3,\"models\":[\"m\"]}");
    assertThatThrownBy(
            () -> Json.bind(Json.parse("{\"tokens\":3,\"models\":[\"m\", {}]}"), Usage.class))
        .isInstanceOf(InvalidFieldException.class)
        .hasMessageStartingWith("/models/1: an object of 0 fields (expected: ");
  }

  @Test
  void writesMapsAsTheyAreOrdered() {
    assertThat(Json.text(Json.tree(Map.of("a", 1)))).isEqualTo("{\"a\":1}");
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
