package dev.switchboard.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonPatchTest {
  private static String apply(JsonPatch patch, String json) {
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    byte[] before = body.clone();
    byte[] patched = patch.apply(TopLevel.scan(body));
    assertThat(body).isEqualTo(before);
    return new String(patched, StandardCharsets.UTF_8);
  }

  @Test
  void changesNothingElse() {
    String body =
        "\r\n{ \"z\" : 1.50e+2,\"model\" :\t\"a\\/b\" , \"x\":\"\\u00e9é\\ud83d\" ,\"n\":[ 1 , 2]\n}\n";

    assertThat(apply(JsonPatch.none().set("/model", "gpt \"4\" é"), body))
        .isEqualTo(body.replace("\"a\\/b\"", "\"gpt \\\"4\\\" é\""));
    assertThat(apply(JsonPatch.none(), body)).isEqualTo(body);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "{}                        | {\"m\":\"x\"}",
        "{ }                       | {\"m\":\"x\" }",
        "{\"a\":1}                 | {\"a\":1,\"m\":\"x\"}",
        "{\"a\" : 1 }              | {\"a\" : 1,\"m\":\"x\" }",
        "{\"m\":[1,2] , \"b\":2}   | {\"m\":\"x\" , \"b\":2}",
        "{\"m\":null}              | {\"m\":\"x\"}",
        "{\"\\u006d\":null}        | {\"\\u006d\":\"x\"}",
      })
  void setsAFieldInItsPlaceOrLast(String json, String expected) {
    assertThat(apply(JsonPatch.none().set("/m", "x"), json)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "{}                                    | {}",
        "{ \"a\":1 }                           | {  }",
        "{ \"a\":1 , \"k\":2 }                 | { \"k\":2 }",
        "{ \"k\":1 , \"a\":2 }                 | { \"k\":1 }",
        "{ \"k\":1 , \"a\":2 , \"l\":3 }       | { \"k\":1 , \"l\":3 }",
        "{ \"a\":1 , \"b\":2 , \"k\":3 }       | { \"k\":3 }",
        "{ \"k\":1 , \"b\":2 , \"a\":3 }       | { \"k\":1 }",
        "{ \"a\":1 , \"k\":2 , \"b\":3 }       | { \"k\":2 }",
        "{ \"b\":1,\"a\":2 }                   | {  }",
      })
  void takesFieldsAwayWithTheirCommas(String json, String expected) {
    assertThat(apply(JsonPatch.none().remove("/a").remove("/b"), json)).isEqualTo(expected);
  }

  @Test
  void addsAfterFieldsThatAreTakenAway() {
    JsonPatch patch = JsonPatch.none().remove("/a").set("/c", true).set("/d", false);

    assertThat(apply(patch, "{ \"a\":1 }")).isEqualTo("{ \"c\":true,\"d\":false }");
    assertThat(apply(patch, "{ \"k\":0, \"a\":1 }"))
        .isEqualTo("{ \"k\":0,\"c\":true,\"d\":false }");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "{\"k\":1}                       | {\"k\":1,\"o\":{\"i\":{\"u\":true}}}",
        "{\"o\":null}                    | {\"o\":{\"i\":{\"u\":true}}}",
        "{\"o\":{ \"k\" : 1.0 }}         | {\"o\":{ \"k\" : 1.0,\"i\":{\"u\":true} }}",
        "{\"o\":{\"i\": {\"u\" :false}}} | {\"o\":{\"i\": {\"u\" :true}}}",
      })
  void setsFieldsInsideObjects(String json, String expected) {
    assertThat(apply(JsonPatch.none().set("/o/i/u", true), json)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "{\"o\":{\"u\":1, \"k\":2}} | {\"o\":{\"k\":2}}",
        "{\"o\":{}}                 | {\"o\":{}}",
        "{\"o\":null}               | {\"o\":null}",
        "{}                         | {}",
      })
  void takesFieldsAwayInsideObjects(String json, String expected) {
    assertThat(apply(JsonPatch.none().remove("/o/u"), json)).isEqualTo(expected);
  }

  @Test
  void letsLaterChangesSeeEarlierOnes() {
    JsonPatch patch =
        JsonPatch.none()
            .set("/o", Json.parse("{\"a\":1}"))
            .set("/o/b", "x")
            .remove("/o/a")
            .set("/gone", true)
            .remove("/gone");

    assertThat(apply(patch, "{\"o\":5}")).isEqualTo("{\"o\":{\"b\":\"x\"}}");
  }

  @Test
  void refusesToSetAFieldOfWhatIsNoObject() {
    assertThatThrownBy(() -> apply(JsonPatch.none().set("/o/i/u", true), "{\"o\":{\"i\":[]}}"))
        .isInstanceOf(InvalidFieldException.class)
        .hasMessage("/o/i: an array of 0 elements (expected: an object)");
  }

  @Test
  void refusesThePointerOfTheWholeDocument() {
    assertThatThrownBy(() -> JsonPatch.none().remove(""))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void patchesAReplyOfWhichAFieldStandsTwice() {
    byte[] reply = "{\"m\":1,\"a\":2,\"m\":3}".getBytes(StandardCharsets.UTF_8);
    TopLevel scanned = TopLevel.scanReply(reply, 0, reply.length);

    assertThat(new String(JsonPatch.none().set("/m", "x").apply(scanned), StandardCharsets.UTF_8))
        .isEqualTo("{\"a\":2,\"m\":\"x\"}");
  }

  @Test
  void patchesItsPartOfABuffer() {
    byte[] buffer = "data: {\"m\":1}\n".getBytes(StandardCharsets.UTF_8);
    TopLevel scanned = TopLevel.scan(buffer, 6, 13);

    assertThat(new String(JsonPatch.none().set("/m", "x").apply(scanned), StandardCharsets.UTF_8))
        .isEqualTo("{\"m\":\"x\"}");
  }
}
