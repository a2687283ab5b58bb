package dev.switchboard.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.json.JsonExtraction.Found;
import dev.switchboard.json.JsonExtraction.Missing;
import dev.switchboard.json.JsonExtraction.Reason;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class JsonExtractionTest {
  private static String found(String text) {
    return Json.text(((Found) JsonExtraction.from(text)).value());
  }

  private static Reason missing(String text) {
    return ((Missing) JsonExtraction.from(text)).reason();
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"a\":1}", " [1] \n", "\"text\"", "42", "true", "null", "\ufeff{}"})
  void takesTheWholeTextWhenItIsJson(String text) {
    assertThat(JsonExtraction.from(text))
        .isEqualTo(new Found(Json.parse(text.strip().replace("\ufeff", "")), List.of()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "^```json\n{\"a\":1}\n```^                                 | {\"a\":1}",
        "^Here:\n\n  ```JSON  \n{\"a\":1}\n  ```\nBye [1,2,3,4,5].^ | {\"a\":1}",
        "^```\n[1]\n```^                                           | [1]",
        "^~~~json\n[1]\n~~~^                                       | [1]",
        "^````json\n{\"a\":\"```\"}\n````^                         | {\"a\":\"```\"}",
        "^```json\n{\"a\":1}^                                      | {\"a\":1}",
        "^```json\n{\"a\":1}\n```\nor rather\n```json\n{\"b\":2}\n```^ | {\"b\":2}",
        "^```json\nfalse\n```^                                     | false",
        "^```json\nAnswer: {\"a\":1}\n```^                         | {\"a\":1}",
        "^```python\nx = {\"z\": 1}\n```\nso {\"a\":1}^            | {\"a\":1}",
      })
  void prefersTheLastFencedBlock(String text, String json) {
    assertThat(found(text)).isEqualTo(json);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "^The answer is {\"a\":1}.^                   | {\"a\":1}",
        "^As said [1], it is {\"answer\":[1,2]} [2].^ | {\"answer\":[1,2]}",
        "^{name} and {other one} give {\"a\":1}^      | {\"a\":1}",
        "^see [docs](x) { \"a\" : \"}\" } :-}^        | ^{\"a\":\"}\"}^",
        "^short {\"a\":1} long {\"b\":[1,2,3]}^       | {\"b\":[1,2,3]}",
      })
  void prefersTheLongestValueInProse(String text, String json) {
    assertThat(found(text)).isEqualTo(json);
  }

  @Test
  void listsTheOtherCandidates() {
    String text = "[1] {\"bb\":1}\n```json\n{\"c\":1}\n```\n```\n2\n```\n";

    assertThat(((Found) JsonExtraction.from(text)).others())
        .extracting(Json::text)
        .containsExactly("{\"c\":1}", "{\"bb\":1}", "[1]");
    assertThat(found(text)).isEqualTo("2");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "^{\"a\":[1,2,],}^                        | {\"a\":[1,2]}",
        "^{\"a\":1, // one\n /* two */ \"b\":2}^  | {\"a\":1,\"b\":2}",
        "^So: {\"a\":\"// no\",}^                 | {\"a\":\"// no\"}",
      })
  void letsThroughWhatCannotChangeTheMeaning(String text, String json) {
    assertThat(found(text)).isEqualTo(json);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  ", "No JSON here.", "a [docs] {name} b", "it is 42, true", "(:"})
  void saysThatThereIsNone(String text) {
    assertThat(missing(text)).isEqualTo(Reason.ABSENT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'a':1, \"b\":2}",
        "{\"a\":1, b:{\"c\":2}}",
        "{\"a\": NaN, \"b\":[1]}",
        "{\"a\":\"line\nbreak\", \"b\":[1]}",
        "{\"a\":1 \"b\":{\"c\":2}}",
        "{\"a\":1,\"a\":{\"b\":1}}",
        "[1 2 [3]]",
      })
  void neverRepairsNorTakesAPartForTheWhole(String text) {
    assertThat(JsonExtraction.from("Sure: " + text + " ok?"))
        .isInstanceOf(Missing.class)
        .extracting(e -> ((Missing) e).reason())
        .isIn(Reason.MALFORMED, Reason.ABSENT);
  }

  @Test
  void saysWhatIsWrongWithAMalformedValue() {
    assertThat(JsonExtraction.from("{\"a\":1, b:2}"))
        .isEqualTo(
            new Missing(
                Reason.MALFORMED,
                "invalid JSON at line 1, column 9: expected a field name in double quotes,"
                    + " found 'b'"));
  }

  @Test
  void findsACorrectedValueAfterAWrongOne() {
    assertThat(found("{\"a\": oops, \"b\":[1,2,3]} Sorry: {\"a\":1}")).isEqualTo("{\"a\":1}");
  }

  @Test
  void saysOfATruncatedTextThatItIs() {
    String json = "{\"items\":[{\"a\":1},{\"b\":\"x]}\\\"\"},[2]],\"n\":12.5,\"t\":true}";
    for (String lead : new String[] {"", "Example {\"e\":1}. Now: ", "```json\n"}) {
      for (int cut = 1; cut < json.length(); cut++) {
        assertThat(missing(lead + json.substring(0, cut)))
            .as("%scut at %d", lead, cut)
            .isEqualTo(Reason.TRUNCATED);
      }
      assertThat(found(lead + json)).isEqualTo(json);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"[", "{", "{\"a\":", "[[1],", "{ ", "\"{", "```\n", "[x", "{x}", "[\"", "/*"})
  void survivesBombs(String bomb) {
    JsonExtraction extraction =
        Assertions.assertTimeoutPreemptively(
            Duration.ofSeconds(10), () -> JsonExtraction.from("go " + bomb.repeat(300_000)));

    assertThat(extraction).isInstanceOf(Missing.class);
  }

  @Property(tries = 2_000)
  void findsEveryObjectInProse(@ForAll long seed) {
    RandomJson some = new RandomJson(seed);
    JsonNode tree = some.object(3).put("model", "x");
    String spelled = some.spell(tree);

    assertThat(JsonExtraction.from(spelled)).isEqualTo(new Found(tree, List.of()));
    assertThat(JsonExtraction.from("Well, \"it's\" " + spelled + " (see above)."))
        .isEqualTo(new Found(tree, List.of()));
    assertThat(JsonExtraction.from("Well:\n```json\n" + spelled + "\n```\nDone."))
        .isEqualTo(new Found(tree, List.of()));
  }
}
