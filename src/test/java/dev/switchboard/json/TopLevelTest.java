package dev.switchboard.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.switchboard.json.TopLevel.Field;
import dev.switchboard.json.TopLevel.Kind;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class TopLevelTest {
  private static final String BODY =
      """
      \t{ "model" : "gpt-\\u0034o", "stream":true ,"max_tokens":  4.0,
        "messages":[{"role":"user","content":"}{][\\"\\\\"}], "user":null, "o":{"a":{"b":[[]]}} }\s
      """;

  private static TopLevel scan(String json) {
    return TopLevel.scan(utf8(json));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void findsEveryFieldWithItsKind() {
    assertThat(scan(BODY).fields())
        .extracting(Field::name, Field::kind)
        .containsExactly(
            tuple("model", Kind.STRING),
            tuple("stream", Kind.BOOLEAN),
            tuple("max_tokens", Kind.NUMBER),
            tuple("messages", Kind.ARRAY),
            tuple("user", Kind.NULL),
            tuple("o", Kind.OBJECT));
  }

  @Test
  void knowsWhereNamesAndValuesStand() {
    byte[] bytes = utf8(BODY);
    for (Field field : TopLevel.scan(bytes).fields()) {
      String value =
          new String(bytes, field.start(), field.end() - field.start(), StandardCharsets.UTF_8);
      assertThat(Json.parse(value)).isEqualTo(Json.parse(bytes).get(field.name()));
      assertThat(bytes[field.nameStart()]).isEqualTo((byte) '"');
    }
  }

  @Test
  void readsScalarsWithoutATree() {
    TopLevel body = scan(BODY);

    assertThat(body.text("model")).contains("gpt-4o");
    assertThat(body.boolOr("stream", false)).isTrue();
    assertThat(body.boolOr("missing", true)).isTrue();
    assertThat(body.integer("max_tokens")).isEqualTo(OptionalLong.of(4));
    assertThat(body.text("user")).isEmpty();
    assertThat(body.has("user")).isTrue();
    assertThat(body.node("messages").orElseThrow().get(0).get("content").stringValue())
        .isEqualTo("}{][\"\\");
  }

  @Test
  void scansAnObjectInside() {
    TopLevel inner = scan(BODY).object("o").orElseThrow().object("a").orElseThrow();

    assertThat(inner.fields()).extracting(Field::name).containsExactly("b");
    assertThatThrownBy(() -> inner.text("b"))
        .isInstanceOf(InvalidFieldException.class)
        .hasMessage("/o/a/b: an array of 1 elements (expected: a string)");
  }

  @Test
  void countsTheLevelsOfNesting() {
    assertThat(scan("{}").depth()).isEqualTo(1);
    assertThat(scan(BODY).depth()).isEqualTo(5);
  }

  @Test
  void namesAFieldOfTheWrongKind() {
    assertThatThrownBy(() -> scan(BODY).text("stream"))
        .hasMessage("/stream: true (expected: a string)");
    assertThatThrownBy(() -> scan(BODY).integer("model"))
        .hasMessage("/model: \"gpt-4o\" (expected: an integer)");
  }

  @Test
  void refusesAFieldGivenTwiceInWhateverSpelling() {
    assertThatThrownBy(() -> scan("{\"model\":1,\"mod\\u0065l\":2}"))
        .isInstanceOf(InvalidJsonException.class)
        .hasMessage(
            "invalid JSON at line 1, column 12: expected each field once, found \"model\" again");
  }

  @Test
  void takesTheLastOfAFieldThatAProviderGivesTwice() {
    byte[] reply = utf8("{\"model\":\"a\",\"model\":\"b\"}");

    assertThat(TopLevel.scanReply(reply, 0, reply.length).text("model")).contains("b");
  }

  @Test
  void refusesMistakesAnywhereInTheDocument() {
    for (String json :
        new String[] {
          "", "[]", "1", "{\"a\":[1,{\"b\":tru}]}", "{} {}", "{\"a\":\"\u0001\"}", "{\"a\":1", "{,}"
        }) {
      assertThatThrownBy(() -> scan(json)).isInstanceOf(InvalidJsonException.class);
    }
    assertThatThrownBy(() -> scan("{\"a\":" + "[".repeat(256) + "]".repeat(256) + "}"))
        .hasMessageContaining("at most 256 levels");
  }

  @Test
  void refusesFieldsByTheThousands() {
    StringBuilder json = new StringBuilder("{\"f\":1");
    for (int i = 0; i < TopLevel.MAX_FIELDS; i++) {
      json.append(",\"").append(i).append("\":1");
    }
    assertThatThrownBy(() -> scan(json + "}")).hasMessageContaining("at most 10000 fields");
  }

  @Test
  void looksOnlyAtItsPartOfABuffer() {
    byte[] buffer = utf8("data: {\"a\":1}}\n\n");

    assertThat(TopLevel.scan(buffer, 6, 13).integer("a")).isEqualTo(OptionalLong.of(1));
    assertThatThrownBy(() -> TopLevel.scan(buffer, 6, 12)).hasMessageContaining("found the end");
    assertThatThrownBy(() -> TopLevel.scan(buffer, 6, 14)).hasMessageContaining("column 8");
  }
}
