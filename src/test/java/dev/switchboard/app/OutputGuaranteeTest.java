package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.switchboard.http.FakeUpstream;
import dev.switchboard.json.Json;
import dev.switchboard.json.RandomJson;
import dev.switchboard.json.RandomSchema;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * For any output schema and whatever a model writes: {@code data} validates, judged by the schema
 * library without any code of ours, or the answer is {@code output_invalid}; and a valid value that
 * is in what the model wrote is found.
 */
class OutputGuaranteeTest {
  private static final List<String> MODELS =
      List.of("oa/gpt-4o", "oa/gpt-4", "an/claude-sonnet-4-5", "ge/gemini-2.5-flash");

  @TempDir static Path folder;
  private static final MisbehavingModel MODEL = new MisbehavingModel();
  private static FakeUpstream upstream;
  private static RunningGateway gateway;

  /** How a model writes a value. */
  private enum Habit {
    RIGHT(true),
    FENCED(true),
    IN_PROSE(true),
    AMONG_OTHERS(true),
    PROSE(false),
    TRUNCATED(false),
    WRONG_TYPE(false),
    WRONG_FIELDS(false),
    NOTHING(false);

    private final boolean serves;

    Habit(boolean serves) {
      this.serves = serves;
    }

    String write(JsonNode value, Random random) {
      String json = Json.text(value);
      return switch (this) {
        case RIGHT -> json;
        case FENCED -> "Here you are:\n```json\n" + json + "\n```\n";
        case IN_PROSE -> "Sure! The answer [as asked] is " + json + " and {that} is all.";
        case AMONG_OTHERS ->
            "A first draft was {\"draft\":[\""
                + "too long to be it ".repeat(1 + json.length() / 10)
                + "\"]}, then [1,2,3]. The final one:\n\n"
                + json
                + "\n\nNot {\"x\":0}.";
        case PROSE -> "I am afraid that I cannot say.";
        case TRUNCATED -> json.substring(0, Math.max(1, random.nextInt(json.length())));
        case WRONG_TYPE -> Json.text(twisted(value));
        case WRONG_FIELDS -> "{\"unrelated\":{\"answer\":42}}";
        case NOTHING -> "";
      };
    }

    private static JsonNode twisted(JsonNode value) {
      return switch (value) {
        case ObjectNode object -> {
          ObjectNode twisted = Json.object();
          object.forEachEntry((name, field) -> twisted.set(name, twisted(field)));
          yield twisted;
        }
        case JsonNode array when array.isArray() -> Json.object().put("0", Json.text(array));
        case JsonNode text when text.isString() -> Json.array().add(text);
        default -> Json.tree("about " + Json.text(value));
      };
    }
  }

  @BeforeAll
  static void start() {
    upstream = FakeUpstream.start().otherwise(MODEL);
    String address = upstream.uri("").toString();
    gateway =
        RunningGateway.start(
            folder,
            """
            providers:
              oa: {kind: openai, base_url: "%1$s/v1", api_key: test-credential-1, retries: 0}
              an: {kind: anthropic, base_url: "%1$s", api_key: test-credential-2, retries: 0}
              ge: {kind: gemini, base_url: "%1$s/v1beta", api_key: test-credential-3, retries: 0}
            content: {store: none}
            """
                .formatted(address));
  }

  @AfterAll
  static void stop() {
    gateway.close();
    upstream.close();
  }

  @Test
  void dataIsValidOrThereIsNone() {
    assertThat(brokenPromises(0, 60)).isEmpty();
  }

  @Test
  @Tag("slow")
  void dataIsValidOrThereIsNoneForThousandsOfSchemas() {
    assertThat(brokenPromises(1_000, 1_500)).isEmpty();
  }

