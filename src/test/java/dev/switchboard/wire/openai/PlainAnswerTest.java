package dev.switchboard.wire.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.ir.ChatResponse;
import dev.switchboard.ir.Usage;
import dev.switchboard.json.Json;
import dev.switchboard.json.RandomJson;
import dev.switchboard.json.Tokens;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

class PlainAnswerTest {
  private static final OpenAiChatClient CLIENT = new OpenAiChatClient("p", OpenAiFlags.NONE);
  private static final List<String> VALUES =
      List.of(
          "1",
          "0",
          "-1",
          "1.0",
          "7e1",
          "12345678901",
          "true",
          "null",
          "\"\"",
          "\"stop\"",
          "\"error\"",
          "\"7\"",
          "[]",
          "{}",
          "[{}]",
          "{\"type\":\"x\"}",
          "{\"cached_tokens\":3}");
  private static final List<String> TOP =
      List.of(
          "id", "object", "model", "created", "choices", "usage", "error", "x_groq", "citations");
  private static final List<String> CHOICE =
      List.of(
          "index",
          "message",
          "delta",
          "finish_reason",
          "stop_reason",
          "logprobs",
          "usage",
          "error");
  private static final List<String> MESSAGE =
      List.of(
          "role",
          "content",
          "refusal",
          "annotations",
          "tool_calls",
          "function_call",
          "audio",
          "images",
          "reasoning",
          "reasoning_content",
          "reasoning_details");
  private static final List<String> USAGE =
      List.of(
          "prompt_tokens",
          "completion_tokens",
          "total_tokens",
          "prompt_tokens_details",
          "completion_tokens_details",
          "reasoning_tokens",
          "cost");

  private static final List<String> DETAILS =
      List.of("prompt_tokens_details", "completion_tokens_details");
  private static final List<String> DETAIL =
      List.of(
          "cached_tokens",
          "audio_tokens",
          "image_tokens",
          "reasoning_tokens",
          "accepted_prediction_tokens");

  @Property(tries = 5_000)
  void readsPlainAnswersAsTheThoroughReaderDoes(@ForAll long seed) {
    byte[] body = utf8(new RandomJson(seed).spell(answer(new Random(seed))));

    assertThat(PlainAnswer.read(body)).contains(CLIENT.decodeThoroughly(body));
  }

  @Property(tries = 20_000)
  void leavesEveryOtherAnswerOrReadsItAsTheThoroughReaderDoes(@ForAll long seed) {
    Random random = new Random(seed);
    ObjectNode answer = answer(random);
    for (int times = random.nextInt(2); times >= 0; times--) {
      distort(answer, random);
    }
    byte[] body = utf8(new RandomJson(seed).spell(answer));

    Optional<ChatResponse> quick = PlainAnswer.read(body);

    quick.ifPresent(read -> assertThat(read).isEqualTo(CLIENT.decodeThoroughly(body)));
  }

  @Property(tries = 10_000)
  void leavesEveryDamagedAnswerOrReadsItAsTheThoroughReaderDoes(@ForAll long seed) {
    Random random = new Random(seed);
    byte[] body = Json.write(answer(random));
    for (int times = random.nextInt(3); times >= 0; times--) {
      body[random.nextInt(body.length)] =
          (byte) "{}[],:\"\\0-e.tn \u00ff".charAt(random.nextInt(16));
    }

    Optional<ChatResponse> quick = PlainAnswer.read(body);

    quick.ifPresent(read -> assertThat(read).isEqualTo(CLIENT.decodeThoroughly(body)));
  }

  @Property(tries = 20_000)
  void makesOfUsageWhatItsTreeSays(@ForAll long seed) {
    Random random = new Random(seed);
    ObjectNode usage = Json.object();
    usage(usage, random);
    for (int times = random.nextInt(3); times > 0; times--) {
      distortUsage(usage, random);
    }
    byte[] body = utf8(givenTwice(new RandomJson(seed).spell(usage), random));

    Usage quick = new Tokens(body).tried(PlainUsage::read);

    if (quick != null) {
      assertThat(quick).isEqualTo(UsageReader.read(Json.parseReply(body)));
    }
  }

