package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.switchboard.http.FakeUpstream;
import dev.switchboard.json.Json;
import dev.switchboard.json.RandomSchema;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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

  @TempDir Path folder;
  private final MisbehavingModel model = new MisbehavingModel();
  private FakeUpstream upstream;
  private RunningGateway gateway;

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

  @BeforeEach
  void start() {
    upstream = FakeUpstream.start().otherwise(model);
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

  @AfterEach
  void stop() {
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

  private List<String> brokenPromises(long firstSeed, int schemas) {
    List<String> broken = new ArrayList<>();
    for (long seed = firstSeed; seed < firstSeed + schemas; seed++) {
      JsonNode schema = new RandomSchema(seed).document();
      Judge judge = new Judge(schema);
      String about = "seed " + seed + " " + Json.text(schema);
      JsonNode value = fromSandbox(judge, about, broken);
      Random random = new Random(seed);
      for (String target : value == null ? List.<String>of() : MODELS) {
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
  private JsonNode fromSandbox(Judge judge, String about, List<String> broken) {
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
      model.say(mood, texts);
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

    Judge(JsonNode schema) {
      this.schema = schema;
      this.compiled =
          SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(schema);
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
    private static JsonNode lastEvent(String body) {
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