  /**
   * Schemas that have few values or none, whose words are old, or that refer in odd ways; each with
   * the draft that says what it means. Nobody must write a value of them, but a wrong one must not
   * get through.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}|2020",
        "{'type':'string'}|2020",
        "{'type':'string','nullable':false,'maxLength':3}|2020",
        "{'type':'string','enum':['a','b','null']}|2020",
        "{'type':['object','null'],'required':['a']}|2020",
        "{'not':{'type':'object'}}|2020",
        "{'type':'object','not':{'required':['a']}}|2020",
        "{'type':'object','additionalProperties':false}|2020",
        "{'type':'object','properties':{'value':{'type':'object','required':['value']}},'required':['value']}|2020",
        "{'type':'object','minProperties':1,'propertyNames':{'pattern':'^[a-c]$'}}|2020",
        "{'type':'array','items':{'$ref':'%'},'minItems':1}|2020",
        "{'type':'array','items':false,'minItems':1}|2020",
        "{'$ref':'%/$defs/a','$defs':{'a':{'anyOf':[{'type':'integer'},{'type':'array','items':{'$ref':'%/$defs/a'}}]}}}|2020",
        "{'$id':'http://example.com/root','$ref':'%/$defs/a','$defs':{'a':{'type':'integer','multipleOf':3}}}|2020",
        "{'$anchor':'top','type':['array','integer'],'items':{'$ref':'%top'}}|2020",
        "{'type':'object','properties':{'$ref':{'type':'string'},'x':{'$ref':'%/properties/$ref'}},'required':['x']}|2020",
        "{'enum':[{'$ref':'%'},{'value':1},1.0,null]}|2020",
        "{'const':{'value':{'value':null}}}|2020",
        "{'type':'integer','minimum':9007199254740993,'maximum':9007199254740993}|2020",
        "{'type':'number','exclusiveMaximum':0.3,'minimum':0.1,'multipleOf':0.1}|2020",
        "{'if':{'type':'object'},'then':{'required':['a']},'else':{'type':'integer'}}|2020",
        "{'type':'array','prefixItems':[{'type':'string'}],'items':{'type':'integer'},'contains':{'const':7}}|2020",
        "{'type':'object','properties':{'a':{'type':'integer'}},'unevaluatedProperties':false}|2020",
        "{'oneOf':[{'type':'integer'},{'minimum':3}]}|2020",
        "{'type':'array','items':[{'type':'string'}],'additionalItems':{'type':'integer'}}|7",
        "{'definitions':{'a':{'type':'string'}},'type':'array','items':{'$ref':'%/definitions/a'}}|7",
        "{'type':'object','dependencies':{'a':['b'],'c':{'required':['a']}}}|7",
        "{'type':'number','minimum':1,'exclusiveMinimum':true}|4"
      })
  void wrongDataNeverGetsThrough(String spelled) {
    int end = spelled.lastIndexOf('|');
    JsonNode schema = Json.parse(spelled.substring(0, end).replace('\'', '"').replace('%', '#'));
    Judge judge = new Judge(schema, version(spelled.substring(end + 1)));
    List<String> broken = new ArrayList<>();
    HttpResponse<String> sandbox = gateway.post("/v3/call", body("sandbox/chat", schema));
    judge.problems(sandbox, false).forEach(p -> broken.add("sandbox: " + shortened(p)));
    JsonNode good = Json.parse(sandbox.body()).get("data");
    for (long seed = 0; seed < 24; seed++) {
      JsonNode value = seed < 16 || good == null ? new RandomJson(seed).value(2) : good;
      JsonNode written = seed % 3 == 0 ? value : Json.object().set("value", value);
      String text = seed % 5 == 0 ? "Well: " + Json.text(written) : Json.text(written);
      MODEL.say(
          new MisbehavingModel.Mood(MisbehavingModel.Refuses.NOTHING, false, seed), List.of(text));
      String target = MODELS.get((int) (seed % MODELS.size()));
      String path = seed % 2 == 0 ? "/v3/call" : "/v3/call/stream";
      judge
          .problems(gateway.post(path, body(target, schema)), false)
          .forEach(p -> broken.add(target + " wrote " + text + ": " + shortened(p)));
    }
    assertThat(broken).isEmpty();
  }

  private static SpecificationVersion version(String draft) {
    return switch (draft) {
      case "4" -> SpecificationVersion.DRAFT_4;
      case "7" -> SpecificationVersion.DRAFT_7;
      default -> SpecificationVersion.DRAFT_2020_12;
    };
  }

  private List<String> brokenPromises(long firstSeed, int schemas) {
    List<String> broken = new ArrayList<>();
    for (long seed = firstSeed; seed < firstSeed + schemas; seed++) {
      JsonNode schema = new RandomSchema(seed).document();
      Judge judge = new Judge(schema, SpecificationVersion.DRAFT_2020_12);
      String about = "seed " + seed + " " + Json.text(schema);
      JsonNode value = fromSandbox(judge, about, broken);
      if (value == null) {
        continue;
      }
      Random random = new Random(seed);
      for (String target : MODELS) {
        List<Habit> habits = List.of(habit(random), habit(random));
        ask(judge, target, habits, value, random.nextLong())
            .forEach(p -> broken.add(target + " " + habits + " " + shortened(p) + " " + about));
      }
    }
    return broken;
  }

  private static String shortened(String problem) {
    return problem.length() < 900 ? problem : problem.substring(0, 900) + "…";
  }

  private static Habit habit(Random random) {
    return Habit.values()[random.nextInt(Habit.values().length)];
  }

  /** A value of the schema by the sandbox, which can always make one of a generated schema. */
  private @Nullable JsonNode fromSandbox(Judge judge, String about, List<String> broken) {
    String body = body("sandbox/chat", judge.schema);
    HttpResponse<String> whole = gateway.post("/v3/call", body);
    HttpResponse<String> stream = gateway.post("/v3/call/stream", body);
    judge.problems(whole, true).forEach(p -> broken.add("sandbox " + p + " " + about));
    judge.problems(stream, true).forEach(p -> broken.add("sandbox stream " + p + " " + about));
    return whole.statusCode() == 200 ? Json.parse(whole.body()).get("data") : null;
  }