  @Example
  void readsTheUsageThatOpenAiGives() {
    byte[] usage =
        utf8(
            """
            {"prompt_tokens": 210, "completion_tokens": 140, "total_tokens": 350,
             "prompt_tokens_details": {"cached_tokens": 128, "audio_tokens": 2},
             "completion_tokens_details": {"reasoning_tokens": 60, "audio_tokens": null,
               "accepted_prediction_tokens": 0, "rejected_prediction_tokens": 0}}
            """);

    Usage read = PlainUsage.read(new Tokens(usage));

    assertThat(read).isEqualTo(UsageReader.read(Json.parseReply(usage)));
    assertThat(read).isNotNull().isNotEqualTo(Usage.UNKNOWN);
  }

  @Example
  void leavesUsageThatIsNotPlain() {
    for (String usage :
        List.of(
            "null",
            "{}",
            "{\"prompt_tokens\":1,\"completion_tokens\":2}",
            "{\"prompt_tokens\":0,\"completion_tokens\":0,\"total_tokens\":0}",
            "{\"prompt_tokens\":1,\"completion_tokens\":2,\"total_tokens\":null}",
            "{\"prompt_tokens\":1,\"completion_tokens\":2,\"total_tokens\":3,\"cost\":1}",
            "{\"prompt_tokens\":1,\"prompt_tokens\":1,\"completion_tokens\":2,\"total_tokens\":3}",
            "{\"prompt_tokens\":1,\"completion_tokens\":2,\"total_tokens\":3,"
                + "\"prompt_tokens_details\":null,\"prompt_tokens_details\":{\"cached_tokens\":1}}",
            "{\"prompt_tokens\":1,\"completion_tokens\":2,\"total_tokens\":3,"
                + "\"prompt_tokens_details\":{\"cached_tokens\":null,\"cached_tokens\":1}}",
            "{\"prompt_tokens\":1000000000001,\"completion_tokens\":2,\"total_tokens\":3}")) {
      Tokens tokens = new Tokens(utf8(usage));

      assertThat(tokens.tried(PlainUsage::read)).as(usage).isNull();
      assertThat(tokens.replyNode()).as(usage).isEqualTo(Json.parseReply(utf8(usage)));
    }
  }

  @Example
  void ofAFieldOfUsageThatIsGivenTwiceTheLastOneCounts() {
    byte[] body =
        utf8(
            "{\"choices\":[{\"message\":{\"content\":\"a\"},\"finish_reason\":\"stop\"}],"
                + "\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2,\"prompt_tokens\":3}}");

    assertThat(PlainAnswer.read(body)).contains(CLIENT.decodeThoroughly(body));
    assertThat(PlainAnswer.read(body).orElseThrow().usage().inputTotal()).isEqualTo(3);
  }

  @Example
  void leavesWhatIsGivenTwice() {
    for (String body :
        List.of(
            "{\"choices\":[{\"message\":{\"content\":\"a\",\"content\":\"b\"},\"finish_reason\":\"stop\"}]}",
            "{\"choices\":[{\"message\":{\"content\":\"a\"},\"message\":null,\"finish_reason\":\"stop\"}]}",
            "{\"choices\":[{\"message\":{\"content\":\"a\"},\"message\":{},\"finish_reason\":\"stop\"}]}",
            "{\"choices\":[{\"message\":{},\"message\":{\"content\":\"a\"},\"finish_reason\":\"stop\"}]}",
            "{\"choices\":[{\"message\":{\"content\":\"a\"},\"finish_reason\":\"stop\"}],"
                + "\"choices\":[{\"index\":0}]}",
            "{\"choices\":[{\"message\":{\"content\":\"a\"}}],"
                + "\"choices\":[{\"finish_reason\":\"stop\"}]}",
            "{\"id\":\"a\",\"id\":\"b\",\"choices\":[{\"message\":{\"content\":\"a\"},"
                + "\"finish_reason\":\"stop\"}]}")) {
      assertThat(PlainAnswer.read(utf8(body))).as(body).isEmpty();
    }
  }

