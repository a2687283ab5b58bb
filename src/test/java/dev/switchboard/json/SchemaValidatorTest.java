package dev.switchboard.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class SchemaValidatorTest {
  private final SchemaValidator validator = new SchemaValidator(1_000_000);

  private List<Violation> validate(String schema, String value) {
    return validator.compile(Json.parse(schema)).validate(Json.parse(value));
  }

  private boolean accepts(String schema, String value) {
    return validate(schema, value).isEmpty();
  }

  @Test
  void namesThePlaceTheKeywordAndTheProblem() {
    String schema =
        """
        {"type":"object","required":["a/b"],
         "properties":{"list":{"items":{"type":"integer"}},"word":{"enum":["x","y"]}},
         "additionalProperties":false}\
        """;

    assertThat(validate(schema, "{\"a/b\":1,\"list\":[1,\"z\"],\"word\":\"q\"}"))
        .extracting(Violation::pointer, Violation::keyword)
        .contains(tuple("/list/1", "type"), tuple("/word", "enum"));
    assertThat(validate(schema, "{}"))
        .singleElement()
        .satisfies(violation -> {
          assertThat(violation.pointer()).isEmpty();
          assertThat(violation.keyword()).isEqualTo("required");
          assertThat(violation.message()).contains("a/b");
        });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "true                                                  | 1          | true",
        "false                                                 | 1          | false",
        "{}                                                    | null       | true",
        "{\"type\":\"integer\"}                                | 1.0        | true",
        "{\"type\":\"integer\"}                                | 1.5        | false",
        "{\"type\":\"integer\"}                                | \"1\"      | false",
        "{\"type\":[\"string\",\"null\"]}                      | null       | true",
        "{\"type\":\"string\",\"nullable\":true}               | null       | false",
        "{\"const\":1}                                         | 1.0        | true",
        "{\"multipleOf\":0.01}                                 | 19.99      | true",
        "{\"maximum\":9007199254740992}                        | 9007199254740993 | false",
        "{\"minLength\":2}                                     | \"😀\"     | false",
        "{\"pattern\":\"^a$\"}                                 | \"a\\n\"   | false",
        "{\"pattern\":\"b\"}                                   | \"abc\"    | true",
        "{\"pattern\":\"^(?!x)\"}                              | \"xy\"     | false",
        "{\"pattern\":\"^\\\\p{Letter}+$\"}                    | \"äß\"     | true",
        "{\"pattern\":\"^\\\\u{1F600}$\"}                      | \"😀\"     | true",
        "{\"pattern\":\"^[[&&]+$\"}                            | \"[&\"     | true",
        "{\"pattern\":\"^[^]$\"}                               | \"\\n\"    | true",
        "{\"uniqueItems\":true}                                | [1,1.0]    | false",
        "{\"contentEncoding\":\"base64\",\"contentMediaType\":\"image/png\"} | \"no base64 !\" | true",
        "{\"unevaluatedProperties\":false,\"allOf\":[{\"properties\":{\"a\":{}}}]} | {\"b\":1} | false",
        "{\"prefixItems\":[{\"type\":\"string\"}],\"items\":false} | [\"a\",1] | false",
        "{\"$ref\":\"#n\",\"$defs\":{\"a\":{\"$anchor\":\"n\",\"type\":\"null\"}}} | 1    | false",
      })
  void judgesAs202012Says(String schema, String value, boolean valid) {
    assertThat(accepts(schema, value)).isEqualTo(valid);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "{\"$schema\":\"http://json-schema.org/draft-07/schema#\",\"definitions\":{\"t\":"
            + "{\"type\":\"string\"}},\"$ref\":\"#/definitions/t\"} | 1 | false",
        "{\"items\":[{\"type\":\"string\"}],\"additionalItems\":false} | [\"a\"]   | true",
        "{\"items\":[{\"type\":\"string\"}],\"additionalItems\":false} | [\"a\",1] | false",
        "{\"items\":[{\"type\":\"string\"}]}                           | [\"a\",1] | true",
        "{\"items\":[{\"type\":\"string\"}]}                           | [1]       | false",
        "{\"items\":{},\"additionalItems\":false}                      | [1]       | true",
        "{\"dependencies\":{\"a\":[\"b\"]}}                            | {\"a\":1} | false",
        "{\"dependencies\":{\"a\":{\"required\":[\"b\"]}}}             | {\"a\":1} | false",
        "{\"minimum\":1,\"exclusiveMinimum\":true}                     | 1         | false",
        "{\"minimum\":1,\"exclusiveMinimum\":false}                    | 1         | true",
        "{\"$ref\":\"#n\",\"definitions\":{\"a\":{\"$id\":\"#n\",\"type\":\"null\"}}} | 1 | false",
        "{\"$schema\":\"https://example.com/unheard-of\",\"type\":\"null\"} | 1 | false",
      })
  void takesTheWordsOfOlderDraftsForWhatTheyMeant(String schema, String value, boolean valid) {
    assertThat(accepts(schema, value)).isEqualTo(valid);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "date-time | 2026-02-30T00:00:00Z",
        "date      | 2026-13-01",
        "time      | 25:00:00Z",
        "email     | nobody",
        "ipv4      | 1.2.3.400",
        "ipv6      | ::g",
        "uuid      | 1234",
        "uri       | ^not a uri^",
        "hostname  | -a-",
      })
  void assertsFormatsUnlessToldNotTo(String format, String text) {
    Schema schema = validator.compile(Json.parse("{\"format\":\"" + format + "\"}"));
    JsonNode value = Json.parse("\"" + text + "\"");

    assertThat(schema.validate(value)).singleElement().matches(v -> v.keyword().equals("format"));
    assertThat(schema.validateIgnoringFormats(value)).isEmpty();
  }

  @Test
  void letsUnknownFormatsPass() {
    assertThat(accepts("{\"format\":\"int32\"}", "1")).isTrue();
    assertThat(accepts("{\"format\":\"password\"}", "\"x\"")).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "5                                   | ^the document: 5 (expected: a schema: an object, true or false)^",
        "{\"type\":5}                        | ^/type: 5 (expected: one of array, boolean, integer, null, number, object, string)^",
        "{\"properties\":{\"a\":{\"type\":\"str\"}}} | ^/properties/a/type: \"str\" (expected: one of array, boolean, integer, null, number, object, string)^",
        "{\"properties\":[]}                 | ^/properties: an array of 0 elements (expected: an object)^",
        "{\"properties\":{\"a\":null}}       | ^/properties/a: null (expected: a schema: an object, true or false)^",
        "{\"required\":true}                 | ^/required: true (expected: an array)^",
        "{\"required\":[1]}                  | ^/required/0: 1 (expected: a string)^",
        "{\"anyOf\":[]}                      | ^/anyOf: an array of 0 elements (expected: an array of at least one schema)^",
        "{\"maxLength\":-1}                  | ^/maxLength: -1 (expected: an integer from 0 to 2147483647)^",
        "{\"multipleOf\":0}                  | ^/multipleOf: 0 (expected: a number above 0)^",
        "{\"pattern\":\"(\"}                 | ^/pattern: \"(\" (expected: a regular expression of ECMA-262)^",
        "{\"patternProperties\":{\"[\":{}}}  | ^/patternProperties/[: \"[\" (expected: a regular expression of ECMA-262)^",
        "{\"$ref\":\"#/$defs/no\"}           | ^/$ref: \"#/$defs/no\" (expected: a reference to a schema that is there)^",
        "{\"$ref\":\"https://example.com/s\"} | ^/$ref: \"https://example.com/s\" (expected: a reference inside this schema, starting with #)^",
        "{\"items\":{\"$ref\":\"file:///etc/passwd\"}} | ^/items/$ref: \"file:///etc/passwd\" (expected: a reference inside this schema, starting with #)^",
        "{\"$ref\":\"#/x\",\"x\":{\"type\":7}}  | ^/x/type: 7 (expected: one of array, boolean, integer, null, number, object, string)^",
      })
  void namesWhatIsWrongWithASchema(String schema, String message) {
    assertThatThrownBy(() -> validator.compile(Json.parse(schema)))
        .isInstanceOf(InvalidFieldException.class)
        .hasMessage(message);
  }

  @Test
  void namesThePlaceInTheDocumentThatTheSchemaCameWith() {
    assertThatThrownBy(() -> validator.compile(Json.parse("{\"type\":5}"), "/output_schema"))
        .hasMessageStartingWith("/output_schema/type: 5");
  }

  @Test
  void followsAnIdentifierOfTheDocumentItself() {
    String schema =
        """
        {"$id":"https://example.com/s","$ref":"https://example.com/s#/$defs/t",
         "$defs":{"t":{"type":"string"}}}\
        """;

    assertThat(accepts(schema, "\"a\"")).isTrue();
    assertThat(accepts(schema, "1")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"a~1b%7E0c, a/b~c", "a%20b, a b", "a%25b, a%b", "a+b, a+b", "é, é", "%C3%A9, é"})
  void followsReferencesInEverySpelling(String step, String name) {
    String schema =
        Json.text(
            Json.object()
                .put("$ref", "#/$defs/" + step)
                .set("$defs", Json.object().set(name, Json.parse("{\"type\":\"string\"}"))));

    assertThat(accepts(schema, "\"a\"")).isTrue();
    assertThat(accepts(schema, "1")).isFalse();
  }

  @Test
  void followsReferencesIntoOpenApisComponents() {
    String schema =
        """
        {"type":"array","items":{"$ref":"#/components/schemas/A"},
         "components":{"schemas":{
           "A":{"nullable":true,"anyOf":[{"$ref":"#/components/schemas/B"}]},
           "B":{"minimum":1,"exclusiveMinimum":true}}}}\
        """;

    assertThat(accepts(schema, "[2]")).isTrue();
    assertThat(accepts(schema, "[1]")).isFalse();
  }

  @Test
  void takesNoNoticeOfWordsThatAreNoKeywords() {
    String schema =
        """
        {"x-a":{"$ref":"https://example.com","$id":"file:///x"},"example":{"$id":7,"type":9},
         "default":{"$ref":"#/no"},"properties":{"a":{"examples":[{"$id":"b"}],"type":"string"}}}\
        """;

    assertThat(accepts(schema, "{\"a\":\"b\"}")).isTrue();
    assertThat(accepts(schema, "{\"a\":1}")).isFalse();
  }

  @Test
  void neverServesOneCallersIdentifierToAnother() {
    String schema = "{\"$id\":\"https://example.com/s\",\"type\":\"%s\"}";

    assertThat(accepts(schema.formatted("string"), "\"a\"")).isTrue();
    assertThat(accepts(schema.formatted("integer"), "\"a\"")).isFalse();
    assertThatThrownBy(() -> validator.compile(Json.parse("{\"$ref\":\"https://example.com/s\"}")))
        .isInstanceOf(InvalidFieldException.class);
  }

  @Test
  void keepsWhatItHasCompiled() {
    String schema = "{\"type\":\"string\"}";

    assertThat(validator.compile(Json.parse(schema)))
        .isSameAs(validator.compile(Json.parse(schema)));
  }

  @Test
  void compilesACopySoThatLaterChangesOfTheTreeHaveNoEffect() {
    JsonNode tree = Json.parse("{\"type\":\"string\"}");
    Schema schema = validator.compile(tree);
    tree.asObject().put("type", "integer");

    assertThat(schema.validate(Json.parse("\"a\""))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"(a+)+$", "(a|a)*$", "(.*a){30}$", "^(([a-z])+.)+[A-Z]([a-z])+$", "(a*)*b"})
  void givesUpOnCatastrophicPatterns(String regex) {
    String schema = Json.text(Json.object().put("pattern", regex));
    String value = "\"" + "a".repeat(5_000) + "!\"";

    List<Violation> violations =
        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(10), () -> validate(schema, value));

    assertThat(violations).hasSize(1);
  }

  @Test
  void boundsThePatternsOfAWholeValidationTogether() {
    String schema = "{\"items\":{\"pattern\":\"^(([a-z])+.)+[A-Z]$\"}}";
    String value = "[" + ("\"" + "a".repeat(300) + "!\",").repeat(2_000) + "\"a\"]";

    List<Violation> violations =
        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(10), () -> validate(schema, value));

    assertThat(violations)
        .containsExactly(
            new Violation(
                "",
                Schema.LIMIT,
                "the pattern \"^(([a-z])+.)+[A-Z]$\" takes too many steps on this value"));
  }

  @Test
  void letsAnOrdinaryPatternReadMegabytes() {
    assertThat(
            accepts(
                "{\"pattern\":\"^[A-Za-z0-9+/]*={0,2}$\"}", "\"" + "QUJD".repeat(2_000_000) + "\""))
        .isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"$ref\":\"#\"}",
        "{\"$ref\":\"#/$defs/a\",\"$defs\":{\"a\":{\"$ref\":\"#/$defs/b\"},\"b\":{\"$ref\":\"#/$defs/a\"}}}",
        "{\"allOf\":[{\"$ref\":\"#\"},{\"$ref\":\"#\"}]}",
        "{\"$dynamicAnchor\":\"n\",\"anyOf\":[{\"$dynamicRef\":\"#n\"},{\"$dynamicRef\":\"#n\"}]}",
      })
  void givesUpOnReferencesThatLeadInCircles(String schema) {
    List<Violation> violations =
        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(20), () -> validate(schema, "1"));

    assertThat(violations).singleElement().matches(v -> v.keyword().equals(Schema.LIMIT));
  }

  @Test
  void givesUpOnSchemasThatMultiply() {
    StringBuilder schema = new StringBuilder("{\"$ref\":\"#/$defs/d0\",\"$defs\":{");
    for (int i = 0; i < 40; i++) {
      String next = "{\"$ref\":\"#/$defs/d" + (i + 1) + "\"}";
      schema.append("\"d%d\":{\"allOf\":[%s,%s]},".formatted(i, next, next));
    }
    schema.append("\"d40\":{\"type\":\"integer\"}}}");

    List<Violation> violations =
        Assertions.assertTimeoutPreemptively(
            Duration.ofSeconds(30), () -> validate(schema.toString(), "1"));

    assertThat(violations).singleElement().matches(v -> v.keyword().equals(Schema.LIMIT));
  }

  @Test
  void keepsFewComplaintsOfAlternativesThatMultiply() {
    StringBuilder schema = new StringBuilder("{\"$ref\":\"#/$defs/d0\",\"$defs\":{");
    for (int i = 0; i < 12; i++) {
      String next = "{\"$ref\":\"#/$defs/d" + (i + 1) + "\"}";
      schema.append("\"d%d\":{\"anyOf\":[%s,%s]},".formatted(i, next, next));
    }
    schema.append("\"d12\":{\"type\":\"number\"}}}");

    assertThat(validate(schema.toString(), "\"hi\""))
        .hasSize(100)
        .allMatch(v -> v.keyword().equals("type"));
  }

  @Test
  void givesUpOnStepsThatTakeLong() {
    StringBuilder names = new StringBuilder("\"n\"");
    for (int i = 0; i < 20_000; i++) {
      names.append(",\"n").append(i).append('"');
    }
    StringBuilder schema = new StringBuilder("{\"$ref\":\"#/$defs/d0\",\"$defs\":{");
    for (int i = 0; i < 13; i++) {
      String next = "{\"$ref\":\"#/$defs/d" + (i + 1) + "\"}";
      schema.append("\"d%d\":{\"anyOf\":[%s,%s]},".formatted(i, next, next));
    }
    schema.append("\"d13\":{\"required\":[").append(names).append("]}}}");

    assertThat(validate(schema.toString(), "{}"))
        .containsExactly(
            new Violation(
                "", Schema.LIMIT, "the schema takes more than 500 milliseconds on this value"));
  }

  @Test
  void allowsALargeValueMoreStepsThanASmallOne() {
    String record = "{\"kind\":\"f\",\"a\":1,\"b\":\"x\",\"c\":true},";
    StringBuilder schema = new StringBuilder("{\"items\":{\"oneOf\":[");
    for (String kind : List.of("a", "b", "c", "d", "e", "f")) {
      schema.append(
          ("{\"properties\":{\"kind\":{\"const\":\"%s\"},\"a\":{\"type\":\"integer\"},"
                  + "\"b\":{\"type\":\"string\"},\"c\":{\"type\":\"boolean\"}},"
                  + "\"required\":[\"kind\",\"a\"]}%s")
              .formatted(kind, kind.equals("f") ? "]}}" : ","));
    }
    assertThat(accepts(schema.toString(), "[" + record.repeat(5_000) + "{\"kind\":\"a\",\"a\":1}]"))
        .isTrue();
  }

  @Test
  void judgesRecursiveSchemasToTheDeepestDocumentOnAVirtualThread() throws Exception {
    Schema tree =
        validator.compile(
            Json.parse(
                """
                {"$ref":"#/$defs/node","$defs":{"node":{"type":"object",
                 "properties":{"child":{"$ref":"#/$defs/node"}},"additionalProperties":false}}}\
                """));
    JsonNode deepest =
        Json.parse(
            "{\"child\":".repeat(Json.MAX_DEPTH - 1) + "{}" + "}".repeat(Json.MAX_DEPTH - 1));
    List<List<Violation>> seen = new CopyOnWriteArrayList<>();

    Thread.ofVirtual().start(() -> seen.add(tree.validate(deepest))).join();

    assertThat(seen).containsExactly(List.of());
  }

  @Test
  void refusesSchemasNestedTooDeep() {
    String schema = "{\"not\":".repeat(150) + "{}" + "}".repeat(150);

    assertThatThrownBy(() -> validator.compile(Json.parse(schema)))
        .isInstanceOf(InvalidFieldException.class)
        .hasMessageContaining("at most 100 levels of schemas");
  }

  @Test
  void reportsAtMostAHundredViolations() {
    assertThat(validate("{\"items\":{\"type\":\"string\"}}", "[" + "1,".repeat(1_000) + "1]"))
        .hasSize(100);
  }

  @Test
  void shortensMessages() {
    String words = "\"" + "w".repeat(1_000) + "\"";

    assertThat(validate("{\"enum\":[" + words + "]}", "1"))
        .singleElement()
        .satisfies(v -> assertThat(v.message()).hasSizeLessThanOrEqualTo(301));
  }

  @Test
  void findsWordsThatAreNoKeywords() {
    JsonNode schema =
        Json.parse(
            """
            {"type":"object","requierd":["a"],
             "properties":{"requierd":{"maxlength":3,"x-order":1,"nullable":true,"title":"t"},
                           "b":{"zzzz":1,"propertyOrdering":["a"]}},
             "default":{"whatever":1},"enum":[{"nope":1}]}\
            """);

    assertThat(SchemaValidator.unknownKeywords(schema, "/output_schema"))
        .containsExactlyInAnyOrder(
            new UnknownKeyword("/output_schema/requierd", "requierd", Optional.of("required")),
            new UnknownKeyword(
                "/output_schema/properties/requierd/maxlength",
                "maxlength",
                Optional.of("maxLength")),
            new UnknownKeyword("/output_schema/properties/b/zzzz", "zzzz", Optional.empty()));
  }
}
