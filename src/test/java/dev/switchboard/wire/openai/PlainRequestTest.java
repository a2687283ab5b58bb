package dev.switchboard.wire.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.json.Json;
import dev.switchboard.json.RandomJson;
import dev.switchboard.wire.CallerRequest;
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

class PlainRequestTest {
  private static final List<String> PLAIN_ROLES =
      List.of("system", "developer", "user", "assistant");
  private static final List<String> FIELDS =
      List.of(
          "model",
          "user",
          "temperature",
          "top_p",
          "max_tokens",
          "max_completion_tokens",
          "n",
          "seed",
          "stream",
          "stream_options");
  private static final List<String> OTHER_FIELDS =
      List.of(
          "tools", "stop", "top_k", "response_format", "reasoning_effort", "vendor", "functions");
  private static final List<String> VALUES =
      List.of(
          "1",
          "0",
          "-1",
          "1.0",
          "0.5",
          "1e2",
          "2147483647",
          "2147483648",
          "1e400",
          "99999999999999999999",
          "true",
          "false",
          "null",
          "\"\"",
          "\" \"",
          "\"m\"",
          "[]",
          "{}",
          "{\"include_usage\":true}",
          "{\"include_usage\":null}",
          "{\"include_usage\":1}",
          "[\"a\"]",
          "{\"type\":\"json_object\"}");

  @Property(tries = 5_000)
  void readsPlainRequestsAsTheThoroughReaderDoes(@ForAll long seed) {
    Random random = new Random(seed);
    RandomJson some = new RandomJson(seed);
    byte[] body = utf8(some.spell(request(random, false)));

    assertThat(PlainRequest.read(body)).contains(OpenAiChatServer.decodeThoroughly(body));
  }

  @Property(tries = 20_000)
  void leavesEveryOtherRequestOrReadsItAsTheThoroughReaderDoes(@ForAll long seed) {
    Random random = new Random(seed);
    RandomJson some = new RandomJson(seed);
    byte[] body = utf8(some.spell(request(random, true)));

    Optional<CallerRequest> quick = PlainRequest.read(body);

    quick.ifPresent(read -> assertThat(read).isEqualTo(OpenAiChatServer.decodeThoroughly(body)));
  }

  @Property(tries = 10_000)
  void leavesEveryDamagedRequestOrReadsItAsTheThoroughReaderDoes(@ForAll long seed) {
    Random random = new Random(seed);
    byte[] body = Json.write(request(random, random.nextInt(4) == 0));
    for (int times = random.nextInt(3); times >= 0; times--) {
      body[random.nextInt(body.length)] =
          (byte) "{}[],:\"\\0-e.tn \u00ff".charAt(random.nextInt(16));
    }

    Optional<CallerRequest> quick = PlainRequest.read(body);

    quick.ifPresent(read -> assertThat(read).isEqualTo(OpenAiChatServer.decodeThoroughly(body)));
  }

  @Example
  void leavesWhatIsGivenTwice() {
    for (String body :
        List.of(
            "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"a\"}],\"n\":1,\"n\":2}",
            "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"a\",\"content\":\"b\"}]}",
            "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\","
                + "\"text\":\"a\",\"text\":\"b\"}]}]}",
            "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"a\"}],"
                + "\"stream_options\":{\"include_usage\":true,\"include_usage\":false}}")) {
      assertThat(PlainRequest.read(utf8(body))).as(body).isEmpty();
    }
  }

  @Example
  void leavesWhatIsNotJson() {
    for (String body :
        List.of(
            "",
            "{",
            "[]",
            "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]} x",
            "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"a\"},]}",
            "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"a\n\"}]}")) {
      assertThat(PlainRequest.read(utf8(body))).as(body).isEmpty();
    }
  }

  @Example
  void leavesAConversationOfVeryManyParts() {
    ObjectNode body = Json.object().put("model", "m");
    ArrayNode messages = body.putArray("messages");
    for (int i = 0; i <= 10_000; i++) {
      messages.addObject().put("role", "user").put("content", "a");
    }

    assertThat(PlainRequest.read(Json.write(body))).isEmpty();
  }

  private static ObjectNode request(Random random, boolean odd) {
    ObjectNode body = Json.object();
    if (!odd) {
      body.put("model", "gpt-4.1-mini");
    }
    for (String field : FIELDS) {
      if (odd && random.nextInt(4) == 0) {
        body.set(field, Json.parse(one(random, VALUES)));
      } else if (random.nextBoolean()) {
        body.set(field, plain(field, random));
      }
    }
    if (odd && random.nextInt(3) == 0) {
      body.set(one(random, OTHER_FIELDS), Json.parse(one(random, VALUES)));
    }
    ArrayNode messages = body.putArray("messages");
    for (int i = random.nextInt(4) + (odd ? 0 : 1); i > 0; i--) {
      messages.add(message(random, odd));
    }
    return body;
  }

  private static JsonNode plain(String field, Random random) {
    String value =
        switch (field) {
          case "model", "user" -> "\"a b\"";
          case "temperature" -> one(random, List.of("0", "0.2", "1.50", "2", "1e-3"));
          case "top_p" -> one(random, List.of("0", "0.1", "1.0"));
          case "stream" -> one(random, List.of("true", "false"));
          case "stream_options" ->
              one(random, List.of("{}", "{\"include_usage\":true}", "{\"include_usage\":false}"));
          default -> one(random, List.of("1", "17", "2147483647"));
        };
    return Json.parse(value);
  }

  private static ObjectNode message(Random random, boolean odd) {
    ObjectNode message = Json.object();
    message.put("role", one(random, PLAIN_ROLES));
    if (random.nextInt(3) > 0) {
      message.put("content", text(random));
    } else {
      ArrayNode parts = message.putArray("content");
      for (int i = random.nextInt(4); i > 0; i--) {
        parts.addObject().put("type", "text").put("text", text(random));
      }
    }
    if (random.nextInt(4) == 0) {
      message.put("name", text(random));
    }
    if (odd) {
      distort(message, random);
    }
    return message;
  }

  private static void distort(ObjectNode message, Random random) {
    switch (random.nextInt(8)) {
      case 0 -> message.set("role", Json.parse(one(random, VALUES)));
      case 1 -> message.put("role", one(random, List.of("tool", "function", "bot")));
      case 2 -> message.set("content", Json.parse(one(random, VALUES)));
      case 3 -> message.set("name", Json.parse(one(random, VALUES)));
      case 4 ->
          message.set(
              one(random, List.of("refusal", "tool_calls", "reasoning", "cache_control", "audio")),
              Json.parse(one(random, VALUES)));
      case 5 -> {
        if (message.path("content") instanceof ArrayNode parts) {
          ObjectNode part = parts.addObject().put("type", "text").put("text", text(random));
          part.set(
              one(random, List.of("type", "text", "cache_control")),
              Json.parse(one(random, VALUES)));
        }
      }
      default -> {}
    }
  }

  private static String text(Random random) {
    return one(
        random,
        List.of(
            "", " ", "Go on.", "né", "漢字", "😀", "\"\\\n\u0000", "\ud83d", "The quick brown fox"));
  }

  private static String one(Random random, List<String> of) {
    return of.get(random.nextInt(of.size()));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
