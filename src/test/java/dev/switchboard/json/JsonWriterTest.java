package dev.switchboard.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.JsonNodeFactory;

class JsonWriterTest {
  @Property(tries = 1_000)
  void writesAnyStringAsItIsWrittenOfATree(@ForAll String text) {
    JsonWriter json = new JsonWriter(0, JsonWriter.Halves.ESCAPED);
    json.string(text);
    assertThat(json.toBytes()).isEqualTo(Json.write(JsonNodeFactory.instance.stringNode(text)));
  }

  @Property(tries = 500)
  void writesLongStringsWithFewOddCharactersAsTheyAreWrittenOfATree(@ForAll long seed) {
    JsonWriter json = new JsonWriter(0, JsonWriter.Halves.ESCAPED);
    Random random = new Random(seed);
    StringBuilder text = new StringBuilder("plain ".repeat(random.nextInt(60)));
    for (int left = random.nextInt(6); left > 0; left--) {
      int at = random.nextInt(text.length() + 1);
      int kind = random.nextInt(4);
      text.insert(
          at,
          Character.toString(
              kind == 0
                  ? random.nextInt(0x80)
                  : kind == 1 ? '?' : kind == 2 ? 0xD800 + random.nextInt(0x800) : 0x1F600));
    }
    json.string(text.toString());
    assertThat(json.toBytes())
        .isEqualTo(Json.write(JsonNodeFactory.instance.stringNode(text.toString())));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, -1, 9, 10, -10, 99, 100, Long.MAX_VALUE, Long.MIN_VALUE})
  void writesAnyNumber(long value) {
    JsonWriter json = new JsonWriter(0, JsonWriter.Halves.ESCAPED);
    json.number(value);
    assertThat(json.text()).isEqualTo(Long.toString(value));
  }

  @Test
  void putsCommasWhereTheyBelong() {
    JsonWriter json = new JsonWriter(0, JsonWriter.Halves.ESCAPED);
    json.startObject();
    json.name("a");
    json.startArray();
    json.number(1);
    json.truth(true);
    json.startObject();
    json.endObject();
    json.string(":");
    json.string("[");
    json.startArray();
    json.endArray();
    json.endArray();
    json.anyName("b\"{");
    json.truth(false);
    json.endObject();
    assertThat(json.text()).isEqualTo("{\"a\":[1,true,{},\":\",\"[\",[]],\"b\\\"{\":false}");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 100})
  void putsAQuestionMarkForHalfAPairWhereThatIsWanted(int times) {
    JsonWriter clean = new JsonWriter(0, JsonWriter.Halves.REPLACED);
    clean.string("a\ud800?😀".repeat(times));
    assertThat(clean.text()).isEqualTo("\"" + "a??😀".repeat(times) + "\"");
  }
}
