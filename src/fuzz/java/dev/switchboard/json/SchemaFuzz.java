package dev.switchboard.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import tools.jackson.databind.JsonNode;

/** Any schema is refused by name or judges any value within its bounds. */
class SchemaFuzz {
  /**
   * @param bytes an array of a schema and a value
   */
  @FuzzTest
  void judgesOrRefuses(byte[] bytes) {
    JsonNode pair;
    try {
      pair = Json.parse(bytes);
    } catch (InvalidJsonException e) {
      return;
    }
    if (!pair.isArray() || pair.size() != 2) {
      return;
    }
    try {
      Schema compiled = new SchemaValidator(0).compile(pair.get(0));
      assertThat(compiled.validate(pair.get(1))).doesNotContainNull();
      assertThat(SchemaValidator.unknownKeywords(pair.get(0), "/0")).doesNotContainNull();
    } catch (InvalidFieldException e) {
      assertThat(e.expected()).isNotBlank();
    }
  }
}
