package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.http.FakeUpstream;
import dev.switchboard.http.Script;
import dev.switchboard.json.Json;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class ResponsesRouteTest {
  private static final String PATH = "/v3/compat/responses";
  private static final String BODY = "{\"model\":\"plain/m\",\"input\":\"Hi there!\"}";
  private static final String RAW =
      """
      {"input" : [{"role":"user","content":"Hi there!","unknown_field":1}] ,
        "model":"mock/gpt-5", "temperature":0.70, "x_vendor":{"b":1,"a":[1.0,2e3]}}\
      """;

  @TempDir Path folder;
  private FakeUpstream upstream;
  private RunningGateway gateway;

  @BeforeEach
  void start() {
    upstream = FakeUpstream.start();
    gateway = RunningGateway.start(folder, ResponseUpstreams.config(upstream));
  }

  @AfterEach
  void stop() {
    gateway.close();
    upstream.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain/m", "mock/gpt-5", "claude/c", "gemini/g"})
  void answersFromEveryDialect(String model) {
    upstream.enqueue(ResponseUpstreams.whole(model, "hello"));
    JsonNode response = created(BODY.replace("plain/m", model));
    assertThat(response.path("status").stringValue()).isEqualTo("completed");
    assertThat(response.at("/output/0/content/0/text").stringValue()).isEqualTo("hello");
    assertThat(response.at("/usage/input_tokens").asInt()).isEqualTo(11);
    assertThat(response.at("/usage/input_tokens_details/cached_tokens").isNumber()).isTrue();
    assertThat(response.at("/usage/output_tokens_details/reasoning_tokens").isNumber()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain/m", "mock/gpt-5", "claude/c", "gemini/g"})
  void streamsFromEveryDialectInTheOrderThatClientsNeed(String model) {
    upstream.enqueue(ResponseUpstreams.streamed(model, "Hel", "lo"));
    List<JsonNode> events = streamed(BODY.replace("plain/m", model));
    assertThat(types(events))
        .containsExactly(
            "response.created",
            "response.in_progress",
            "response.output_item.added",
            "response.content_part.added",
            "response.output_text.delta",
            "response.output_text.delta",
            "response.output_text.done",
            "response.content_part.done",
            "response.output_item.done",
            "response.completed");
    for (int i = 0; i < events.size(); i++) {
      assertThat(events.get(i).path("sequence_number").asInt()).isEqualTo(i);
    }
    assertThat(events.getLast().at("/response/output/0/content/0/text").stringValue())
        .isEqualTo("Hello");
  }

  @Test
  void passesTheCallersBytesOnWithOnlyTheModelPatched() {
    upstream.enqueue(ResponseUpstreams.whole("mock/gpt-5", "hello"));
    HttpResponse<String> answer = gateway.post(PATH, RAW);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    FakeUpstream.Received sent = upstream.takeRequest();
    assertThat(sent.body()).isEqualTo(RAW.replace("mock/gpt-5", "gpt-5"));
    assertThat(sent.target()).isEqualTo("/v1/responses");
    assertThat(answer.body()).isEqualTo(ResponseUpstreams.responseBody("hello"));
  }

  @Test
  void givesAProvidersEventsBackAsTheyCame() {
    String stream = ResponseUpstreams.responseStream("Hel", "lo");
    upstream.enqueue(Script.sse(stream));
    String body = gateway.post(PATH, RAW.replace("\"temp", "\"stream\":true,\"temp")).body();
    assertThat(body).isEqualTo(stream);
  }

  @Test
  void sendsAModelThatKnowsNothingElseToTheResponsesApi() {
    upstream.enqueue(ResponseUpstreams.whole("mock/gpt-5", "hello"));
    HttpResponse<String> answer =
        gateway.post(
            "/v3/compat/chat/completions",
            "{\"model\":\"mock/gpt-5-pro\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(upstream.takeRequest().target()).isEqualTo("/v1/responses");
    assertThat(Json.parse(answer.body()).at("/choices/0/message/content").stringValue())
        .isEqualTo("hello");
  }

  @Test
  void keepsAnotherProvidersThoughtsFromAProviderOfTheSameDialect() {
    upstream.enqueue(ResponseUpstreams.whole("mock/gpt-5", "hello"));
    String input =
        "[{\"role\":\"user\",\"content\":\"Hi\"},{\"type\":\"reasoning\",\"id\":\"rs_swb_1\","
            + "\"summary\":[{\"type\":\"summary_text\",\"text\":\"secret\"}]}]";
    created("{\"model\":\"mock/gpt-5\",\"input\":" + input + "}");
    assertThat(upstream.takeRequest().body()).doesNotContain("secret");
  }

  /** Clients that keep nothing send items back without their ids. */
  @Test
  void keepsAnotherProvidersTokenFromAProviderOfTheSameDialectAlsoWithoutItsId() {
    upstream.enqueue(ResponseUpstreams.whole("mock/gpt-5", "hello"));
    String input =
        "[{\"role\":\"user\",\"content\":\"Hi\"},{\"type\":\"reasoning\",\"summary\":[],\"content\":null,"
            + "\"encrypted_content\":\"swb1.eyJkIjoiYW50aHJvcGljLm1lc3NhZ2VzIiwiayI6IlNJR05BVFVSRSIs"
            + "InYiOiJzZWNyZXQifQ\"}]";
    created("{\"model\":\"mock/gpt-5\",\"input\":" + input + "}");
    assertThat(upstream.takeRequest().body()).doesNotContain("swb1.", "secret");
  }

  @Test
  void carriesAThoughtsSignatureToTheNextTurn() {
    upstream.enqueue(ResponseUpstreams.claudeToolCall());
    JsonNode first =
        created(
            "{\"model\":\"claude/c\",\"input\":\"Weather?\",\"tools\":"
                + ResponseUpstreams.TOOLS
                + ",\"reasoning\":{\"effort\":\"high\",\"summary\":\"auto\"}}");
    assertThat(first.at("/output/0/type").stringValue()).isEqualTo("reasoning");
    upstream.takeRequest();
    upstream.enqueue(ResponseUpstreams.whole("claude/c", "21 degrees"));
    created(
        "{\"model\":\"claude/c\",\"tools\":"
            + ResponseUpstreams.TOOLS
            + ",\"reasoning\":{\"effort\":\"high\"},\"input\":[{\"role\":\"user\",\"content\":\"Weather?\"},"
            + Json.text(first.at("/output/0"))
            + ","
            + Json.text(first.at("/output/1"))
            + ",{\"type\":\"function_call_output\",\"call_id\":\"toolu_1\",\"output\":\"21\"}]}");
    JsonNode thought = Json.parse(upstream.takeRequest().body()).at("/messages/1/content/0");
    assertThat(thought.path("thinking").stringValue()).isEqualTo("Hm.");
    assertThat(thought.path("signature").stringValue()).isEqualTo("sig==");
  }

  @Test
  void tellsAStreamThatBreaksOffAsAFailedResponse() {
    upstream.enqueue(Script.sse(Upstreams.delta("Hel"), Upstreams.delta("lo")));
    List<JsonNode> events = streamed(BODY);
    assertThat(types(events)).doesNotContain("response.completed").endsWith("response.failed");
    JsonNode response = events.getLast().path("response");
    assertThat(response.at("/error/code").stringValue()).isEqualTo("server_error");
    assertThat(response.at("/output/0/status").stringValue()).isEqualTo("incomplete");
    assertThat(response.at("/output/0/content/0/text").stringValue()).isEqualTo("Hello");
  }

  @Test
  void goesOnCountingWhenAProvidersOwnStreamBreaksOff() {
    String whole = ResponseUpstreams.responseStream("Hel", "lo");
    upstream.enqueue(
        Script.sse(whole.substring(0, whole.indexOf("event: response.output_text.done"))));
    List<JsonNode> events = streamed(RAW);
    assertThat(types(events)).endsWith("response.failed");
    assertThat(events.getLast().path("sequence_number").asInt()).isEqualTo(events.size() - 1);
    assertThat(events.getLast().at("/response/id").stringValue()).isEqualTo("resp_up");
  }

  @Test
  void leavesOutASearchToolThatAModelCanDoWithoutAndSaysSo() {
    upstream.enqueue(ResponseUpstreams.whole("plain/m", "hello"));
    HttpResponse<String> answer =
        gateway.post(
            PATH,
            "{\"model\":\"plain/m\",\"input\":\"Hi\",\"tools\":[{\"type\":\"web_search\"},"
                + "{\"type\":\"namespace\",\"name\":\"mcp__docs\",\"tools\":[{\"type\":\"function\","
                + "\"name\":\"search\",\"parameters\":{\"type\":\"object\"}}]}]}");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.headers().firstValue("x-switchboard-fidelity").orElseThrow())
        .contains("omitted=tools");
    JsonNode sent = Json.parse(upstream.takeRequest().body());
    assertThat(sent.at("/tools/0/function/name").stringValue()).isEqualTo("mcp__docs__search");
  }

  @ParameterizedTest
  @CsvSource({
    "namespace, 'mcp__docs__search', '{}', function_call, search",
    "custom, 'apply_patch', '{\"input\":\"*** Begin\"}', custom_tool_call, apply_patch"
  })
  void tellsACallInTheWordsInWhichItsToolWasOffered(
      String kind, String called, String arguments, String type, String name) {
    upstream.enqueue(ResponseUpstreams.chatCall(called, arguments));
    JsonNode response =
        created(
            "{\"model\":\"plain/m\",\"input\":\"Hi\",\"tools\":[{\"type\":\"custom\","
                + "\"name\":\"apply_patch\"},{\"type\":\"namespace\",\"name\":\"mcp__docs\","
                + "\"tools\":[{\"type\":\"function\",\"name\":\"search\"}]}]}");
    JsonNode call = response.at("/output/0");
    assertThat(call.path("type").stringValue()).isEqualTo(type);
    assertThat(call.path("name").stringValue()).isEqualTo(name);
    if (kind.equals("custom")) {
      assertThat(call.path("input").stringValue()).isEqualTo("*** Begin");
    } else {
      assertThat(call.path("namespace").stringValue()).isEqualTo("mcp__docs");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"model":                                                    | 400 | invalid_json
          {"input":"x"}                                                | 400 | invalid_request
          {"model":"plain/m"}                                          | 400 | invalid_request
          {"model":"plain/m","input":5}                                | 400 | invalid_request
          {"model":"plain/m","input":"x","background":true,"store":false} | 400 | invalid_request
          {"model":"plain/m","input":"x","conversation":"conv_1"}      | 422 | unsupported
          {"model":"mock/gpt-5","input":"x","conversation":"conv_1"}   | 422 | unsupported
          {"model":"mock/gpt-5","input":"x","conversation":{"id":"c"}} | 422 | unsupported
          {"model":"mock/gpt-5","input":"x","convers\\u0061tion":"c"}   | 422 | unsupported
          {"model":"mock/gpt-5","input":[{"id":"msg_1"}]}              | 400 | invalid_request
          {"model":"mock/gpt-5","input":[{"\\u0069d":"msg_1"}]}         | 400 | invalid_request
          {"model":"mock/gpt-5","input":[{"type":"item\\u005freference","id":"i"}]} | 400 | invalid_request
          {"model":"mock/gpt-5","input":"x","previous\\u005fresponse_id":"resp_0"} | 400 | previous_response_not_found
          {"model":"plain/m","input":"x","tools":[{"type":"file_search"}]} | 422 | unsupported
          {"model":"plain/m","input":"x","previous_response_id":"resp_0"} | 400 | previous_response_not_found
          {"model":"plain/m","input":[{"type":"item_reference","id":"i"}]} | 400 | invalid_request
          {"model":"gpt-4oo","input":"x"}                              | 404 | model_not_found
          """)
  void refusesBadRequestsInOpenAisEnvelope(String body, int status, String code) {
    HttpResponse<String> answer = gateway.post(PATH, body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.headers().firstValue("x-opper-error-code")).contains(code);
    JsonNode error = Json.parse(answer.body()).path("error");
    assertThat(error.path("message").stringValue()).isNotBlank();
    assertThat(error.has("type") && error.has("param") && error.has("code")).isTrue();
    assertThat(upstream.requests()).isEmpty();
  }

  @Test
  void compactsAConversationIntoAnItemThatEveryProviderReads() {
    upstream.enqueue(ResponseUpstreams.whole("plain/m", "They launch on Tuesday."));
    String body =
        "{\"model\":\"plain/m\",\"input\":[{\"role\":\"user\",\"content\":\"Launch Tuesday?\"}]}";
    HttpResponse<String> answer = gateway.post(PATH + "/compact", body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.headers().firstValue("x-switchboard-fidelity").orElseThrow())
        .contains("approximated=input");
    assertThat(upstream.takeRequest().body()).contains("Launch Tuesday?");
    JsonNode item = Json.parse(answer.body()).at("/output/0");
    assertThat(item.path("type").stringValue()).isEqualTo("compaction");
    for (String model : List.of("plain/m", "mock/gpt-5")) {
      upstream.enqueue(ResponseUpstreams.whole(model, "Yes."));
      created("{\"model\":\"" + model + "\",\"input\":[" + Json.text(item) + "]}");
      assertThat(upstream.takeRequest().body()).contains("They launch on Tuesday.");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/v3/compat/responses/input_tokens, '\"input\":\"Hi\",\"max_output_tokens\":5'",
    "/v3/compat/v1/messages/count_tokens, '\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]'",
    "/v3/compat/v1beta/models/mock/gpt-5:countTokens, '\"contents\":[{\"parts\":[{\"text\":\"Hi\"}]}]'"
  })
  void asksOpenAiForItsOwnCount(String path, String input) {
    upstream.enqueue(
        Script.json(200, "{\"object\":\"response.input_tokens\",\"input_tokens\":123}"));
    HttpResponse<String> answer = gateway.post(path, "{\"model\":\"mock/gpt-5\"," + input + "}");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.body()).contains("123");
    assertThat(answer.headers().firstValue("x-switchboard-fidelity").orElse(""))
        .doesNotContain("estimated");
    FakeUpstream.Received sent = upstream.takeRequest();
    assertThat(sent.target()).isEqualTo("/v1/responses/input_tokens");
    assertThat(Json.parse(sent.body()).path("model").stringValue()).isEqualTo("gpt-5");
    assertThat(sent.body()).contains("Hi").doesNotContain("max_output_tokens");
  }

  @Test
  void estimatesWhereAServerHasNoCount() {
    upstream.enqueue(Script.json(404, "{\"error\":{\"message\":\"Not found\"}}"));
    HttpResponse<String> answer =
        gateway.post(PATH + "/input_tokens", "{\"model\":\"mock/gpt-5\",\"input\":\"Hi\"}");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.headers().firstValue("x-switchboard-fidelity"))
        .contains("estimated=input_tokens");
  }

  @Test
  void estimatesTheTokensOfARequestWithoutAModel() {
    HttpResponse<String> answer = gateway.post(PATH + "/input_tokens", "{\"input\":\"Hi there!\"}");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(Json.parse(answer.body()).path("input_tokens").asInt()).isBetween(3, 20);
    assertThat(upstream.requests()).isEmpty();
  }

  @Test
  void estimatesTheTokensOfARequestAndSaysSo() {
    HttpResponse<String> answer = gateway.post(PATH + "/input_tokens", BODY);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(Json.parse(answer.body()).path("input_tokens").asInt()).isBetween(3, 20);
    assertThat(answer.headers().firstValue("x-switchboard-fidelity"))
        .contains("estimated=input_tokens");
  }

  @Test
  void cancelsTheProviderWhenTheCallerOfAStreamLeaves() throws Exception {
    upstream.enqueue(
        Script.sse(Duration.ofSeconds(4), List.of(Upstreams.delta("Hel"), Upstreams.delta("lo"))));
    HttpRequest request =
        HttpRequest.newBuilder(gateway.uri(PATH))
            .header("Authorization", "Bearer " + gateway.key())
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    BODY.replace("\"input\"", "\"stream\":true,\"input\"")))
            .build();
    try (java.net.http.HttpClient client = java.net.http.HttpClient.newHttpClient()) {
      var stream = client.send(request, HttpResponse.BodyHandlers.ofInputStream()).body();
      assertThat(stream.readNBytes(20)).hasSize(20);
      stream.close();
      assertThat(upstream.awaitDeparture(Duration.ofSeconds(3))).isPresent();
      client.shutdownNow();
    }
  }

  private JsonNode created(String body) {
    HttpResponse<String> answer = gateway.post(PATH, body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return Json.parse(answer.body());
  }

  private List<JsonNode> streamed(String body) {
    HttpResponse<String> answer =
        gateway.post(PATH, body.replaceFirst("\"input\"", "\"stream\":true,\"input\""));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return ResponseUpstreams.events(answer.body());
  }

  private static Stream<String> types(List<JsonNode> events) {
    return events.stream().map(event -> event.path("type").stringValue());
  }
}
