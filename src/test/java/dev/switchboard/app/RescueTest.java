package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.http.FakeUpstream;
import dev.switchboard.http.Script;
import dev.switchboard.json.Json;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** Streams that break off after their first words, and how another target goes on with them. */
class RescueTest {
  private static final String CHAT = "/v3/compat/chat/completions";
  private static final String PATIENCE =
      "retries: 0, timeouts: {connect: 1s, first_event: 5s, between_events: 5s, total: 9s}";

  private static final FakeUpstream BAD = FakeUpstream.start();
  private static final FakeUpstream GOOD = FakeUpstream.start();
  private static RunningGateway gateway;

  @BeforeAll
  static void start(@TempDir Path folder) {
    StringBuilder yaml = new StringBuilder("resilience: {circuit: {failures: 0}}\nproviders:\n");
    for (Family family : Family.values()) {
      String name = name(family);
      yaml.append(family.provider("bad-" + name, address(BAD), PATIENCE))
          .append(family.provider("good-" + name, address(GOOD), PATIENCE));
    }
    yaml.append(Family.OPENAI.provider("again", address(BAD), PATIENCE.replace("0,", "1,")));
    yaml.append("models:\n  single: bad-openai/m\n  again: again/m\n");
    for (Family one : Family.values()) {
      for (Family other : Family.values()) {
        yaml.append(
            "  %s: {targets: [bad-%s/%s, good-%s/%s]}\n"
                .formatted(
                    route(one, other), name(one), one.model("m"), name(other), other.model("g")));
      }
    }
    yaml.append(
        "  three: {targets: [bad-openai/m, good-openai/g, good-anthropic/claude-3-opus]}\n");
    gateway = RunningGateway.start(folder, yaml.toString());
  }

  @BeforeEach
  void forget() {
    BAD.forget();
    GOOD.forget();
  }

  @AfterAll
  static void stop() {
    gateway.close();
    BAD.close();
    GOOD.close();
  }

