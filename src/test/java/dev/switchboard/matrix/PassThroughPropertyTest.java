package dev.switchboard.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.http.Script;
import dev.switchboard.ir.ChatResponse;
import dev.switchboard.json.Json;
import dev.switchboard.json.RandomJson;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Between callers and providers of one dialect every byte goes on, both ways: fields that nobody
 * here knows, their order, their spelling, white space and numbers; only the model is named anew.
 */
class PassThroughPropertyTest {
  private static final int TRIES = 40;

  @TempDir static Path folder;
  private static MatrixGateway gateway;

  @BeforeAll
  static void start() {
    gateway = new MatrixGateway(folder);
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  static List<Arguments> lanes() {
    List<Arguments> lanes = new ArrayList<>();
    for (Ingress ingress : Ingress.ALL) {
      for (Egress egress : Egress.VENDORS) {
        if (ingress.server().dialect() == egress.dialect()) {
          lanes.add(Arguments.of(ingress, egress));
        }
      }
    }
    assertThat(lanes).hasSize(4);
    return lanes;
  }

  @ParameterizedTest
  @MethodSource("lanes")
  void changesTheModelOfARequestAndNothingOfItsAnswer(Ingress ingress, Egress egress) {
    for (long seed = 0; seed < TRIES; seed++) {
      RandomJson json = new RandomJson(seed);
      String model = egress.provider() + "/" + egress.model();
      String body = request(ingress, json, seed, model, "");
      String given = unknown(json) + whole(egress, seed).substring(1);
      HttpResponse<String> answer = ask(ingress, model, false, body, Script.json(200, given));
      assertThat(answer.statusCode()).as("%s: %s", body, answer.body()).isEqualTo(200);
      assertThat(sent()).isEqualTo(renamed(body, model, egress.model()));
      assertThat(answer.body()).isEqualTo(given);
    }
  }

  @ParameterizedTest
  @MethodSource("lanes")
  void changesTheModelOfARequestAndNothingOfItsStream(Ingress ingress, Egress egress) {
    for (long seed = 0; seed < TRIES; seed++) {
      RandomJson json = new RandomJson(seed);
      String model = egress.provider() + "/" + egress.model();
      String wish =
          switch (ingress.server().dialect()) {
            case GEMINI_GENERATE -> "";
            case OPENAI_CHAT -> "\"stream\" :true,\"stream_options\":{ \"include_usage\":true},";
            default -> "\"stream\" : true , ";
          };
      String body = request(ingress, json, seed, model, wish);
      String given = stream(egress, json, seed);
      HttpResponse<String> answer = ask(ingress, model, true, body, Script.sse(given));
      assertThat(answer.statusCode()).as("%s: %s", body, answer.body()).isEqualTo(200);
      assertThat(sent()).isEqualTo(renamed(body, model, egress.model()));
      assertThat(answer.body()).isEqualTo(given);
    }
  }

  /** What must be said, and fields that nobody knows, in any order and any spelling. */
  private static String request(
      Ingress ingress, RandomJson json, long seed, String model, String wish) {
    String said = Json.quote("Say \"hello\" – " + seed);
    List<String> fields = new ArrayList<>();
    switch (ingress.server().dialect()) {
      case OPENAI_CHAT ->
          fields.add("\"messages\":[ {\"content\" :" + said + ",\"role\":\"user\"}]");
      case OPENAI_RESPONSES -> fields.add("\"input\" : " + said);
      case ANTHROPIC_MESSAGES -> {
        fields.add("\"messages\": [{\"content\":" + said + " , \"role\":\"user\"}]");
        fields.add("\"max_tokens\":1e2");
      }
      default -> fields.add("\"contents\":[{\"parts\":[{\"text\" :" + said + "}]}]");
    }
    boolean named = ingress.path("m", false).endsWith("m:generateContent");
    if (!named) {
      fields.add("\"model\" :\"" + model + "\"");
    }
    for (int i = 0; i < 3; i++) {
      fields.add("\"x_" + i + "\":" + json.spell(json.value(3)));
    }
    Collections.shuffle(fields, new Random(seed));
    return "{ " + wish + String.join(" ,", fields) + "\n}";
  }

  private static String renamed(String body, String model, String upstreamModel) {
    return body.replace("\"model\" :\"" + model + "\"", "\"model\" :\"" + upstreamModel + "\"");
  }

  private static String unknown(RandomJson json) {
    return "{ \"x_new\" : " + json.spell(json.value(3)) + ",";
  }

  private static String whole(Egress egress, long seed) {
    ChatResponse answer = new RandomTalk(seed).answer();
    return new String(
        egress.vendor().encodeResponse(answer, Sse.HEAD).bytes(), StandardCharsets.UTF_8);
  }

  /** Events on one line each, every object of them with a field that nobody knows. */
  private static String stream(Egress egress, RandomJson json, long seed) {
    String plain = Sse.write(egress.vendor(), Told.events(new RandomTalk(seed).answer()));
    StringBuilder odd = new StringBuilder();
    for (String line : plain.split("\n", -1)) {
      if (line.startsWith("data: {")) {
        String value = json.spell(json.value(2)).replaceAll("[\\r\\n]", " ");
        odd.append("data: { \"x_new\" :").append(value).append(',').append(line.substring(7));
      } else {
        odd.append(line);
      }
      odd.append('\n');
    }
    return odd.substring(0, odd.length() - 1);
  }

  private static HttpResponse<String> ask(
      Ingress ingress, String model, boolean stream, String body, Script script) {
    return gateway.ask(ingress.path(model, stream), body.getBytes(StandardCharsets.UTF_8), script);
  }

  private static String sent() {
    return gateway.sent().body();
  }
}
