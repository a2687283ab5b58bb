package dev.switchboard.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.json.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

class ClaudeSchemaTest {

  @Test
  void keepsWhatIsEnforcedInItsOrder() {
    String schema =
        """
        {"type":"object","properties":{"b":{"type":["string","null"],"enum":["x",null]},\
        "a":{"type":"array","items":{"type":"string","format":"uuid"},"minItems":1}},\
        "required":["b"],"additionalProperties":false}\
        """;
    ClaudeSchema subset = ClaudeSchema.of(parse(schema));
    assertThat(Json.text(subset.schema())).isEqualTo(schema);
    assertThat(subset.softened()).isEmpty();
    assertThat(subset.obstacles()).isEmpty();
  }

  @Test
  void tellsTheModelWhatIsNotEnforced() {
    ClaudeSchema subset = ClaudeSchema.of(parse("{\"type\":\"integer\",\"minimum\":1}"));
    assertThat(Json.text(subset.schema()))
        .isEqualTo("{\"type\":\"integer\",\"description\":\"{\\\"minimum\\\":1}\"}");
    assertThat(subset.softened()).containsExactly("minimum");
  }

  @Test
  void dropsAnnotationsWithoutAWord() {
    ClaudeSchema subset =
        ClaudeSchema.of(parse("{\"$schema\":\"x\",\"type\":\"string\",\"examples\":[\"a\"]}"));
    assertThat(Json.text(subset.schema())).isEqualTo("{\"type\":\"string\"}");
    assertThat(subset.softened()).isEmpty();
  }

  @Test
  void leavesTheOriginalAsItWas() {
    ObjectNode original = parse("{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"null\"}}}");
    ObjectNode copy = original.deepCopy();
    ClaudeSchema.of(original);
    assertThat(original).isEqualTo(copy);
  }

  @Test
  void takesOneDefinitionUsedTwiceForNoRecursion() {
    ClaudeSchema subset =
        ClaudeSchema.of(
            parse(
                """
                {"type":"object","properties":{"a":{"$ref":"#/$defs/D"},"b":{"$ref":"#/$defs/D"}},\
                "additionalProperties":false,"$defs":{"D":{"type":"string"}}}\
                """));
    assertThat(subset.obstacles()).isEmpty();
  }

  @Test
  @Timeout(10)
  void followsEachReferenceOnce() {
    ObjectNode schema = parse("{\"$ref\":\"#/$defs/D0\"}");
    ObjectNode definitions = schema.putObject("$defs");
    for (int i = 0; i < 60; i++) {
      ObjectNode properties =
          definitions.putObject("D" + i).put("type", "object").putObject("properties");
      properties.putObject("a").put("$ref", "#/$defs/D" + (i + 1));
      properties.putObject("b").put("$ref", "#/$defs/D" + (i + 1));
    }
    definitions.putObject("D60").put("type", "string");
    assertThat(ClaudeSchema.of(schema).obstacles()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"description\":\"anything\"}",
        "{\"type\":\"object\"}",
        "{\"type\":\"object\",\"additionalProperties\":{\"type\":\"string\"}}",
        "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\"}},\"patternProperties\":{}}",
        "{\"type\":\"array\",\"items\":[{\"type\":\"string\"}]}",
        "{\"type\":\"array\",\"items\":true}",
        "{\"anyOf\":[{\"$ref\":\"#\"},{\"type\":\"null\"}]}",
        "{\"$ref\":\"https://example.com/schema.json\"}",
        "{\"$ref\":\"#/$defs/A\",\"$defs\":{\"A\":{\"$ref\":\"#/$defs/B\"},\"B\":{\"$ref\":\"#/$defs/A\"}}}"
      })
  void saysThatASchemaCannotBeEnforced(String schema) {
    assertThat(ClaudeSchema.of(parse(schema)).obstacles()).isNotEmpty();
  }

  private static ObjectNode parse(String json) {
    return (ObjectNode) Json.parse(json);
  }
}
