package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.http.FakeUpstream;
import dev.switchboard.http.Script;
import dev.switchboard.json.Json;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class AnthropicRouteTest {
  private static final String PATH = "/v3/compat/v1/messages";
  private static final String BODY =
      """
      {"messages" : [{"role":"user","content":[{"type":"text","text":"Hi there!","x_new":1,
         "cache_control":{"ttl":"1h","type":"ephemeral"}}]}] ,
        "model":"claude/claude-sonnet-4-5", "max_tokens":1e3, "x_vendor":{"b":1,"a":[1.0,2e3]}}\
      """;

  private static final Path GOLDENS =
      Path.of(System.getProperty("basedir", "."), "src/test/resources/golden/anthropic.messages");

  @TempDir static Path folder;
  private static FakeUpstream upstream;
  private static RunningGateway gateway;

  @BeforeAll
  static void start() {
    upstream = FakeUpstream.start();
    gateway = RunningGateway.start(folder, AnthropicUpstreams.config(upstream.uri("").toString()));
  }

  @AfterAll
  static void stop() {
    gateway.close();
    upstream.close();
  }

  @BeforeEach
  void forget() {
    upstream.forget();
  }

  @Test
  void passesTheCallersBytesOnWithOnlyTheModelPatched() {
    upstream.enqueue(AnthropicUpstreams.answer("hello"));
    HttpResponse<String> answer = gateway.post(PATH, BODY);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    FakeUpstream.Received sent = upstream.takeRequest();
    assertThat(sent.body()).isEqualTo(BODY.replace("claude/", ""));
    assertThat(sent.target()).isEqualTo("/v1/messages");
    assertThat(sent.headers().first("x-api-key")).contains("test-credential-1234");
    assertThat(sent.headers().first("anthropic-version")).contains("2023-06-01");
    assertThat(sent.headers().first("authorization")).isEmpty();
    assertThat(sent.headers().first("anthropic-beta")).isEmpty();
  }

  @Test
  void givesTheProvidersBytesBackAsTheyCame() {
    upstream.enqueue(AnthropicUpstreams.answer("hello"));
    assertThat(gateway.post(PATH, BODY).body()).isEqualTo(AnthropicUpstreams.answerBody("hello"));
  }

  @Test
  void streamsEventForEventAsTheyCame() {
    upstream.enqueue(
        Script.sse(
            AnthropicUpstreams.start(),
            AnthropicUpstreams.delta("Hel"),
            AnthropicUpstreams.delta("lo"),
            AnthropicUpstreams.end(),
            AnthropicUpstreams.stop()));
    HttpResponse<String> answer = gateway.post(PATH, stream(BODY));
    assertThat(answer.headers().firstValue("content-type").orElse("")).contains("event-stream");
    assertThat(answer.body())
        .isEqualTo(
            AnthropicUpstreams.start()
                + AnthropicUpstreams.delta("Hel")
                + AnthropicUpstreams.delta("lo")
                + AnthropicUpstreams.end()
                + AnthropicUpstreams.stop());
    assertThat(upstream.takeRequest().body()).isEqualTo(stream(BODY).replace("claude/", ""));
    JsonNode usage = gateway.traceOf(answer).path("spans").get(0).path("meta").path("usage");
    assertThat(usage.path("input_tokens").asInt()).isEqualTo(1_000);
    assertThat(usage.path("output_tokens").asInt()).isEqualTo(10);
  }

  @Test
  void suppliesTheTerminatorThatAProviderForgets() {
    upstream.enqueue(
        Script.sse(
            AnthropicUpstreams.start(), AnthropicUpstreams.delta("Hi"), AnthropicUpstreams.end()));
    assertThat(gateway.post(PATH, stream(BODY)).body())
        .endsWith(AnthropicUpstreams.end() + AnthropicUpstreams.stop());
  }

  @Test
  void neverPresentsACutStreamAsWhole() {
    upstream.enqueue(Script.sse(AnthropicUpstreams.start(), AnthropicUpstreams.delta("Hi")));
    String body = gateway.post(PATH, stream(BODY)).body();
    assertThat(body).doesNotContain("message_stop").doesNotContain("stop_reason\":\"");
    JsonNode last = events(body).getLast();
    assertThat(last.path("type").stringValue()).isEqualTo("error");
    assertThat(last.path("error").path("type").stringValue()).isEqualTo("api_error");
    assertThat(body).contains("event: error\n");
  }

  @Test
  void tellsAnOverloadInTheMiddleOfAStreamAsSuch() {
    upstream.enqueue(
        Script.sse(
            AnthropicUpstreams.start(),
            AnthropicUpstreams.delta("Hi"),
            AnthropicUpstreams.event(
                "error",
                "{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"x\"}}")));
    JsonNode last = events(gateway.post(PATH, stream(BODY)).body()).getLast();
    assertThat(last.path("error").path("type").stringValue()).isEqualTo("overloaded_error");
  }

  @Test
  void sendsBetasWithAnUnchangedBodyOnly() {
    String[] betas = {"anthropic-beta", "a-1,b-2", "anthropic-version", "2026-10-21"};
    upstream.enqueue(AnthropicUpstreams.answer("hello"), Upstreams.answer("hello"));
    gateway.post(PATH + "?beta=true", BODY, betas);
    assertThat(upstream.takeRequest().headers().first("anthropic-beta")).contains("a-1,b-2");
    String translated = BODY.replace("claude/claude-sonnet-4-5", "gpt/gpt-4o");
    gateway.post(
        PATH + "?beta=true", translated.replace(", \"x_vendor\"", ", \"metadata\""), betas);
    FakeUpstream.Received sent = upstream.takeRequest();
    assertThat(sent.target()).isEqualTo("/v1/chat/completions");
    assertThat(sent.headers().first("anthropic-beta")).isEmpty();
    assertThat(sent.headers().first("anthropic-version")).isEmpty();
  }

  @Test
  void translatesAHistoryWithThoughtsOfAnotherVendor() {
    upstream.enqueue(AnthropicUpstreams.answer("hello"));
    HttpResponse<String> answer =
        gateway.post(
            PATH,
            """
            {"model":"claude/claude-sonnet-4-5","max_tokens":100,"messages":[
              {"role":"user","content":"Hi"},
              {"role":"assistant","content":[
                {"type":"thinking","thinking":"Hm","signature":"switchboard-thought-1.e30"},
                {"type":"text","text":"Yes?"}]},
              {"role":"user","content":"Go on"}]}
            """);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(upstream.takeRequest().body()).contains("Yes?").doesNotContain("thinking");
    assertThat(answer.headers().firstValue("x-switchboard-fidelity")).contains("omitted=reasoning");
  }

  @Test
  void namesTheRequestWhereTheSdksLook() {
    upstream.enqueue(AnthropicUpstreams.answer("hello"));
    HttpResponse<String> answer = gateway.post(PATH, BODY);
    assertThat(answer.headers().firstValue("request-id"))
        .isPresent()
        .isEqualTo(answer.headers().firstValue("x-request-id"));
    HttpResponse<String> refused = gateway.post(PATH, "{}");
    String id = refused.headers().firstValue("request-id").orElseThrow();
    assertThat(Json.parse(refused.body()).path("request_id").stringValue()).isEqualTo(id);
  }

  @Test
  void answersFromAnOpenAiModel() {
    upstream.enqueue(Upstreams.answer("hello"));
    HttpResponse<String> answer = gateway.post(PATH, plain("gpt/gpt-4o"));
    JsonNode message = Json.parse(answer.body());
    assertThat(message.path("type").stringValue()).isEqualTo("message");
    assertThat(message.path("content").get(0).path("text").stringValue()).isEqualTo("hello");
    assertThat(message.path("stop_reason").stringValue()).isEqualTo("end_turn");
    assertThat(message.path("usage").path("input_tokens").asInt()).isEqualTo(1_000);
    assertThat(message.path("usage").path("output_tokens").asInt()).isEqualTo(10);
  }

  @Test
  void streamsFromAnOpenAiModelWithTheInputGuessedFirstAndCountedLast() {
    upstream.enqueue(
        Script.sse(
            Upstreams.delta("Hel"),
            Upstreams.delta("lo"),
            Upstreams.finish(),
            Upstreams.usage(),
            Upstreams.done()));
    String body = gateway.post(PATH, stream(plain("gpt/gpt-4o"))).body();
    List<JsonNode> events = events(body);
    assertThat(types(events))
        .containsExactly(
            "message_start",
            "ping",
            "content_block_start",
            "content_block_delta",
            "content_block_delta",
            "content_block_stop",
            "message_delta",
            "message_stop");
    JsonNode start = events.getFirst().path("message").path("usage");
    assertThat(start.path("input_tokens").asInt()).isBetween(1, 20);
    assertThat(start.path("output_tokens").asInt()).isZero();
    JsonNode end = events.get(6);
    assertThat(end.path("usage").path("input_tokens").asInt()).isEqualTo(1_000);
    assertThat(end.path("usage").path("output_tokens").asInt()).isEqualTo(10);
    assertThat(body).doesNotContain("[DONE]");
    for (String event : body.split("\n\n", -1)) {
      assertThat(event.isEmpty() || event.startsWith("event: ")).isTrue();
    }
  }

  @Test
  void streamsToolCallsFromAGeminiModelAndSendsTheirTokensBack() {
    upstream.enqueue(
        Script.sse(
            "data: {\"candidates\":[{\"content\":{\"role\":\"model\",\"parts\":[{\"functionCall\":"
                + "{\"name\":\"weather\",\"args\":{\"city\":\"Ulm\"}},\"thoughtSignature\":\"c2ln\"},"
                + "{\"functionCall\":{\"name\":\"weather\",\"args\":{\"city\":\"Bonn\"}}}]},"
                + "\"finishReason\":\"STOP\"}],\"usageMetadata\":{\"promptTokenCount\":4,"
                + "\"candidatesTokenCount\":20,\"totalTokenCount\":24},"
                + "\"modelVersion\":\"gemini-3-pro\",\"responseId\":\"r\"}\n\n"));
    String tools =
        "\"tools\":[{\"name\":\"weather\",\"input_schema\":{\"type\":\"object\"}}],\"messages\"";
    String first = plain("gem/gemini-3-pro-preview").replace("\"messages\"", tools);
    List<JsonNode> events = events(gateway.post(PATH, stream(first)).body());
    List<JsonNode> blocks = new ArrayList<>();
    StringBuilder history = new StringBuilder();
    for (JsonNode event : events) {
      if (event.has("content_block")) {
        blocks.add(event.path("content_block"));
      }
      String signature = event.path("delta").path("signature").asString("");
      if (!signature.isEmpty()) {
        history.append(
            "{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"" + signature + "\"}");
      }
    }
    assertThat(blocks.stream().map(block -> block.path("type").stringValue()))
        .containsExactly("thinking", "tool_use", "tool_use");
    StringBuilder results = new StringBuilder();
    for (JsonNode block : blocks.subList(1, 3)) {
      history.append(",").append(Json.text(block));
      results
          .append(results.isEmpty() ? "" : ",")
          .append("{\"type\":\"tool_result\",\"tool_use_id\":\"")
          .append(block.path("id").stringValue())
          .append("\",\"content\":\"21\"}");
    }
    upstream.enqueue(Script.status(500).body(""));
    upstream.takeRequest();
    gateway.post(
        PATH,
        first.replace(
            "\"Hi\"}]",
            "\"Hi\"},{\"role\":\"assistant\",\"content\":["
                + history
                + "]},{\"role\":\"user\",\"content\":["
                + results
                + "]}]"));
    JsonNode contents = Json.parse(upstream.takeRequest().body()).path("contents");
    assertThat(contents).hasSize(3);
    JsonNode calls = contents.get(1).path("parts");
    assertThat(calls.get(0).path("thoughtSignature").asString("")).isEqualTo("c2ln");
    assertThat(calls).hasSize(2);
    assertThat(contents.get(2).path("parts")).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"model":                                                | 400 | invalid_request_error
          []                                                       | 400 | invalid_request_error
          {"messages":[]}                                          | 400 | invalid_request_error
          {"model":5,"messages":[]}                                | 400 | invalid_request_error
          {"model":"gpt/gpt-4o"}                                   | 400 | invalid_request_error
          {"model":"gpt/gpt-4o","messages":[]}                     | 400 | invalid_request_error
          {"model":"gpt/gpt-4o","messages":[{"role":"user","content":"x"}]} | 400 | invalid_request_error
          {"model":"gpt-4oo","messages":[]}                        | 404 | not_found_error
          {"model":"mistral/mistral-large","messages":[]}          | 503 | api_error
          """)
  void refusesBadRequestsInAnthropicsEnvelope(String body, int status, String type) {
    HttpResponse<String> answer = gateway.post(PATH, body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    JsonNode error = Json.parse(answer.body());
    assertThat(error.path("type").stringValue()).isEqualTo("error");
    assertThat(error.path("error").path("type").stringValue()).isEqualTo(type);
    assertThat(error.path("error").path("message").stringValue()).isNotBlank();
    assertThat(upstream.requests()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"x-api-key", "authorization", "x-goog-api-key", "api-key"})
  void findsTheKeyWhereverAnSdkPutsIt(String header) {
    upstream.enqueue(AnthropicUpstreams.answer("hello"));
    String value = header.equals("authorization") ? "Bearer " + gateway.key() : gateway.key();
    assertThat(send(PATH, BODY, header, value).statusCode()).isEqualTo(200);
  }

  @Test
  void refusesAWrongKeyBeforeTheBodyIsLookedAt() {
    HttpResponse<String> answer = send(PATH, "not json", "x-api-key", "sb-wrong-wrong-wrong-wrong");
    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(errorType(answer)).isEqualTo("authentication_error");
  }

  @Test
  void handsOnAShortWaitAndForbidsARetryAfterALongOne() {
    upstream.enqueue(limited("7"), limited("600"));
    HttpResponse<String> soon = gateway.post(PATH, BODY);
    assertThat(soon.statusCode()).isEqualTo(429);
    assertThat(errorType(soon)).isEqualTo("rate_limit_error");
    assertThat(soon.headers().firstValue("retry-after")).contains("7");
    assertThat(soon.headers().firstValue("x-should-retry")).isEmpty();
    String another = BODY.replace("claude-sonnet-4-5", "claude-haiku-4-5");
    assertThat(gateway.post(PATH, another).headers().firstValue("x-should-retry"))
        .contains("false");
  }

  @Test
  void neverShowsTheProvidersRefusalOfOurCredentialAsTheCallers() {
    upstream.enqueue(
        Script.json(
            401,
            "{\"type\":\"error\",\"error\":{\"type\":\"authentication_error\","
                + "\"message\":\"invalid x-api-key test-credential-1234\"}}"));
    HttpResponse<String> answer = gateway.post(PATH, BODY);
    assertThat(answer.statusCode()).isEqualTo(502);
    assertThat(errorType(answer)).isEqualTo("api_error");
    assertThat(answer.headers().firstValue("x-should-retry")).contains("false");
    assertThat(answer.body()).doesNotContain("test-credential-1234");
  }

  @Test
  void tellsAnOverlongPromptInTheWordsThatAgentsLookFor() {
    upstream.enqueue(
        Script.json(
            400,
            "{\"error\":{\"message\":\"This model's maximum context length is 128000 tokens.\","
                + "\"type\":\"invalid_request_error\",\"code\":\"context_length_exceeded\"}}"));
    HttpResponse<String> answer = gateway.post(PATH, plain("gpt/gpt-4o"));
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(errorType(answer)).isEqualTo("invalid_request_error");
    assertThat(Json.parse(answer.body()).path("error").path("message").stringValue())
        .startsWith("prompt is too long");
  }

  @Test
  void answersAProviderThatIsSilentWithATimeout() {
    upstream.enqueue(Script.silence());
    HttpResponse<String> answer = gateway.post(PATH, BODY);
    assertThat(answer.statusCode()).isEqualTo(504);
    assertThat(errorType(answer)).isEqualTo("timeout_error");
  }

  @Test
  void tellsAProviderThatStallsInTheMiddle() {
    upstream.enqueue(
        Script.sse(
            Duration.ofSeconds(3),
            List.of(
                AnthropicUpstreams.start() + AnthropicUpstreams.delta("Hi"),
                AnthropicUpstreams.delta("lo"))));
    JsonNode last = events(gateway.post(PATH, stream(BODY)).body()).getLast();
    assertThat(last.path("error").path("type").stringValue()).isEqualTo("timeout_error");
  }

  @Test
  void takesABaseUrlThatEndsInTheVersion() {
    upstream.enqueue(AnthropicUpstreams.answer("hello"));
    assertThat(gateway.post("/v3/compat/v1/v1/messages", BODY).statusCode()).isEqualTo(200);
  }

  @Test
  void listsModelsInTheShapeOfTheDialectThatAsks() {
    JsonNode page =
        Json.parse(models("/v3/compat/v1/models?limit=2", "anthropic-version", "2023-06-01"));
    assertThat(page.path("data")).hasSize(2);
    assertThat(page.path("has_more").booleanValue()).isTrue();
    JsonNode model = page.path("data").get(0);
    assertThat(model.path("type").stringValue()).isEqualTo("model");
    assertThat(model.path("lifecycle").stringValue()).isIn("active", "deprecated");
    assertThat(model.path("created_at").stringValue()).endsWith("Z");
    assertThat(page.path("first_id")).isEqualTo(model.path("id"));
    JsonNode openAi = Json.parse(models("/v3/compat/v1/models", "x-nothing", "1"));
    assertThat(openAi.path("object").stringValue()).isEqualTo("list");
  }

  @Test
  void walksThePagesOfModelsBothWays() {
    String path = "/v3/compat/v1/models?limit=2";
    JsonNode first = Json.parse(models(path, "anthropic-version", "1"));
    String last = first.path("last_id").stringValue();
    JsonNode second =
        Json.parse(
            models(path + "&after_id=" + last.replace("/", "%2F"), "anthropic-version", "1"));
    assertThat(second.path("first_id")).isNotEqualTo(first.path("last_id"));
    JsonNode back =
        Json.parse(
            models(
                path + "&before_id=" + second.path("first_id").stringValue().replace("/", "%2F"),
                "anthropic-version",
                "1"));
    assertThat(back.path("data")).isEqualTo(first.path("data"));
  }

  @Test
  void findsAModelByItsEncodedName() {
    JsonNode model =
        Json.parse(models("/v3/compat/v1/models/gpt%2Fgpt-4o", "anthropic-version", "2026-10-21"));
    assertThat(model.path("id").stringValue()).isEqualTo("gpt/gpt-4o");
    assertThat(model.path("lifecycle").stringValue()).isEqualTo("active");
    assertThat(model.path("max_input_tokens").asInt()).isGreaterThan(1_000);
    HttpResponse<String> none =
        gateway.send(
            HttpRequest.newBuilder(gateway.uri("/v3/compat/v1/models/nobody%2Fnone"))
                .header("anthropic-version", "1"));
    assertThat(none.statusCode()).isEqualTo(404);
    assertThat(errorType(none)).isEqualTo("not_found_error");
  }

  @Test
  void findsNoModelByANameWithAnEscapeThatIsNone() throws IOException {
    try (RawCall call =
        RawCall.get(gateway, "/v3/compat/v1/models/gpt%zz", "anthropic-version", "1")) {
      assertThat(call.until("\r\n")).contains(" 404 ");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "gpt/gpt-4o, /capabilities/image_input/supported, true",
    "gpt/gpt-4o, /capabilities/structured_outputs/supported, true",
    "gpt/gpt-4o, /capabilities/thinking/supported, false",
    "gpt/gpt-4o, /capabilities/batch/supported, false",
    "gpt/o4-mini, /capabilities/thinking/types/adaptive/supported, true",
    "gpt/o4-mini, /capabilities/effort/high/supported, true",
    "gpt/o4-mini, /capabilities/effort/max/supported, false",
    "gem/gemini-2.5-flash, /capabilities/pdf_input/supported, true",
    "gem/gemini-2.5-flash, /capabilities/citations/supported, false",
    "gem/gemini-2.5-flash, /capabilities/context_management/supported, false",
    "gem/gemini-2.5-flash, /capabilities/server_tools/web_search/supported, false"
  })
  void saysWhatAModelCanDo(String model, String pointer, boolean expected) {
    JsonNode node =
        Json.parse(
            models(
                "/v3/compat/v1/models/" + model.replace("/", "%2F"),
                "anthropic-version",
                "2026-10-21"));
    assertThat(node.at(pointer).isBoolean()).as(Json.text(node)).isTrue();
    assertThat(node.at(pointer).booleanValue()).isEqualTo(expected);
    for (String nullable : List.of("deprecated_at", "retires_at", "line")) {
      assertThat(node.has(nullable)).as(nullable).isTrue();
    }
  }

  @Test
  void listsModelsByLifecycle() {
    JsonNode none =
        Json.parse(models("/v3/compat/v1/models?lifecycle[]=retired", "anthropic-version", "1"));
    assertThat(none.path("data").size()).isZero();
    JsonNode active =
        Json.parse(models("/v3/compat/v1/models?lifecycle=active", "anthropic-version", "1"));
    assertThat(active.path("data").size()).isPositive();
  }

  @ParameterizedTest
  @ValueSource(strings = {"gpt/gpt-4o", "gpt/o4-mini", "gem/gemini-2.5-flash", "sandbox/chat"})
  void servesACodingAgentFromAnyModel(String model) throws IOException {
    upstream.otherwise(request ->
        request.target().contains("models/")
            ? Script.sse(
                "data: {\"candidates\":[{\"content\":{\"role\":\"model\",\"parts\":["
                    + "{\"text\":\"Done.\"}]},\"finishReason\":\"STOP\"}]}\n\n")
            : Script.sse(Upstreams.delta("Done."), Upstreams.finish(), Upstreams.done()));
    String body =
        Files.readString(GOLDENS.resolve("caller-coding-agent/client-request.json"))
            .replace("claude/claude-opus-4-8", model);
    HttpResponse<String> answer =
        gateway.post(
            PATH + "?beta=true",
            body,
            "anthropic-version",
            "2023-06-01",
            "anthropic-beta",
            "claude-code-20250219,interleaved-thinking-2025-05-14",
            "x-app",
            "cli");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(types(events(answer.body()))).endsWith("message_delta", "message_stop");
    assertThat(answer.headers().firstValue("x-switchboard-fidelity").orElse(""))
        .contains("omitted=x-anthropic-billing-header");
    for (FakeUpstream.Received sent : upstream.requests()) {
      assertThat(sent.body())
          .doesNotContain("billing-header")
          .contains("You are a coding agent.", "The date is today.", "DeferredToolPlaceholder");
    }
  }

  @Test
  void shortensAnIdOfTheUserThatOpenAiWouldRefuse() {
    upstream.enqueue(Upstreams.answer("hello"), Upstreams.answer("hello"));
    String body =
        plain("gpt/gpt-4o")
            .replace("\"max_tokens\"", "\"metadata\":{\"user_id\":\"USER\"},\"max_tokens\"");
    gateway.post(PATH, body.replace("USER", "u".repeat(64)));
    assertThat(Json.parse(upstream.takeRequest().body()).path("user").asString(""))
        .isEqualTo("u".repeat(64));
    HttpResponse<String> answer = gateway.post(PATH, body.replace("USER", "u".repeat(65)));
    assertThat(Json.parse(upstream.takeRequest().body()).path("user").asString(""))
        .hasSize(64)
        .isNotEqualTo("u".repeat(64));
    assertThat(answer.headers().firstValue("x-switchboard-fidelity")).contains("approximated=user");
  }

  @Test
  void knowsModelsByTheirVendorsOwnNames() {
    upstream.enqueue(AnthropicUpstreams.answer("hello"));
    assertThat(gateway.post(PATH, plain("claude-sonnet-4-5")).statusCode()).isEqualTo(200);
    assertThat(upstream.takeRequest().body()).contains("claude-sonnet-4-5");
    JsonNode model =
        Json.parse(models("/v3/compat/v1/models/claude-sonnet-4-5", "anthropic-version", "1"));
    assertThat(model.path("id").asString("")).isEqualTo("claude-sonnet-4-5");
    assertThat(model.path("display_name").asString("")).contains("Sonnet");
  }

  @Test
  void asksAnthropicForItsCountWithTheCallersBytes() {
    upstream.enqueue(Script.json(200, "{\"input_tokens\":2095,\"x\":1}"));
    String body = BODY.replace(", \"max_tokens\":1e3", "");
    HttpResponse<String> answer = gateway.post(PATH + "/count_tokens", body, "anthropic-beta", "b");
    assertThat(answer.body()).isEqualTo("{\"input_tokens\":2095}");
    assertThat(answer.headers().firstValue("x-switchboard-fidelity")).isEmpty();
    assertThat(answer.headers().firstValue("request-id")).isPresent();
    FakeUpstream.Received sent = upstream.takeRequest();
    assertThat(sent.target()).isEqualTo("/v1/messages/count_tokens");
    assertThat(sent.body()).isEqualTo(body.replace("claude/", ""));
    assertThat(sent.headers().first("anthropic-beta")).contains("b");
    JsonNode call = gateway.traceOf(answer).path("spans").get(0);
    assertThat(call.path("meta").path("cost").decimalValue()).isZero();
  }

  @Test
  void asksGeminiForItsCount() {
    upstream.enqueue(Script.json(200, "{\"totalTokens\":31,\"promptTokensDetails\":[]}"));
    String body =
        plain("gem/gemini-2.5-flash").replace("\"max_tokens\":100,", "\"system\":\"Be brief\",");
    HttpResponse<String> answer = gateway.post(PATH + "/count_tokens", body);
    assertThat(answer.body()).isEqualTo("{\"input_tokens\":31}");
    FakeUpstream.Received sent = upstream.takeRequest();
    assertThat(sent.target()).isEqualTo("/v1beta/models/gemini-2.5-flash:countTokens");
    JsonNode request = Json.parse(sent.body()).path("generateContentRequest");
    assertThat(request.path("model").asString("")).isEqualTo("models/gemini-2.5-flash");
    assertThat(request.path("contents").get(0).path("parts").get(0).path("text").asString(""))
        .isEqualTo("Hi");
    assertThat(request.has("systemInstruction")).isTrue();
  }

  @Test
  void saysThatACountIsAnEstimateWhereTheProviderHasNone() {
    String body = plain("gpt/gpt-4o").replace("\"Hi\"", "\"" + "word ".repeat(400) + "\"");
    HttpResponse<String> answer = gateway.post(PATH + "/count_tokens", body);
    assertThat(Json.parse(answer.body()).path("input_tokens").asInt()).isBetween(300, 600);
    assertThat(answer.headers().firstValue("x-switchboard-fidelity"))
        .contains("estimated=input_tokens");
    assertThat(upstream.requests()).isEmpty();
  }

  @Test
  void estimatesWhenTheProviderCannotCountNow() {
    upstream.enqueue(Script.status(529).body(""));
    HttpResponse<String> answer = gateway.post(PATH + "/count_tokens", BODY);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(Json.parse(answer.body()).path("input_tokens").asInt()).isPositive();
    assertThat(answer.headers().firstValue("x-switchboard-fidelity")).isPresent();
  }

  @Test
  void estimatesWhereAnImitationHasNoRouteThatCounts() {
    upstream.enqueue(Script.json(404, "{\"error\":{\"message\":\"Not found\"}}"));
    HttpResponse<String> answer = gateway.post(PATH + "/count_tokens", BODY);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.headers().firstValue("x-switchboard-fidelity")).isPresent();
  }

  @Test
  void tellsWhatTheProviderFindsWrongInACount() {
    upstream.enqueue(
        Script.json(
            400,
            "{\"type\":\"error\",\"error\":{\"type\":\"invalid_request_error\","
                + "\"message\":\"messages.0: bad\"}}"));
    HttpResponse<String> answer = gateway.post(PATH + "/count_tokens", BODY);
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("messages.0: bad");
  }

  private String models(String path, String header, String value) {
    return gateway
        .send(
            HttpRequest.newBuilder(gateway.uri(path))
                .header("authorization", "Bearer " + gateway.key())
                .header(header, value))
        .body();
  }

  private HttpResponse<String> send(String path, String body, String header, String value) {
    return gateway.send(
        HttpRequest.newBuilder(gateway.uri(path))
            .header(header, value)
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  private static Script limited(String seconds) {
    return Script.status(429)
        .header("Retry-After", seconds)
        .header("Content-Type", "application/json")
        .body("{\"type\":\"error\",\"error\":{\"type\":\"rate_limit_error\",\"message\":\"x\"}}");
  }

  private static String plain(String model) {
    return "{\"model\":\""
        + model
        + "\",\"max_tokens\":100,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
  }

  private static String stream(String body) {
    return body.replaceFirst("\"max_tokens\"", "\"stream\":true,\"max_tokens\"");
  }

  private static String errorType(HttpResponse<String> answer) {
    return Json.parse(answer.body()).path("error").path("type").stringValue();
  }

  private static List<JsonNode> events(String body) {
    List<JsonNode> events = new ArrayList<>();
    for (String line : body.split("\n", -1)) {
      if (line.startsWith("data: ")) {
        events.add(Json.parse(line.substring("data: ".length())));
      }
    }
    return events;
  }

  private static List<String> types(List<JsonNode> events) {
    return events.stream().map(event -> event.path("type").stringValue()).toList();
  }
}
