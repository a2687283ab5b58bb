package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.http.FakeUpstream;
import dev.switchboard.http.Script;
import dev.switchboard.json.Json;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class NativeRouteTest {
  private static final String SENTIMENT =
      """
      {"name":"analyze-sentiment","instructions":"Analyze the sentiment","model":"mock/gpt-4o",
       "input":{"text":"The launch exceeded all expectations!"},
       "input_schema":{"type":"object","properties":{"text":{"type":"string"}},"required":["text"]},
       "output_schema":{"type":"object","properties":{"sentiment":{"type":"string"},
         "confidence":{"type":"number"}},"required":["sentiment","confidence"]}}\
      """;
  private static final String VALID = "{\"sentiment\":\"positive\",\"confidence\":0.95}";

  @TempDir Path folder;
  private FakeUpstream upstream;
  private FakeUpstream second;
  private RunningGateway gateway;

  @BeforeEach
  void start() {
    upstream = FakeUpstream.start();
    second = FakeUpstream.start();
    gateway =
        RunningGateway.start(
            folder,
            Upstreams.config(upstream.uri("/v1").toString())
                + "  second: {kind: openai, base_url: \""
                + second.uri("/v1")
                + "\", api_key: test-credential-5678, retries: 0}\n");
  }

  @AfterEach
  void stop() {
    gateway.close();
    upstream.close();
    second.close();
  }

  @Test
  void answersTheSeedsFirstCallWithItsComment() {
    upstream.enqueue(Upstreams.answer("En AI-gateway ger en enda integrationspunkt."));
    HttpResponse<String> answer =
        gateway.post(
            "/v3/call",
            """
            {
            "name": "respond",
            "instructions": "Respond in Swedish",
            "model": "mock/gpt-4o",
            "input": "What are the benefits of using an AI gateway?"
            // "model": "openai/gpt-4.1-nano" (optional)
            }\
            """);
    JsonNode body = Json.parse(answer.body());
    assertThat(body.path("data").stringValue())
        .isEqualTo("En AI-gateway ger en enda integrationspunkt.");
    JsonNode meta = body.path("meta");
    assertThat(meta.path("function_name").stringValue()).isEqualTo("respond");
    assertThat(meta.path("models_used").get(0).stringValue()).isEqualTo("mock/gpt-4o");
    assertThat(meta.path("usage").path("input_tokens").asInt()).isEqualTo(1_000);
    assertThat(meta.path("cost").decimalValue()).isEqualByComparingTo("0.0026");
    assertThat(meta.path("execution_ms").isIntegralNumber()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        VALID,
        "```json\n" + VALID + "\n```",
        "Sure! Here is the result:\n\n" + VALID + "\n\nAnything else?"
      })
  void findsTheValueHoweverTheModelWrapsIt(String text) {
    upstream.enqueue(Upstreams.answer(text));
    HttpResponse<String> answer = gateway.post("/v3/call", SENTIMENT);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(Json.parse(answer.body()).path("data")).isEqualTo(Json.parse(VALID));
    assertThat(upstream.requests()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "I think it is positive.",
        "{\"sentiment\":\"positive\",\"confid",
        "{\"sentiment\":\"positive\",\"confidence\":\"high\"}",
        "{\"sentiment\":\"positive\"}"
      })
  void givesAnInvalidAnswerBackOnceWithWhatIsWrong(String invalid) {
    upstream.enqueue(Upstreams.answer(invalid), Upstreams.answer(VALID));
    HttpResponse<String> answer = gateway.post("/v3/call", SENTIMENT);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    JsonNode body = Json.parse(answer.body());
    assertThat(body.path("data")).isEqualTo(Json.parse(VALID));
    assertThat(body.path("meta").path("repaired").booleanValue()).isTrue();
    assertThat(body.path("meta").path("llm_calls").asInt()).isEqualTo(2);
    assertThat(body.path("meta").path("usage").path("input_tokens").asInt()).isEqualTo(2_000);
    JsonNode repair = Json.parse(upstream.requests().get(1).body()).path("messages");
    assertThat(repair.get(repair.size() - 2).path("content").stringValue()).isEqualTo(invalid);
  }

  @Test
  void refusesWithTheViolationsWhatCannotBeMadeValid() {
    upstream.otherwise(_ -> Upstreams.answer("no JSON today"));
    HttpResponse<String> answer = gateway.post("/v3/call", SENTIMENT);
    assertThat(answer.statusCode()).isEqualTo(422);
    JsonNode error = Json.parse(answer.body()).path("error");
    assertThat(error.path("code").stringValue()).isEqualTo("output_invalid");
    assertThat(error.path("details").path("last_text").stringValue()).isEqualTo("no JSON today");
    assertThat(error.path("details").path("violations").isEmpty()).isFalse();
  }

  @Test
  void takesTheNextModelWhenTheFirstOneNeverWritesAValidValue() {
    upstream.otherwise(_ -> Upstreams.answer("no JSON today"));
    second.enqueue(Upstreams.answer(VALID));
    HttpResponse<String> answer =
        gateway.post(
            "/v3/call",
            SENTIMENT.replace("\"mock/gpt-4o\"", "[\"mock/gpt-4o\",{\"name\":\"second/gpt-4o\"}]"));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.headers().firstValue("x-opper-served-provider")).contains("second");
  }

  @Test
  void stepsDownTheLadderWhenTheProviderRefusesItsSchemaMode() {
    upstream.enqueue(
        Script.json(400, "{\"error\":{\"message\":\"response_format is not supported\"}}"),
        Upstreams.answer(VALID));
    HttpResponse<String> answer = gateway.post("/v3/call", SENTIMENT);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(Json.parse(answer.body()).path("meta").path("output_method").stringValue())
        .isEqualTo("tool");
    assertThat(Json.parse(upstream.requests().get(1).body()).path("tool_choice").isObject())
        .isTrue();
  }

  @Test
  void wrapsAndUnwrapsAValueThatIsNoObject() {
    upstream.enqueue(Upstreams.answer("{\"value\":[\"a\",\"b\"]}"));
    HttpResponse<String> answer =
        gateway.post(
            "/v3/call",
            """
            {"name":"list","instructions":"List","model":"mock/gpt-4o","input":"x",
             "output_schema":{"type":"array","items":{"type":"string"}}}\
            """);
    assertThat(Json.text(Json.parse(answer.body()).path("data"))).isEqualTo("[\"a\",\"b\"]");
  }

  @Test
  void offersTheToolsOfTheInputAndReturnsTheCallInTheData() {
    upstream.enqueue(
        Script.json(
            200,
            """
            {"id":"1","model":"gpt-4o","choices":[{"index":0,"finish_reason":"tool_calls","message":
            {"role":"assistant","content":"I'll check.","tool_calls":[{"id":"call_1",
            "type":"function","function":{"name":"get_weather",
            "arguments":"{\\"location\\":\\"Stockholm\\"}"}}]}}]}\
            """));
    HttpResponse<String> answer =
        gateway.post(
            "/v3/call",
            """
            {"name":"agent-round","instructions":"Use the tools","model":"mock/gpt-4o",
             "input":{"message":"What is the weather in Stockholm?","tools":[{"name":"get_weather",
               "description":"Weather","parameters":{"type":"object",
               "properties":{"location":{"type":"string"}},"required":["location"]}}]},
             "output_schema":{"type":"object","properties":{"message":{"type":"string"},
               "tool_call":{"type":"object","properties":{"name":{"type":"string"},
               "arguments":{"type":"object"}},"required":["name","arguments"]}}}}\
            """);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    JsonNode body = Json.parse(answer.body());
    assertThat(Json.text(body.path("data")))
        .isEqualTo(
            "{\"message\":\"I'll check.\",\"tool_call\":{\"name\":\"get_weather\","
                + "\"arguments\":{\"location\":\"Stockholm\"}}}");
    assertThat(body.path("meta").path("tool_calls").get(0).path("id").stringValue())
        .isEqualTo("call_1");
    JsonNode sent = Json.parse(upstream.takeRequest().body());
    assertThat(sent.path("tools").get(0).path("function").path("name").stringValue())
        .isEqualTo("get_weather");
    assertThat(sent.path("messages").get(1).path("content").stringValue())
        .isEqualTo("What is the weather in Stockholm?");
  }

  @Test
  void makesTurnsOfAConversationInTheInput() {
    upstream.enqueue(Upstreams.answer("ok"));
    gateway.post(
        "/v3/call",
        """
        {"name":"chat","instructions":"Help","model":"mock/gpt-4o","input":{"messages":[
          {"role":"user","content":"one"},{"role":"assistant","content":"two"},
          {"role":"user","content":"three"}]}}\
        """);
    List<String> turns = new ArrayList<>();
    for (JsonNode message : Json.parse(upstream.takeRequest().body()).path("messages")) {
      turns.add(message.path("role").stringValue() + ":" + message.path("content").stringValue());
    }
    assertThat(turns).hasSize(4).endsWith("user:one", "assistant:two", "user:three");
  }

  @Test
  void streamsDeltasThenTheValidatedWhole() {
    upstream.enqueue(
        Script.sse(
            Upstreams.delta("{\"sentiment\":\"pos"),
            Upstreams.delta("itive\",\"confidence\":0.95}"),
            Upstreams.finish(),
            Upstreams.usage(),
            Upstreams.done()));
    HttpResponse<String> answer =
        gateway.post(
            "/v3/call/stream",
            SENTIMENT.replace("\"input\":", "\"stream_options\":{\"fields\":true},\"input\":"));
    assertThat(answer.body())
        .contains("data: {\"type\":\"content\",\"delta\":\"{\\\"sentiment\\\":\\\"pos\"}\n\n")
        .contains("{\"type\":\"field_delta\",\"path\":\"/sentiment\",\"delta\":\"pos\"}")
        .contains("{\"type\":\"field_complete\",\"path\":\"/confidence\",\"value\":0.95}")
        .contains("event: complete\ndata: {\"data\":" + VALID)
        .endsWith("data: [DONE]\n\n");
  }

  @Test
  void endsABrokenStreamWithAnErrorEvent() {
    upstream.enqueue(Script.sse(Upstreams.delta("{\"sentiment\":\"pos")));
    HttpResponse<String> answer = gateway.post("/v3/call/stream", SENTIMENT);
    assertThat(answer.body())
        .contains("data: {\"type\":\"error\",\"error\":{\"code\":\"provider_failed\"")
        .doesNotContain("event: complete")
        .endsWith("data: [DONE]\n\n");
  }

  @Test
  void declaresAFunctionAndFindsItsInstructionsLater() {
    HttpResponse<String> declared =
        gateway.post("/v3/call", "{\"name\":\"pizza\",\"instructions\":\"You sell pizza.\"}");
    assertThat(Json.parse(declared.body()).path("data").isNull()).isTrue();
    upstream.enqueue(Upstreams.answer("ok"));
    gateway.post("/v3/call", "{\"name\":\"pizza\",\"model\":\"mock/gpt-4o\",\"input\":\"hi\"}");
    assertThat(upstream.takeRequest().body()).contains("You sell pizza.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"input":"x"}                                       | 400 | invalid_request | /name
          {"name":"a b","input":"x"}                          | 400 | invalid_request | /name
          {"name":"f"}                                        | 400 | invalid_request | /input
          {"name":"f","input":"x","temperature":"hot"}        | 400 | invalid_request | /temperature
          {"name":"f","input":"x","output_schema":{"tpye":1}} | 400 | unknown_schema_keyword | /output_schema/tpye
          {"name":"f","input":1,"input_schema":{"type":"string"}} | 422 | input_invalid |
          {"name":"f","input":"x","model":"nobody/knows"}     | 404 | model_not_found |
          {"name":"f","input":"x","guard":{"input":[{"type":"pii"}]}} | 422 | unsupported |
          {"name":"f","input":"x","output_schema":{"type":"object","properties":{"film":{"type":"string","contentMediaType":"video/mp4","contentEncoding":"base64"}}}} | 422 | unsupported |
          {"name":"f","instructions":"x","output_schema":{"type":"string","contentMediaType":"image/tiff","contentEncoding":"base64"}} | 422 | unsupported |
          {"name":"f","input":"x","temperature":1,"output_schema":{"type":"string","contentMediaType":"image/png","contentEncoding":"base64"}} | 422 | unsupported |
          {"name":                                            | 400 | invalid_json |
          """)
  void refusesWhatIsWrongByItsPointer(String body, int status, String code, String pointer) {
    HttpResponse<String> answer = gateway.post("/v3/call", body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    JsonNode error = Json.parse(answer.body()).path("error");
    assertThat(error.path("code").stringValue()).isEqualTo(code);
    assertThat(error.path("request_id").stringValue()).isNotBlank();
    if (pointer != null) {
      assertThat(error.path("details").path("pointer").stringValue()).isEqualTo(pointer);
    }
  }

  @Test
  void listsUnknownFieldsAsWarnings() {
    upstream.enqueue(Upstreams.answer("ok"));
    HttpResponse<String> answer =
        gateway.post(
            "/v3/call",
            "{\"name\":\"f\",\"instructions\":\"x\",\"model\":\"mock/gpt-4o\",\"input\":\"x\","
                + "\"colour\":1}");
    assertThat(Json.parse(answer.body()).path("meta").path("warnings").get(0).stringValue())
        .contains("colour");
  }

  @Test
  void saysItIsTheSandboxWhenNothingElseIsThere(@TempDir Path empty) {
    try (RunningGateway bare = RunningGateway.start(empty, "")) {
      HttpResponse<String> answer =
          bare.post("/v3/call", "{\"name\":\"f\",\"instructions\":\"x\",\"input\":\"hello\"}");
      JsonNode meta = Json.parse(answer.body()).path("meta");
      assertThat(meta.path("models_used").get(0).stringValue()).isEqualTo("sandbox/chat");
      assertThat(meta.path("warnings").get(0).stringValue()).contains("sandbox");
    }
  }
}