  @ParameterizedTest
  @EnumSource(Ingress.class)
  void goesOnWithATextWhoeverBrokeOffAndWhoeverGoesOn(Ingress ingress) {
    List<String> wrong = new ArrayList<>();
    for (Family one : Family.values()) {
      for (Family other : Family.values()) {
        BAD.otherwise(r -> one.at(r.target()).begun("The quick").cut());
        GOOD.otherwise(r -> other.at(r.target()).stream(" brown fox"));
        String stream = ingress.ask(gateway, route(one, other), true).body();
        if (!ingress.text(stream).equals("The quick brown fox") || !ingress.endsWell(stream)) {
          wrong.add(one + " to " + other + ": " + stream);
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Ingress.class)
  void leavesOutWhatTheOtherRepeats(Ingress ingress) {
    BAD.otherwise(r -> Family.OPENAI.at(r.target()).begun("The quick").cut());
    GOOD.otherwise(_ -> Family.ANTHROPIC.stream("The quick brown fox"));
    String stream = ingress.ask(gateway, route(Family.OPENAI, Family.ANTHROPIC), true).body();
    assertThat(ingress.text(stream)).isEqualTo("The quick brown fox");
    assertThat(ingress.endsWell(stream)).isTrue();
  }

  @ParameterizedTest
  @EnumSource(Ingress.class)
  void endsInAnErrorWhenNobodyCanGoOn(Ingress ingress) {
    BAD.otherwise(r -> Family.OPENAI.at(r.target()).begun("Half").cut());
    GOOD.otherwise(_ -> Script.json(400, Family.ANTHROPIC.error(400, "prefill not supported")));
    String stream = ingress.ask(gateway, route(Family.OPENAI, Family.ANTHROPIC), true).body();
    assertThat(ingress.endsInError(stream)).as(stream).isTrue();
    assertThat(stream).contains("broke off").doesNotContain("prefill");
    assertThat(GOOD.requests()).hasSize(2);
  }

  @ParameterizedTest
  @EnumSource(Ingress.class)
  void isLeftAsItIsWhenTheCallerWantsNoRescue(Ingress ingress) {
    BAD.otherwise(r -> Family.OPENAI.at(r.target()).begun("Half").cut());
    GOOD.otherwise(r -> Family.OPENAI.at(r.target()).stream("Good"));
    String model = route(Family.OPENAI, Family.OPENAI);
    String stream = ingress.ask(gateway, model, true, "x-switchboard-rescue", "off").body();
    assertThat(ingress.endsInError(stream)).as(stream).isTrue();
    assertThat(GOOD.requests()).isEmpty();
  }

  @Test
  void refusesAWishThatIsNone() {
    HttpResponse<String> answer =
        Ingress.OPENAI.ask(gateway, "single", true, "x-switchboard-rescue", "maybe");
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("maybe", "on or off");
  }

  @Test
  void keepsIdCreationAndModelOfAChatThatWasPassedOn() {
    BAD.otherwise(_ -> Family.OPENAI.begun("The quick").cut());
    GOOD.otherwise(_ -> Family.GEMINI.stream(" brown fox"));
    List<JsonNode> events =
        Ingress.events(
            Ingress.OPENAI.ask(gateway, route(Family.OPENAI, Family.GEMINI), true).body());
    for (String field : List.of("id", "created", "model")) {
      assertThat(events.stream().map(e -> e.path(field).asString()).distinct()).hasSize(1);
    }
  }

  @Test
  void goesOnInTheBlockThatWasOpen() {
    BAD.otherwise(_ -> Family.ANTHROPIC.begun("The quick").cut());
    GOOD.otherwise(_ -> Family.OPENAI.stream(" brown fox"));
    String stream =
        Ingress.ANTHROPIC.ask(gateway, route(Family.ANTHROPIC, Family.OPENAI), true).body();
    assertThat(stream.split("content_block_start\"", -1)).hasSize(2);
    assertThat(stream.split("content_block_stop\"", -1)).hasSize(2);
    assertThat(stream.split("event: message_start", -1)).hasSize(2);
    assertThat(Ingress.events(stream).stream().map(e -> e.path("index").asInt(0))).containsOnly(0);
  }

  @Test
  void keepsItemsAndNumbersOfAResponseThatWasPassedOn() {
    BAD.otherwise(_ -> Family.RESPONSES.begun("The quick").cut());
    GOOD.otherwise(_ -> Family.ANTHROPIC.stream(" brown fox"));
    List<JsonNode> events =
        Ingress.events(
            Ingress.RESPONSES.ask(gateway, route(Family.OPENAI, Family.ANTHROPIC), true).body());
    JsonNode last = events.getLast().path("response");
    assertThat(last.path("id").stringValue()).isEqualTo("resp_up");
    assertThat(last.at("/output/0/id").stringValue()).isEqualTo("msg_up");
    assertThat(last.at("/output/0/content/0/text").stringValue()).isEqualTo("The quick brown fox");
    assertThat(last.path("output").size()).isEqualTo(1);
    Set<String> items = new TreeSet<>();
    for (int i = 0; i < events.size(); i++) {
      if (i > 4) {
        assertThat(events.get(i).path("sequence_number").asInt()).isEqualTo(i);
      }
      if (events.get(i).has("item_id")) {
        items.add(events.get(i).path("item_id").stringValue());
      }
    }
    assertThat(items).containsExactly("msg_up");
  }

  @Test
  void asksByABeginningAndThenInWordsWhereThatIsRefused() {
    BAD.otherwise(_ -> Family.OPENAI.begun("The quick").cut());
    GOOD.enqueue(
        Script.json(400, Family.ANTHROPIC.error(400, "prefill not supported")),
        Family.ANTHROPIC.stream(" brown fox"));
    String stream =
        Ingress.OPENAI.ask(gateway, route(Family.OPENAI, Family.ANTHROPIC), true).body();
    assertThat(Ingress.OPENAI.text(stream)).isEqualTo("The quick brown fox");
    JsonNode first = Json.parse(GOOD.takeRequest().body()).path("messages");
    assertThat(first.get(first.size() - 1).path("role").stringValue()).isEqualTo("assistant");
    JsonNode second = Json.parse(GOOD.takeRequest().body()).path("messages");
    assertThat(second.get(second.size() - 1).path("role").stringValue()).isEqualTo("user");
    assertThat(Json.text(second)).contains("The quick", "broke off");
  }

  @Test
  void asksTheNextWhenOneContradictsWhatWasDelivered() {
    BAD.otherwise(_ -> Family.OPENAI.begun("The quick brown fox").cut());
    GOOD.otherwise(r ->
        r.target().contains("messages")
            ? Family.ANTHROPIC.stream(" jumps")
            : Family.OPENAI.stream("The quick brown dog"));
    String stream = Ingress.OPENAI.ask(gateway, "three", true).body();
    assertThat(Ingress.OPENAI.text(stream)).isEqualTo("The quick brown fox jumps");
  }

  @Test
  void asksTheSameTargetAgainWhereThereIsNoOther() {
    BAD.enqueue(Family.OPENAI.begun("The quick").cut(), Family.OPENAI.stream(" brown fox"));
    String stream = Ingress.OPENAI.ask(gateway, "again", true).body();
    assertThat(Ingress.OPENAI.text(stream)).isEqualTo("The quick brown fox");
    assertThat(BAD.requests()).hasSize(2);
  }

  @Test
  void goesOnTwiceWhenTheSecondBreaksOffToo() {
    BAD.otherwise(_ -> Family.OPENAI.begun("The quick").cut());
    GOOD.otherwise(r ->
        r.target().contains("messages")
            ? Family.ANTHROPIC.stream(" fox")
            : Family.OPENAI.begun(" brown").cut());
    HttpResponse<String> answer = Ingress.OPENAI.ask(gateway, "three", true);
    assertThat(Ingress.OPENAI.text(answer.body())).isEqualTo("The quick brown fox");
    assertThat(gateway.traceOf(answer).path("spans")).hasSize(4);
  }

  @Test
  void pricesBothAttemptsAndSaysOnTheTraceWhatWasDone() {
    BAD.otherwise(_ -> Family.OPENAI.begun("The quick").cut());
    GOOD.otherwise(_ -> Family.ANTHROPIC.stream(" brown fox"));
    HttpResponse<String> answer =
        Ingress.NATIVE.ask(gateway, route(Family.OPENAI, Family.ANTHROPIC), true);
    JsonNode meta =
        Ingress.events(answer.body()).stream()
            .filter(event -> event.has("meta"))
            .findFirst()
            .orElseThrow()
            .path("meta");
    assertThat(Json.text(meta.path("models_used")))
        .contains("bad-openai/m", "good-anthropic/claude-sonnet-4-5-g");
    assertThat(Json.text(meta.path("warnings"))).contains("broke off");
    assertThat(meta.at("/usage/output_tokens").asInt()).isGreaterThan(10);
    String trace = Json.text(gateway.traceOf(answer));
    assertThat(trace).contains("\"rescue\":\"prefill\"", "estimated");
  }

  @Test
  void completesTheArgumentsOfACall() {
    BAD.otherwise(_ -> Family.OPENAI.toolCallBegun().cut());
    GOOD.otherwise(_ -> call("f", "{\"b\":2,\"a\":1}"));
    String stream = tools(route(Family.OPENAI, Family.OPENAI));
    assertThat(arguments(stream)).isEqualTo("{\"a\":1,\"b\":2}");
    assertThat(stream).contains("\"finish_reason\":\"tool_calls\"");
    assertThat(Json.parse(GOOD.takeRequest().body()).at("/messages/1/content").stringValue())
        .contains("had begun to call f", "{\"a\":");
  }

  @Test
  void neverSendsOtherArgumentsThanItBeganWith() {
    BAD.otherwise(_ -> Family.OPENAI.toolCallBegun().cut());
    GOOD.otherwise(_ -> call("f", "{\"b\":2}"));
    String stream = tools(route(Family.OPENAI, Family.OPENAI));
    assertThat(arguments(stream)).isEqualTo("{\"a\":");
    assertThat(Ingress.OPENAI.endsInError(stream)).as(stream).isTrue();
  }

  @Test
  void completesJsonThatFollowsItsSchema() {
    BAD.otherwise(_ -> Family.OPENAI.begun("{\"city\":\"Ro").cut());
    GOOD.otherwise(_ -> Family.OPENAI.stream("{\"people\":2800000,\"city\":\"Rome\"}"));
    String stream = structured(route(Family.OPENAI, Family.OPENAI));
    assertThat(Json.parse(Ingress.OPENAI.text(stream)))
        .isEqualTo(Json.parse("{\"city\":\"Rome\",\"people\":2800000}"));
    assertThat(Ingress.OPENAI.endsWell(stream)).isTrue();
  }

  @Test
  void neverCompletesJsonThatBreaksItsSchema() {
    BAD.otherwise(_ -> Family.OPENAI.begun("{\"city\":\"Ro").cut());
    GOOD.otherwise(_ -> Family.OPENAI.stream("{\"city\":\"Rome\",\"people\":\"many\"}"));
    String stream = structured(route(Family.OPENAI, Family.OPENAI));
    assertThat(Ingress.OPENAI.endsInError(stream)).as(stream).isTrue();
  }

  @Test
  void completesAValueOfTheNativeApi() {
    BAD.otherwise(_ -> Family.OPENAI.begun("{\"city\":\"Ro").cut());
    GOOD.otherwise(_ -> Family.OPENAI.stream("{\"city\":\"Rome\",\"people\":2800000}"));
    HttpResponse<String> answer =
        gateway.post(
            "/v3/call/stream",
            """
            {"name":"f","instructions":"Say","input":"hi","model":"%s","output_schema":{"type":"object",
             "properties":{"city":{"type":"string"},"people":{"type":"integer"}},
             "required":["city","people"],"additionalProperties":false}}
            """
                .formatted(route(Family.OPENAI, Family.OPENAI)));
    assertThat(Ingress.NATIVE.endsWell(answer.body())).as(answer.body()).isTrue();
    assertThat(Ingress.NATIVE.text(answer.body()))
        .isEqualTo("{\"city\":\"Rome\",\"people\":2800000}");
  }

  @Test
  void doesNotMixTheThoughtsOfTwoModels() {
    BAD.otherwise(_ ->
        Family.OPENAI
            .head()
            .chunk(
                "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\","
                    + "\"choices\":[{\"index\":0,\"delta\":{\"reasoning_content\":\"Hm, \"},"
                    + "\"finish_reason\":null}]}\n\n")
            .cut());
    GOOD.otherwise(_ ->
        Script.sse(
            AnthropicUpstreams.start()
                .replace(
                    "{\"type\":\"text\",\"text\":\"\"}",
                    "{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"\"}"),
            AnthropicUpstreams.event(
                "content_block_delta",
                "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"thinking_delta\",\"thinking\":\"well\"}}"),
            AnthropicUpstreams.event(
                "content_block_delta",
                "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"signature_delta\",\"signature\":\"sig-b\"}}"),
            AnthropicUpstreams.event(
                "content_block_stop", "{\"type\":\"content_block_stop\",\"index\":0}"),
            AnthropicUpstreams.event(
                "content_block_start",
                "{\"type\":\"content_block_start\",\"index\":1,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}"),
            AnthropicUpstreams.delta("Fox").replace("\"index\":0", "\"index\":1"),
            AnthropicUpstreams.end().replace("\"index\":0", "\"index\":1")
                + AnthropicUpstreams.stop()));
    String stream =
        Ingress.ANTHROPIC.ask(gateway, route(Family.OPENAI, Family.ANTHROPIC), true).body();
    assertThat(Ingress.ANTHROPIC.text(stream)).isEqualTo("Fox");
    assertThat(stream).contains("Hm, ").doesNotContain("well", "sig-b");
    assertThat(Ingress.ANTHROPIC.endsWell(stream)).isTrue();
  }

  private String tools(String model) {
    return gateway
        .post(
            CHAT,
            """
            {"model":"%s","stream":true,"messages":[{"role":"user","content":"hi"}],
             "tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object",
             "properties":{"a":{"type":"integer"},"b":{"type":"integer"}}}}}]}
            """
                .formatted(model))
        .body();
  }

  private String structured(String model) {
    return gateway
        .post(
            CHAT,
            """
            {"model":"%s","stream":true,"messages":[{"role":"user","content":"hi"}],
             "response_format":{"type":"json_schema","json_schema":{"name":"r","schema":{"type":"object",
             "properties":{"city":{"type":"string"},"people":{"type":"integer"}},"required":["city","people"]}}}}
            """
                .formatted(model))
        .body();
  }

  private static Script call(String name, String arguments) {
    return Script.sse(
        "data: {\"id\":\"d\",\"object\":\"chat.completion.chunk\",\"created\":2,\"model\":\"m\",\"choices\":"
            + "[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0,\"id\":\"t\",\"type\":\"function\","
            + "\"function\":{\"name\":\""
            + name
            + "\",\"arguments\":"
            + Json.quote(arguments)
            + "}}]},\"finish_reason\":null}]}\n\n",
        Upstreams.finish().replace("\"stop\"", "\"tool_calls\"") + Upstreams.done());
  }

  private static String arguments(String stream) {
    StringBuilder all = new StringBuilder();
    for (JsonNode event : Ingress.events(stream)) {
      all.append(event.at("/choices/0/delta/tool_calls/0/function/arguments").asString(""));
    }
    return all.toString();
  }

  private static String name(Family family) {
    return family.name().toLowerCase(Locale.ROOT);
  }

  private static String route(Family one, Family other) {
    return name(one) + "-to-" + name(other);
  }

  private static String address(FakeUpstream upstream) {
    return upstream.uri("").toString();
  }
}