  @Example
  void leavesUsageOfVeryManyValues() {
    ObjectNode answer = answer(new Random(1));
    ArrayNode values = answer.putObject("usage").putArray("values");
    for (int i = 0; i < 10_000; i++) {
      values.addObject();
    }

    assertThat(PlainAnswer.read(Json.write(answer))).isEmpty();
  }

  private static ObjectNode answer(Random random) {
    ObjectNode answer = Json.object();
    answer.put("id", "chatcmpl-1").put("object", "chat.completion").put("created", 1_760_000_000);
    answer.put("model", one(random, List.of("gpt-4.1-mini-2025-04-14", "")));
    ObjectNode choice = answer.putArray("choices").addObject();
    if (random.nextBoolean()) {
      choice.put("index", 0).putNull("logprobs");
    }
    ObjectNode message = choice.putObject("message");
    message.put("role", "assistant");
    message.put("content", one(random, List.of("", "Yes.", "né 漢字 😀", "\"\\\n\u0000", "\ud83d")));
    if (random.nextBoolean()) {
      message.putNull("refusal").putArray("annotations");
    }
    choice.put("finish_reason", one(random, List.of("stop", "length")));
    if (random.nextInt(4) > 0) {
      usage(answer.putObject("usage"), random);
    }
    if (random.nextBoolean()) {
      answer.put("service_tier", "default").putNull("system_fingerprint");
    }
    return answer;
  }

  private static void usage(ObjectNode usage, Random random) {
    int input = random.nextInt(1_000);
    int output = random.nextInt(1_000);
    usage.put("prompt_tokens", input).put("completion_tokens", output);
    if (random.nextBoolean()) {
      usage.put("total_tokens", input + output);
      usage
          .putObject("prompt_tokens_details")
          .put("cached_tokens", input / 2)
          .putNull("audio_tokens");
      usage.putObject("completion_tokens_details").put("reasoning_tokens", output / 3);
    }
  }

  private static void distort(ObjectNode answer, Random random) {
    if (!(answer.path("choices").path(0) instanceof ObjectNode choice)) {
      return;
    }
    switch (random.nextInt(6)) {
      case 0 -> answer.set(one(random, TOP), value(random));
      case 1 -> choice.set(one(random, CHOICE), value(random));
      case 2 -> {
        if (choice.path("message") instanceof ObjectNode message) {
          message.set(one(random, MESSAGE), value(random));
        }
      }
      case 3 -> {
        if (answer.path("usage") instanceof ObjectNode usage) {
          usage.set(one(random, USAGE), value(random));
        }
      }
      case 4 ->
          choice.put("finish_reason", one(random, List.of("tool_calls", "error", "eos", "so")));
      default -> ((ArrayNode) answer.path("choices")).add(choice.deepCopy());
    }
  }

  private static void distortUsage(ObjectNode usage, Random random) {
    JsonNode details = usage.path(one(random, DETAILS));
    if (details instanceof ObjectNode object && random.nextBoolean()) {
      object.set(one(random, DETAIL), value(random));
    } else {
      usage.set(one(random, USAGE), value(random));
    }
  }

  /** Gives one of the names once more, at times. */
  private static String givenTwice(String usage, Random random) {
    String name = one(random, random.nextBoolean() ? USAGE : DETAIL);
    int at = random.nextInt(8) == 0 ? usage.indexOf('"' + name + '"') : -1;
    return at < 0 ? usage : usage.substring(0, at) + '"' + name + "\":7," + usage.substring(at);
  }

  private static JsonNode value(Random random) {
    return Json.parse(one(random, VALUES));
  }

  private static String one(Random random, List<String> of) {
    return of.get(random.nextInt(of.size()));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
