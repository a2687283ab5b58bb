package dev.switchboard.provider.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.switchboard.ir.ChatRequest;
import dev.switchboard.ir.Message;
import dev.switchboard.ir.Role;
import dev.switchboard.json.Json;
import dev.switchboard.json.RandomSchema;
import dev.switchboard.json.SchemaValidator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class SchemaTrueTest {
  private static final String INPUT = "What is the weather in Stockholm? I love the new umbrella.";
  private final SchemaValidator validator = new SchemaValidator(2_000_000);
  private final SchemaTrue schemas = new SchemaTrue(validator, "sandbox");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "true",
        "{}",
        "{'const':{'a':[1,null]}}",
        "{'type':['null','integer']}",
        "{'type':'string','nullable':true}",
        "{'type':'string','minLength':300}",
        "{'type':'string','pattern':'^(?:[0-9]{3}-){2}[0-9]{4}$'}",
        "{'type':'string','pattern':'^[^@]+@[^@]+$','maxLength':12}",
        "{'type':'string','pattern':'^(?=.*[A-Z])(?=.*\\\\d)[A-Za-z\\\\d]{8,12}$'}",
        "{'type':'string','format':'date','pattern':'^2025'}",
        "{'type':'number','exclusiveMinimum':0,'exclusiveMaximum':0.001}",
        "{'type':'integer','multipleOf':7,'minimum':50,'maximum':60}",
        "{'type':'number','multipleOf':0.25,'minimum':10.1,'maximum':10.3}",
        "{'minimum':5,'maximum':4,'type':['integer','null']}",
        "{'allOf':[{'minimum':5},{'maximum':5},{'type':'integer'}]}",
        "{'allOf':[{'multipleOf':4},{'multipleOf':6}],'type':'integer','minimum':13}",
        "{'type':'array','items':{'type':'boolean'},'minItems':2,'uniqueItems':true}",
        "{'type':'array','items':{'enum':[1,2,3]},'minItems':3,'uniqueItems':true}",
        "{'type':'array','items':[{'type':'string'},{'type':'integer'}],'additionalItems':false}",
        "{'type':'array','contains':{'const':'x'},'minContains':2,'maxContains':2,'minItems':4}",
        "{'type':'object','propertyNames':{'pattern':'^[a-z]{4}$'},'minProperties':3}",
        "{'type':'object','patternProperties':{'^S_':{'type':'integer'}},"
            + "'additionalProperties':false,'minProperties':2}",
        "{'properties':{'a':{},'b':false},'required':['a'],'type':'object'}",
        "{'type':'object','properties':{'card':{'type':'string'},'address':{'type':'string'}},"
            + "'required':['card'],'dependentRequired':{'card':['address']}}",
        "{'type':'object','properties':{'card':{'type':'string'}},'dependentSchemas':{'card':"
            + "{'required':['zip'],'properties':{'zip':{'type':'integer'}}}}}",
        "{'type':'object','properties':{'kind':{'enum':['a','b']},'x':{'type':'integer'}},"
            + "'required':['kind'],'if':{'properties':{'kind':{'const':'a'}}},"
            + "'then':{'required':['x']},'else':{'properties':{'x':false}}}",
        "{'oneOf':[{'type':'integer'},{'type':'number','minimum':2}]}",
        "{'oneOf':[{'type':'string'},{'const':'a'}],'enum':['a','b']}",
        "{'not':{'type':'string'}}",
        "{'type':'string','not':{'minLength':5}}",
        "{'type':'object','properties':{'a':{'type':'string'}},'not':{'required':['a']}}",
        "{'$ref':'#/definitions/n','definitions':{'n':{'type':'object','required':['v','next'],"
            + "'properties':{'v':{'type':'integer'},'next':{'oneOf':[{'$ref':'#/definitions/n'},"
            + "{'type':'null'}]}}}}}",
        "{'type':'object','properties':{'children':{'type':'array','items':{'$ref':'#'}},"
            + "'name':{'type':'string'}},'required':['name','children'],"
            + "'additionalProperties':false}",
        "{'$defs':{'p':{'$anchor':'price','type':'number','minimum':1}},"
            + "'type':'object','properties':{'p':{'$ref':'#price'}},'required':['p']}",
        "{'anyOf':[{'type':'object','required':['a'],'properties':{'a':{'type':'string',"
            + "'pattern':'^(?!)$'}}},{'type':'array','maxItems':0}]}",
        "{'allOf':[{'type':'object','properties':{'a':{'type':'integer'}},'required':['a']},"
            + "{'properties':{'b':{'type':'string'}},'required':['b']}],"
            + "'unevaluatedProperties':false}"
      })
  void aSchemaThatHasValuesGetsOne(String schema) {
    JsonNode read = Json.parse(schema.replace('\'', '"'));
    Optional<JsonNode> value = value(read);
    assertThat(value).as(schema).isPresent();
    assertThat(validator.compile(read).validate(value.orElseThrow())).as(schema).isEmpty();
  }

  @Test
  void generatedSchemasThatHaveValuesAlwaysGetOne() {
    List<String> failed = new ArrayList<>();
    for (long seed = 0; seed < 400; seed++) {
      JsonNode schema = new RandomSchema(seed).document();
      Optional<JsonNode> value = value(schema);
      if (value.isEmpty() || !validator.compile(schema).validate(value.get()).isEmpty()) {
        failed.add(seed + ": " + schema);
      }
    }
    assertThat(failed).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "false",
        "{'type':'integer','minimum':2,'maximum':1}",
        "{'type':'string','minLength':1000000000}",
        "{'type':'array','minItems':100000000}",
        "{'type':'object','minProperties':100000000}",
        "{'type':'string','pattern':'(((a{999}){999}){999}){999}'}",
        "{'type':'string','pattern':'^(a+)+$','minLength':90000,'maxLength':90000}",
        "{'type':'number','minimum':1e9999}",
        "{'$ref':'#'}",
        "{'type':'object','properties':{'a':{'$ref':'#'}},'required':['a']}",
        "{'allOf':[{'type':'string'},{'type':'integer'}]}"
      })
  void aSchemaThatIsTooHardEndsWithoutAValue(String schema) {
    long start = System.nanoTime();
    assertThat(value(Json.parse(schema.replace('\'', '"')))).as(schema).isEmpty();
    assertThat(System.nanoTime() - start).as("nanoseconds").isLessThan(10_000_000_000L);
  }

  @Test
  void valuesArePlausibleForTheirNames() {
    JsonNode value =
        value(
                Json.parse(
                    """
                    {"type":"object","required":["sentiment","confidence","reasoning","topic",
                     "location","email","tags"],"properties":{
                     "sentiment":{"type":"string"},"confidence":{"type":"number"},
                     "reasoning":{"type":"string"},"topic":{"type":"string"},
                     "location":{"type":"string"},"email":{"type":"string","format":"email"},
                     "tags":{"type":"array","items":{"type":"string"}}}}
                    """))
            .orElseThrow();
    assertThat(value.path("sentiment").stringValue()).isEqualTo("positive");
    assertThat(value.path("confidence").decimalValue()).isEqualByComparingTo("0.95");
    assertThat(value.path("reasoning").stringValue()).contains("weather in Stockholm");
    assertThat(value.path("topic").stringValue()).isEqualTo("weather");
    assertThat(value.path("location").stringValue()).isEqualTo("Stockholm");
    assertThat(value.path("email").stringValue()).contains("@");
    assertThat(Json.text(value.path("tags"))).isEqualTo("[\"weather\",\"stockholm\"]");
  }

  @Test
  void anEnumeratedWordThatTheInputHoldsIsPreferred() {
    JsonNode schema = Json.parse("{\"enum\":[\"rain\",\"umbrella\",\"positive\"]}");
    assertThat(value(schema).orElseThrow().stringValue()).isEqualTo("umbrella");
  }

  @Test
  void aSchemaThatIsNoneIsRefusedAsAProviderWould() {
    assertThatThrownBy(() -> value(Json.parse("{\"type\":\"strong\"}")))
        .hasMessageStartingWith("invalid_request: sandbox: the JSON Schema cannot be used: /type");
  }

  private Optional<JsonNode> value(JsonNode schema) {
    Conversation conversation =
        Conversation.of(ChatRequest.of("chat", List.of(Message.text(Role.USER, INPUT))), "chat");
    return schemas.value(schema, () -> new Plausible(conversation, new Prose(conversation, "")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'allOf':[{'$ref':'#/$defs/d%1$d'},{'$ref':'#/$defs/d%1$d'}]}",
        "{'anyOf':[{'$ref':'#/$defs/d%1$d'},{'$ref':'#/$defs/d%1$d'}]}",
        "{'oneOf':[{'$ref':'#/$defs/d%1$d'},{'$ref':'#/$defs/d%1$d'}]}",
        "{'if':{'$ref':'#/$defs/d%1$d'},'then':{'$ref':'#/$defs/d%1$d'}}",
        "{'type':'object','properties':{'a':{'$ref':'#/$defs/d%1$d'},"
            + "'b':{'$ref':'#/$defs/d%1$d'}},'required':['a','b']}",
        "{'allOf':[{'$ref':'#a%1$d'},{'$ref':'#a%1$d'}],'$anchor':'a%2$d'}"
      })
  void givesUpSoonOnReferencesThatDoubleAtEachLevel(String level) {
    StringBuilder schema = new StringBuilder("{'$ref':'#/$defs/d0','$defs':{");
    for (int i = 0; i < 30; i++) {
      schema.append("'d%d':%s,".formatted(i, level.formatted(i + 1, i)));
    }
    schema.append("'d30':{'type':'string','$anchor':'a30'}}}");
    JsonNode bomb = Json.parse(schema.toString().replace('\'', '"'));

    assertTimeoutPreemptively(Duration.ofSeconds(20), () -> value(bomb));
  }
}
