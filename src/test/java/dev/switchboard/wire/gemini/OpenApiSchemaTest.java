package dev.switchboard.wire.gemini;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.json.Json;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class OpenApiSchemaTest {

  @Test
  void putsReferencesInPlaceAndKeepsWhatStandsBesideThem() {
    assertRewritten(
        """
        {"type":"object","properties":{"a":{"$ref":"#/$defs/a","description":"mine"}},
         "$defs":{"a":{"$ref":"#/$defs/b"},"b":{"type":"string","description":"theirs"}}}\
        """,
        """
        {"type":"OBJECT","properties":{"a":{"type":"STRING","description":"mine"}},\
        "propertyOrdering":["a"]}\
        """);
  }

  @Test
  void nullIsNullable() {
    assertRewritten(
        "{\"anyOf\":[{\"type\":\"integer\"},{\"type\":\"null\"}],\"description\":\"d\"}",
        "{\"type\":\"INTEGER\",\"nullable\":true,\"description\":\"d\"}");
    assertRewritten(
        "{\"enum\":[\"a\",null]}", "{\"type\":\"STRING\",\"enum\":[\"a\"],\"nullable\":true}");
  }

  @Test
  void countsAreTextsAsInGooglesDescription() {
    assertRewritten(
        "{\"type\":\"string\",\"minLength\":3,\"maxLength\":9}",
        "{\"type\":\"STRING\",\"minLength\":\"3\",\"maxLength\":\"9\"}");
  }

  @Test
  void upperCaseTypesAreUnderstood() {
    assertRewritten(
        "{\"type\":\"ARRAY\",\"items\":{\"type\":\"STRING\"}}",
        "{\"type\":\"ARRAY\",\"items\":{\"type\":\"STRING\"}}");
  }

  @Test
  void whatCannotBeSaidIsNamed() {
    assertThat(
            rewrite(
                    """
                    {"type":"object","not":{},"properties":{
                      "n":{"type":"number","exclusiveMinimum":0,"multipleOf":2},
                      "t":{"type":"array","prefixItems":[{}],"items":{"type":"string"}},
                      "m":{"type":"object","additionalProperties":{"type":"string"}},
                      "e":{"type":"string","format":"uuid"}}}\
                    """)
                .lost())
        .containsExactly(
            "additionalProperties",
            "exclusiveMinimum",
            "format uuid",
            "multipleOf",
            "not",
            "prefixItems");
  }

  @Test
  void aSchemaOfSeveralTypesKeepsForEachTypeWhatIsItsOwn() {
    assertRewritten(
        """
        {"type":["object","array"],"properties":{"a":{"type":"string"}},"items":{"type":"string"}}\
        """,
        """
        {"anyOf":[{"type":"OBJECT","properties":{"a":{"type":"STRING"}},"propertyOrdering":["a"]},\
        {"type":"ARRAY","items":{"type":"STRING"}}]}\
        """);
  }

  @Test
  void leavesOutAPropertyThatContainsItself() {
    OpenApiSchema.Rewritten rewritten =
        rewrite(
            """
            {"type":"object","properties":{"name":{"type":"string"},
             "children":{"type":"array","items":{"$ref":"#"}}},"required":["name","children"]}\
            """);
    // Once is enough for the root: what is in it is put in place, what is in that is not.
    assertThat(Json.text(rewritten.schema()))
        .contains("\"children\":{\"type\":\"ARRAY\"")
        .contains("\"required\":[\"name\"]");
    assertThat(rewritten.lost()).containsExactly("properties/children", "recursion");
  }

  @Test
  void leavesTheOriginalAsItIs() {
    String schema =
        """
        {"allOf":[{"$ref":"#/$defs/a"},{"properties":{"c":{"type":"string"}}}],\
        "$defs":{"a":{"type":"object","properties":{"b":{"type":"string"}}}}}\
        """;
    ObjectNode original = (ObjectNode) Json.parse(schema);
    OpenApiSchema.rewrite(original);
    assertThat(Json.text(original)).isEqualTo(schema);
  }

  @Test
  void referencesThatMultiplyAreBounded() {
    StringBuilder definitions = new StringBuilder("\"d0\":{\"type\":\"string\"}");
    for (int i = 1; i < 60; i++) {
      String below = "{\"$ref\":\"#/$defs/d" + (i - 1) + "\"}";
      definitions
          .append(",\"d" + i + "\":{\"type\":\"object\",\"properties\":{\"a\":")
          .append(below)
          .append(",\"b\":")
          .append(below)
          .append("}}");
    }
    OpenApiSchema.Rewritten rewritten =
        rewrite("{\"$ref\":\"#/$defs/d59\",\"$defs\":{" + definitions + "}}");
    assertThat(Json.text(rewritten.schema()).length()).isLessThan(2_000_000);
    assertThat(rewritten.lost()).isNotEmpty();
  }

  @Test
  void nestingIsBounded() {
    String deep = "{\"type\":\"array\",\"items\":".repeat(120) + "{}" + "}".repeat(120);
    OpenApiSchema.Rewritten rewritten = rewrite(deep);
    assertThat(rewritten.lost()).contains("more than 64 levels");
    assertThat(Json.text(rewritten.schema())).isEqualTo("{\"type\":\"OBJECT\"}");
  }

  private static OpenApiSchema.Rewritten rewrite(String schema) {
    return OpenApiSchema.rewrite((ObjectNode) Json.parse(schema));
  }

  private static void assertRewritten(String schema, String expected) {
    assertThat(Json.text(rewrite(schema).schema())).isEqualTo(expected);
  }
}
