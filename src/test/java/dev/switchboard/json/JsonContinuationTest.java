package dev.switchboard.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** What is missing of JSON that broke off. */
class JsonContinuationTest {
  private static final String VALUE =
      "{\"city\":\"Zürich \\\"old\\\" 😀\\n\",\"n\":[1,-2.5,true,null,{\"a\":{}}],\"empty\":\"\",\"x\":[]}";

  @Test
  void completesATextCutAtAnyPlace() {
    JsonNode value = Json.parse(VALUE);
    for (int cut = 0; cut <= VALUE.length(); cut++) {
      String begun = VALUE.substring(0, cut);
      Optional<String> rest = JsonContinuation.rest(begun, value);
      assertThat(rest).as(begun).isPresent();
      assertThat(Json.parse(begun + rest.get())).as(begun).isEqualTo(value);
    }
  }

  @Test
  void completesAnEscapeCutInTheMiddle() {
    JsonNode value = Json.parse("{\"a\":\"x\\u00e9\\ty\"}");
    String begun = "{ \"a\" : \"x\\u00e9\\u0009y\"}";
    for (int cut = 0; cut <= begun.length(); cut++) {
      String part = begun.substring(0, cut);
      Optional<String> rest = JsonContinuation.rest(part, value);
      assertThat(rest).as(part).isPresent();
      assertThat(Json.parse(part + rest.get())).as(part).isEqualTo(value);
    }
  }

  @Test
  void keepsToTheOrderOfFieldsThatWasBegun() {
    assertThat(JsonContinuation.rest("{\"b\":2,", Json.parse("{\"a\":1,\"b\":2}")))
        .contains("\"a\":1}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'a':1|{'a':2}",
        "{'a':1}|{'a':1,'b':2}",
        "{'b|{'a':1}",
        "{'a':1,|{'a':1}",
        "[1,2|[1]",
        "[1]|[1,2]",
        "'x|'y'",
        "tru|false",
        "{|[]",
        "{'a':'x'}|{'a':'xy'}",
        "12|1",
        "{'a':1} tail|{'a':1}"
      })
  void refusesAValueThatContradictsWhatWasBegun(String begun, String value) {
    assertThat(
            JsonContinuation.rest(begun.replace('\'', '"'), Json.parse(value.replace('\'', '"'))))
        .isEmpty();
  }

  @Property(tries = 500)
  void completesAnyTextCutAnywhere(
      @ForAll String key, @ForAll String text, @ForAll @IntRange(max = 200) int cut) {
    JsonNode value = Json.object().put("first", text).set(key, Json.array().add(text).add(cut));
    String whole = Json.text(value);
    String begun = whole.substring(0, Math.min(cut, whole.length()));
    Optional<String> rest = JsonContinuation.rest(begun, Json.parse(whole));
    assertThat(rest).isPresent();
    assertThat(Json.parse(begun + rest.get())).isEqualTo(Json.parse(whole));
  }
}
