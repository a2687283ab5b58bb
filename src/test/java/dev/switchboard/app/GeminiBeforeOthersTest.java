package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.http.FakeUpstream;
import dev.switchboard.http.Script;
import dev.switchboard.json.Json;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Gemini's API in front of providers that speak another dialect. */
class GeminiBeforeOthersTest {
  private static final String HI = "{\"contents\":[{\"parts\":[{\"text\":\"Hi\"}]}]}";
  private static final String TOOLS =
      "[{\"functionDeclarations\":[{\"name\":\"weather\",\"parameters\":{\"type\":\"OBJECT\","
          + "\"properties\":{\"city\":{\"type\":\"STRING\"}}}}]}]";

  @TempDir Path folder;
  private FakeUpstream upstream;
  private RunningGateway gateway;

  @BeforeEach
  void start() {
    upstream = FakeUpstream.start();
    gateway = RunningGateway.start(folder, AnthropicUpstreams.config(upstream.uri("").toString()));
  }

  @AfterEach
  void stop() {
    gateway.close();
    upstream.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"gpt/gpt-4o", "claude/claude-sonnet-4-5"})
  void answersForAnyModel(String model) {
    upstream.enqueue(
        model.startsWith("gpt") ? Upstreams.answer("Hello.") : AnthropicUpstreams.answer("Hello."));
    HttpResponse<String> answer = gateway.post(generate(model), HI);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    JsonNode body = Json.parse(answer.body());
    assertThat(parts(body).get(0).path("text").stringValue()).isEqualTo("Hello.");
    assertThat(body.path("candidates").get(0).path("finishReason").stringValue()).isEqualTo("STOP");
    assertThat(body.path("usageMetadata").path("promptTokenCount").asInt()).isEqualTo(1_000);
    assertThat(body.path("usageMetadata").path("candidatesTokenCount").asInt()).isEqualTo(10);
    assertThat(body.path("modelVersion").stringValue()).isNotEmpty();
    assertThat(body.path("responseId").stringValue()).isNotEmpty();
  }

  @Test
  void streamsNothingButLinesOfDataWithOneSpace() {
    upstream.enqueue(
        Script.sse(
            AnthropicUpstreams.start(),
            AnthropicUpstreams.delta("Hel"),
            AnthropicUpstreams.delta("lo"),
            AnthropicUpstreams.end(),
            AnthropicUpstreams.stop()));
    HttpResponse<String> answer = gateway.post(stream("claude/claude-sonnet-4-5"), HI);
    assertThat(answer.headers().firstValue("content-type").orElse(""))
        .startsWith("text/event-stream");
    List<JsonNode> events = events(answer.body());
    assertThat(events).hasSize(3);
    assertThat(parts(events.get(1)).get(0).path("text").stringValue()).isEqualTo("lo");
    JsonNode last = events.getLast();
    assertThat(last.path("candidates").get(0).path("finishReason").stringValue()).isEqualTo("STOP");
    assertThat(parts(last).size()).isEqualTo(1);
    assertThat(last.path("usageMetadata").path("totalTokenCount").asInt()).isEqualTo(1_010);
    assertThat(last.path("usageMetadata").path("cachedContentTokenCount").asInt()).isEqualTo(200);
  }

  @Test
  void endsABrokenStreamWithAnErrorThatSdksRaise() {
    upstream.enqueue(Script.sse(AnthropicUpstreams.start(), AnthropicUpstreams.delta("Hel")));
    List<JsonNode> events = events(gateway.post(stream("claude/claude-sonnet-4-5"), HI).body());
    JsonNode error = events.getLast().path("error");
    assertThat(error.path("code").asInt()).isEqualTo(502);
    assertThat(error.path("status").stringValue()).isEqualTo("UNAVAILABLE");
    assertThat(error.path("message").stringValue()).isNotBlank();
  }

  @Test
  void givesInterleavedCallsWholeAndInTheirOrder() {
    upstream.enqueue(
        Script.sse(
            call(0, "c0", "weather", "{\\\"ci"),
            call(1, "c1", "weather", "{\\\"city\\\":\\\"Ro"),
            call(1, null, null, "me\\\"}"),
            call(0, null, null, "ty\\\":\\\"Paris\\\"}"),
            Upstreams.finish().replace("\"stop\"", "\"tool_calls\""),
            Upstreams.usage(),
            Upstreams.done()));
    HttpResponse<String> answer = gateway.post(stream("gpt/gpt-4o"), withTools(HI));
    List<String> calls = new ArrayList<>();
    for (JsonNode event : events(answer.body())) {
      for (JsonNode part : parts(event)) {
        if (part.has("functionCall")) {
          calls.add(
              part.path("functionCall").path("id").stringValue()
                  + Json.text(part.path("functionCall").path("args")));
        }
      }
    }
    assertThat(calls).containsExactly("c0{\"city\":\"Paris\"}", "c1{\"city\":\"Rome\"}");
    assertThat(Json.text(events(answer.body()).getLast())).contains("\"finishReason\":\"STOP\"");
  }

  @Test
  void matchesResultsWithoutIdsByNameAndOrder() {
    upstream.enqueue(Upstreams.answer("Done."));
    String body =
        """
        {"contents":[{"role":"user","parts":[{"text":"Go"}]},
          {"role":"model","parts":[{"functionCall":{"name":"weather","args":{"city":"Paris"}}},
            {"functionCall":{"name":"weather","args":{"city":"Rome"}}}]},
          {"role":"user","parts":[{"functionResponse":{"name":"weather","response":{"result":"sun"}}}]},
          {"role":"user","parts":[{"functionResponse":{"name":"weather","response":{"output":"rain"}}}]}]}
        """;
    HttpResponse<String> answer = gateway.post(generate("gpt/gpt-4o"), withTools(body));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    JsonNode messages = Json.parse(upstream.takeRequest().body()).path("messages");
    JsonNode calls = messages.get(1).path("tool_calls");
    assertThat(messages.get(2).path("tool_call_id")).isEqualTo(calls.get(0).path("id"));
    assertThat(messages.get(2).path("content").stringValue()).isEqualTo("{\"result\":\"sun\"}");
    assertThat(messages.get(3).path("tool_call_id")).isEqualTo(calls.get(1).path("id"));
    assertThat(messages.get(3).path("content").stringValue()).isEqualTo("{\"output\":\"rain\"}");
  }

  @ParameterizedTest
  @CsvSource({"true, false", "true, true", "false, false"})
  void bringsClaudesThoughtBackOnTheNextTurn(boolean shown, boolean callerKeepsThoughts) {
    upstream.enqueue(Script.json(200, THINKING_CLAUDE));
    ObjectNode first = (ObjectNode) Json.parse(withTools(HI));
    first
        .putObject("generationConfig")
        .putObject("thinkingConfig")
        .put("thinkingBudget", 1_024)
        .put("includeThoughts", shown);
    JsonNode answered =
        Json.parse(gateway.post(generate("claude/claude-sonnet-4-5"), Json.text(first)).body());
    assertThat(Json.text(answered).contains("I should look.")).isEqualTo(shown);
    upstream.takeRequest();

    JsonNode content = answered.path("candidates").get(0).path("content");
    ArrayNode kept = Json.array();
    for (JsonNode part : content.path("parts")) {
      if (callerKeepsThoughts || !part.path("thought").asBoolean(false)) {
        kept.add(part);
      }
    }
    ObjectNode second = first.deepCopy();
    ArrayNode contents = second.withArray("contents");
    contents.addObject().put("role", "model").set("parts", kept);
    contents
        .addObject()
        .put("role", "user")
        .putArray("parts")
        .addObject()
        .putObject("functionResponse")
        .put("name", "weather")
        .putObject("response")
        .put("output", "sun");
    upstream.enqueue(AnthropicUpstreams.answer("Sunny."));
    HttpResponse<String> answer =
        gateway.post(generate("claude/claude-sonnet-4-5"), Json.text(second));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    JsonNode turn = Json.parse(upstream.takeRequest().body()).path("messages").get(1);
    assertThat(Json.text(turn.path("content").get(0)))
        .isEqualTo(
            "{\"type\":\"thinking\",\"thinking\":\"I should look.\",\"signature\":\"sig-claude\"}");
    assertThat(turn.path("content").findValuesAsString("type"))
        .containsExactly("thinking", "text", "tool_use");

    // The same conversation goes on at a Gemini model, to which the token means nothing.
    upstream.enqueue(GeminiUpstreams.whole("Sunny."));
    gateway.post(generate("gem/gemini-3-pro-preview"), Json.text(second));
    String sent = upstream.takeRequest().body();
    assertThat(sent).doesNotContain("sig-claude").doesNotContain("eyJzd2l0Y2hib2FyZCI6");
    assertThat(sent).contains("functionCall").contains("thoughtSignature");
  }

  @Test
  void neverSendsGeminisSignaturesToOthers() {
    upstream.enqueue(AnthropicUpstreams.answer("Sunny."));
    String body =
        """
        {"contents":[{"role":"user","parts":[{"text":"Go"}]},
          {"role":"model","parts":[{"text":"Hm","thought":true,"thoughtSignature":"dGhvdWdodA=="},
            {"functionCall":{"name":"weather","args":{}},"thoughtSignature":"Z2VtaW5p"}]},
          {"role":"user","parts":[{"functionResponse":{"name":"weather","response":{}}}]}],
         "generationConfig":{"maxOutputTokens":4000,"thinkingConfig":{"thinkingBudget":1024}}}
        """;
    HttpResponse<String> answer =
        gateway.post(generate("claude/claude-sonnet-4-5"), withTools(body));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(upstream.takeRequest().body()).doesNotContain("Z2VtaW5p", "dGhvdWdodA");
    assertThat(answer.headers().firstValue("x-switchboard-fidelity").orElse(""))
        .contains("reasoning");
  }

  @ParameterizedTest
  @ValueSource(strings = {"gpt/gpt-4o", "claude/claude-sonnet-4-5", "claude/claude-opus-4-7"})
  void servesWhatGeminiCliSends(String model) throws Exception {
    upstream.enqueue(
        model.startsWith("gpt")
            ? Script.sse(Upstreams.delta("Hi"), Upstreams.finish(), Upstreams.usage())
            : Script.sse(
                AnthropicUpstreams.start(),
                AnthropicUpstreams.delta("Hi"),
                AnthropicUpstreams.end(),
                AnthropicUpstreams.stop()));
    HttpResponse<String> answer =
        gateway.post(stream(model), golden("caller-gemini-cli"), "user-agent", "GeminiCLI/a/b");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(parts(events(answer.body()).getFirst()).get(0).path("text").stringValue())
        .isEqualTo("Hi");
  }

  @ParameterizedTest
  @ValueSource(strings = {"gpt/gpt-4o", "claude/claude-sonnet-4-5"})
  void servesWhatFrameworksSendByHabit(String model) throws Exception {
    upstream.enqueue(
        model.startsWith("gpt") ? Upstreams.answer("Hi") : AnthropicUpstreams.answer("Hi"));
    HttpResponse<String> answer = gateway.post(generate(model), golden("caller-habits"));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"contents\":[{\"parts\":[{\"text\":\"Hi\"}]}]}",
        "{\"generateContentRequest\":{\"model\":\"models/x\",\"contents\":[{\"parts\":"
            + "[{\"text\":\"Hi\"}]}]}}"
      })
  void estimatesTokensWhereTheProviderDoesNotCount(String body) {
    HttpResponse<String> answer = gateway.post(count("gpt/gpt-4o"), body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(Json.parse(answer.body()).path("totalTokens").asInt()).isBetween(1, 20);
    assertThat(answer.headers().firstValue("x-switchboard-fidelity").orElse(""))
        .contains("estimated");
  }

  @Test
  void estimatesTokensWhereTheProviderLacksTheRoute() {
    upstream.enqueue(Script.json(404, "{\"error\":{\"message\":\"Not found\"}}"));
    HttpResponse<String> answer = gateway.post(count("claude/claude-sonnet-4-5"), HI);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.headers().firstValue("x-switchboard-fidelity").orElse(""))
        .contains("estimated");
  }

  @Test
  void asksTheProviderThatCounts() {
    upstream.enqueue(Script.json(200, "{\"input_tokens\":77}"));
    HttpResponse<String> answer = gateway.post(count("claude/claude-sonnet-4-5"), HI);
    assertThat(answer.body()).isEqualTo("{\"totalTokens\":77}");
    upstream.takeRequest();

    upstream.enqueue(Script.json(200, "{\"totalTokens\":78,\"promptTokensDetails\":[]}"));
    String body =
        "{\"generateContentRequest\":{\"x\":1.0,\"model\":\"models/gem/gemini-2.5-flash\","
            + "\"contents\":[{\"parts\":[{\"text\":\"Hi\"}]}]}}";
    assertThat(gateway.post(count("gem/gemini-2.5-flash"), body).body())
        .isEqualTo("{\"totalTokens\":78}");
    FakeUpstream.Received sent = upstream.takeRequest();
    assertThat(sent.target()).isEqualTo("/v1beta/models/gemini-2.5-flash:countTokens");
    assertThat(sent.body()).isEqualTo(body.replace("models/gem/", "models/"));
  }

  @Test
  void tellsModelsWithTheirLimits() {
    JsonNode model = Json.parse(gateway.get("/v3/compat/v1beta/models/gpt/gpt-4o").body());
    assertThat(model.path("name").stringValue()).isEqualTo("models/gpt/gpt-4o");
    assertThat(model.path("inputTokenLimit").asInt()).isEqualTo(128_000);
    assertThat(model.path("outputTokenLimit").asInt()).isEqualTo(16_384);
  }

  @Test
  void tellsModelsByEveryNameThatCanBeCalled() {
    JsonNode model = Json.parse(gateway.get("/v3/compat/v1beta/models/gemini-2.5-flash").body());
    assertThat(model.has("error")).isFalse();
    JsonNode missing = Json.parse(gateway.get("/v3/compat/v1beta/models/no-such-model").body());
    assertThat(missing.path("error").path("status").stringValue()).isEqualTo("NOT_FOUND");
  }

  @Test
  void tellsAModelThatCanBeCalledAndIsNotListed() {
    JsonNode model = Json.parse(gateway.get("/v3/compat/v1beta/models/gpt/our-own").body());
    assertThat(model.path("name").stringValue()).isEqualTo("models/gpt/our-own");
  }

  @Test
  void servesTheSandboxInAModelsName(@TempDir Path another) {
    try (RunningGateway sandbox = RunningGateway.start(another, "", true)) {
      HttpResponse<String> answer = sandbox.post(generate("gcp/gemini-2.5-flash-eu"), HI);
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      assertThat(answer.headers().firstValue("x-opper-served-provider")).contains("sandbox");
      assertThat(parts(Json.parse(answer.body())).get(0).path("text").stringValue()).isNotBlank();
    }
  }

  private static final String THINKING_CLAUDE =
      """
      {"id":"msg_1","type":"message","role":"assistant","model":"claude-sonnet-4-5","content":[
        {"type":"thinking","thinking":"I should look.","signature":"sig-claude"},
        {"type":"text","text":"Let me see."},
        {"type":"tool_use","id":"toolu_1","name":"weather","input":{"city":"Paris"}}],
       "stop_reason":"tool_use","stop_sequence":null,"usage":{"input_tokens":10,"output_tokens":5}}
      """;

  private static String generate(String model) {
    return "/v3/compat/v1beta/models/" + model + ":generateContent";
  }

  private static String stream(String model) {
    return "/v3/compat/v1beta/models/" + model + ":streamGenerateContent?alt=sse";
  }

  private static String count(String model) {
    return "/v3/compat/v1/" + model + ":countTokens";
  }

  private static String withTools(String body) {
    return body.replaceFirst("\\{", "{\"tools\":" + TOOLS + ",");
  }

  private static String golden(String name) throws Exception {
    return Files.readString(
        Path.of("src/test/resources/golden/gemini.generate", name, "client-request.json"),
        StandardCharsets.UTF_8);
  }

  private static String call(
      int index, @Nullable String id, @Nullable String name, String arguments) {
    String head = id == null ? "" : "\"id\":\"" + id + "\",\"type\":\"function\",";
    String named = name == null ? "" : "\"name\":\"" + name + "\",";
    return "data: {\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1,"
        + "\"model\":\"gpt-4o\",\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":"
        + index
        + ","
        + head
        + "\"function\":{"
        + named
        + "\"arguments\":\""
        + arguments
        + "\"}}]},\"finish_reason\":null}]}\n\n";
  }

  private static JsonNode parts(JsonNode response) {
    return response.path("candidates").path(0).path("content").path("parts");
  }

  /** The events; every line must be data with one space, or blank. */
  private static List<JsonNode> events(String body) {
    assertThat(body).endsWith("\n\n");
    List<JsonNode> events = new ArrayList<>();
    for (String event : body.strip().split("\n\n", -1)) {
      assertThat(event).startsWith("data: {").doesNotContain("\n");
      events.add(Json.parse(event.substring("data: ".length())));
    }
    return events;
  }
}
