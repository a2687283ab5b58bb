package dev.switchboard.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestWordTest {
  private static final List<String> WORDS =
      List.of("required", "properties", "maxLength", "minLength", "items", "type");

  @ParameterizedTest
  @CsvSource({
    "requierd, required",
    "REQUIRED, required",
    "propertys, properties",
    "maxlength, maxLength",
    "item, items",
    "tpye, type"
  })
  void findsTheWordThatWasMeant(String word, String meant) {
    assertThat(NearestWord.to(word, WORDS)).contains(meant);
  }

  @ParameterizedTest
  @CsvSource({"banana", "x", "typetypetype"})
  void findsNothingForWordsThatAreFarFromAll(String word) {
    assertThat(NearestWord.to(word, WORDS)).isEmpty();
  }

  @Test
  void choosesTheSameAmongEquals() {
    assertThat(NearestWord.to("mixLength", List.of("minLength", "maxLength")))
        .isEqualTo(NearestWord.to("mixLength", List.of("maxLength", "minLength")));
  }
}