  private List<String> ask(
      Judge judge, String target, List<Habit> habits, JsonNode value, long seed) {
    boolean wrapped = !judge.schema.path("type").asString("").equals("object");
    JsonNode written = value;
    if (wrapped) {
      written = Json.object().set("value", value);
    }
    if (judge.schema.path("type").asString("").equals("string") && judge.schema.size() == 1) {
      written = value;
    }
    Random random = new Random(seed);
    List<String> texts = new ArrayList<>();
    for (Habit habit : habits) {
      texts.add(habit.write(written, random));
    }
    MisbehavingModel.Refuses[] all = MisbehavingModel.Refuses.values();
    MisbehavingModel.Mood mood =
        new MisbehavingModel.Mood(
            all[random.nextInt(all.length)], random.nextInt(4) == 0, random.nextLong());
    boolean serves = habits.stream().anyMatch(habit -> habit.serves);
    List<String> problems = new ArrayList<>();
    for (String path : List.of("/v3/call", "/v3/call/stream")) {
      MODEL.say(mood, texts);
      HttpResponse<String> answer = gateway.post(path, body(target, judge.schema));
      judge.problems(answer, serves).forEach(p -> problems.add(path + " " + mood + ": " + p));
    }
    return problems;
  }

  private static String body(String model, JsonNode schema) {
    ObjectNode body = Json.object().put("name", "guarantee").put("instructions", "Answer.");
    body.put("model", model).put("input", "What is the weather in Stockholm?");
    body.set("output_schema", schema);
    body.putObject("stream_options").put("fields", true);
    return Json.text(body);
  }

  /** Judges answers by the schema library alone. */
  private static final class Judge {
    private final JsonNode schema;
    private final com.networknt.schema.Schema compiled;

    Judge(JsonNode schema, SpecificationVersion version) {
      this.schema = schema;
      this.compiled = SchemaRegistry.withDefaultDialect(version).getSchema(schema);
    }

    /**
     * What is wrong with an answer.
     *
     * @param serves whether it must be a value
     */
    List<String> problems(HttpResponse<String> answer, boolean serves) {
      boolean streamed =
          answer.headers().firstValue("content-type").orElse("").startsWith("text/event-stream");
      JsonNode end = streamed ? lastEvent(answer.body()) : Json.parse(answer.body());
      if (end == null) {
        return List.of("a stream without an end: " + answer.body());
      }
      JsonNode data = end.get("data");
      if (data == null) {
        String code = end.path("error").path("code").asString("");
        boolean told = code.equals("output_invalid") && (streamed || answer.statusCode() == 422);
        return told && !serves ? List.of() : List.of(answer.statusCode() + " " + Json.text(end));
      }
      List<String> problems = new ArrayList<>();
      compiled
          .validate(
              data,
              context -> context.executionConfig(config -> config.formatAssertionsEnabled(true)))
          .forEach(error -> problems.add("invalid: " + error + " in " + Json.text(data)));
      return problems;
    }

    /** What the stream ends in before its {@code [DONE]}; null if it just stops. */
    private static @Nullable JsonNode lastEvent(String body) {
      List<String> lines = body.lines().filter(line -> !line.isEmpty()).toList();
      if (lines.size() < 2 || !lines.getLast().equals("data: [DONE]")) {
        return null;
      }
      String last = lines.get(lines.size() - 2).substring("data: ".length());
      boolean complete = lines.size() > 2 && lines.get(lines.size() - 3).equals("event: complete");
      JsonNode event = Json.parse(last);
      return complete || event.path("type").asString("").equals("error") ? event : null;
    }
  }
}
