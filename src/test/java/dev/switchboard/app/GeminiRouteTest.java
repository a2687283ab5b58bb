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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Gemini's API in front of a provider of Gemini's. */
class GeminiRouteTest {
  private static final String MODEL = "/v3/compat/v1beta/models/mock/gemini-2.5-flash";
  private static final String PATH = MODEL + ":generateContent";
  private static final String STREAM = MODEL + ":streamGenerateContent";
  private static final String BODY =
      """
      {"contents" : [{"role":"user","parts":[{"text":"Hi there!","unknown_field":1}]}] ,
        "generation_config":{"temperature":0.70}, "x_vendor":{"b":1,"a":[1.0,2e3]}}\
      """;

  @TempDir Path folder;
  private FakeUpstream upstream;
  private RunningGateway gateway;

  @BeforeEach
  void start() {
    upstream = FakeUpstream.start();
    gateway =
        RunningGateway.start(folder, GeminiUpstreams.config(upstream.uri("/v1beta").toString()));
  }

  @AfterEach
  void stop() {
    gateway.close();
    upstream.close();
  }

  @Test
  void passesTheCallersBytesOnUntouched() {
    upstream.enqueue(GeminiUpstreams.whole("hello"));
    HttpResponse<String> answer = gateway.post(PATH, BODY);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    FakeUpstream.Received sent = upstream.takeRequest();
    assertThat(sent.body()).isEqualTo(BODY);
    assertThat(sent.target()).isEqualTo("/v1beta/models/gemini-2.5-flash:generateContent");
    assertThat(sent.headers().first("x-goog-api-key")).contains("test-credential-1234");
  }

  @Test
  void patchesTheModelWhereTheBodyRepeatsIt() {
    upstream.enqueue(GeminiUpstreams.whole("hello"));
    String body = BODY.replace("{\"contents\"", "{\"model\" :\"models/mock/x\",\"contents\"");
    gateway.post(PATH, body);
    assertThat(upstream.takeRequest().body())
        .isEqualTo(body.replace("models/mock/x", "models/gemini-2.5-flash"));
  }

  @Test
  void givesTheProvidersBytesBackAsTheyCame() {
    upstream.enqueue(GeminiUpstreams.whole("hello"));
    assertThat(gateway.post(PATH, BODY).body()).isEqualTo(GeminiUpstreams.answer("hello"));
  }

  @Test
  void countsAndPricesWhatItPassesOn() {
    upstream.enqueue(GeminiUpstreams.whole("hello"));
    HttpResponse<String> answer = gateway.post(PATH, BODY);
    // 1,000 input tokens at 0.30 USD and 10 output tokens at 2.50 USD per million.
    assertThat(answer.headers().firstValue("x-opper-cost")).contains("0.000325");
    JsonNode call = gateway.traceOf(answer).path("spans").get(0);
    assertThat(call.path("meta").path("usage").path("input_tokens").asInt()).isEqualTo(1_000);
  }

  @Test
  void streamsEventForEventAndAddsNothing() {
    List<String> events =
        List.of(
            GeminiUpstreams.delta("Hel"), GeminiUpstreams.delta("lo"), GeminiUpstreams.finish());
    upstream.enqueue(Script.sse(events.toArray(String[]::new)));
    HttpResponse<String> answer = gateway.post(STREAM + "?alt=sse", BODY);
    assertThat(answer.body()).isEqualTo(String.join("", events));
    assertThat(upstream.takeRequest().target())
        .isEqualTo("/v1beta/models/gemini-2.5-flash:streamGenerateContent?alt=sse");
    JsonNode call = gateway.traceOf(answer).path("spans").get(0);
    assertThat(call.path("meta").path("usage").path("output_tokens").asInt()).isEqualTo(10);
  }

  @Test
  void keepsBackWhatItsSdksRefuse() {
    upstream.enqueue(
        Script.sse(
            ": comment\n\n",
            "event: message\n" + GeminiUpstreams.delta("Hello"),
            GeminiUpstreams.finish(),
            "data: [DONE]\n\n"));
    assertThat(gateway.post(STREAM + "?alt=sse", BODY).body())
        .isEqualTo(GeminiUpstreams.delta("Hello") + GeminiUpstreams.finish());
  }

  @Test
  void streamsAnArrayWhereNoEventsAreAskedFor() {
    upstream.enqueue(
        Script.sse(
            GeminiUpstreams.delta("Hel"), GeminiUpstreams.delta("lo"), GeminiUpstreams.finish()));
    HttpResponse<String> answer = gateway.post(STREAM, BODY);
    assertThat(answer.headers().firstValue("content-type"))
        .contains("application/json; charset=utf-8");
    JsonNode array = Json.parse(answer.body());
    assertThat(array.size()).isEqualTo(3);
    assertThat(text(array.get(1))).isEqualTo("lo");
  }

  @Test
  void neverPresentsACutStreamAsWhole() {
    upstream.enqueue(Script.sse(GeminiUpstreams.delta("Hel"), GeminiUpstreams.delta("lo")));
    HttpResponse<String> answer = gateway.post(STREAM + "?alt=sse", BODY);
    JsonNode error = lastEvent(answer.body()).path("error");
    assertThat(error.path("code").asInt()).isEqualTo(502);
    assertThat(error.path("status").stringValue()).isEqualTo("UNAVAILABLE");
    JsonNode call = gateway.traceOf(answer).path("spans").get(0);
    assertThat(call.path("status").stringValue()).isEqualTo("failed");
  }

  @Test
  void endsACutArrayWithTheErrorAndABracket() {
    upstream.enqueue(Script.sse(GeminiUpstreams.delta("Hel")));
    JsonNode array = Json.parse(gateway.post(STREAM, BODY).body());
    assertThat(array.get(1).path("error").path("status").stringValue()).isEqualTo("UNAVAILABLE");
  }

  @Test
  void tellsAProviderThatStallsInTheMiddle() {
    upstream.enqueue(
        Script.sse(
            Duration.ofSeconds(3),
            List.of(GeminiUpstreams.delta("Hel"), GeminiUpstreams.delta("lo"))));
    String body = gateway.post(STREAM + "?alt=sse", BODY).body();
    assertThat(lastEvent(body).path("error").path("status").stringValue())
        .isEqualTo("DEADLINE_EXCEEDED");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v3/compat/v1beta/models/mock/gemini-2.5-flash:generateContent",
        "/v3/compat/v1/models/mock/gemini-2.5-flash:generateContent",
        "/v3/compat/v1alpha/models/mock/gemini-2.5-flash:generateContent",
        "/v3/compat/v1beta1/publishers/mock/models/gemini-2.5-flash:generateContent",
        "/v3/compat/v1beta/mock/gemini-2.5-flash:generateContent",
        "/v3/compat/v1/mock/gemini-2.5-flash:generateContent",
        "/v3/compat/v1beta/models/mock%2Fgemini-2.5-flash:generateContent",
        "/v3/compat/v1beta/models/mock%2Fgemini-2.5-flash%3AgenerateContent",
        "/v3/compat/v1beta/models/gemini-2.5-flash:generateContent",
        "/v3/compat/models/mock/gemini-2.5-flash:generateContent",
        "/v3/compat/v1beta/models/publishers/mock/models/gemini-2.5-flash:generateContent",
      })
  void findsTheModelInEveryFormOfThePath(String path) {
    upstream.enqueue(GeminiUpstreams.whole("hello"));
    HttpResponse<String> answer = gateway.post(path, BODY);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(upstream.takeRequest().target())
        .isEqualTo("/v1beta/models/gemini-2.5-flash:generateContent");
  }

  @Test
  void takesAColonAndABlankForPartOfTheName() {
    upstream.enqueue(GeminiUpstreams.whole("hello"));
    HttpResponse<String> answer =
        gateway.post("/v3/compat/v1beta/models/mock/a%20b:c@1:generateContent", BODY);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(upstream.takeRequest().target())
        .matches("/v1beta/models/a%20b(:|%3A)c(@|%40)1:generateContent");
  }

  @ParameterizedTest
  @CsvSource({
    "x-goog-api-key, ''",
    "x-api-key, ''",
    "api-key, ''",
    "authorization, 'Bearer '",
  })
  void takesTheKeyInEveryHeader(String header, String prefix) {
    upstream.enqueue(GeminiUpstreams.whole("hello"));
    assertThat(
            gateway
                .send(
                    HttpRequest.newBuilder(gateway.uri(PATH))
                        .header(header, prefix + gateway.key())
                        .POST(HttpRequest.BodyPublishers.ofString(BODY)))
                .statusCode())
        .isEqualTo(200);
  }

  @Test
  void takesTheKeyInTheQuery() {
    upstream.enqueue(GeminiUpstreams.whole("hello"));
    assertThat(
            gateway
                .send(
                    HttpRequest.newBuilder(gateway.uri(PATH + "?key=" + gateway.key()))
                        .POST(HttpRequest.BodyPublishers.ofString(BODY)))
                .statusCode())
        .isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          mock/gemini-2.5-flash   | {"contents":   | 400 | INVALID_ARGUMENT    | invalid_json
          mock/gemini-2.5-flash   | []             | 400 | INVALID_ARGUMENT    | invalid_json
          mock/gemini-2.5-flash   | {}             | 400 | INVALID_ARGUMENT    | invalid_request
          gemini-9.9-flush        | {"contents":[]} | 404 | NOT_FOUND          | model_not_found
          anthropic/claude-sonnet-4.5 | {"contents":[]} | 503 | UNAVAILABLE    | no_target
          """)
  void refusesBadRequestsInGooglesEnvelope(
      String model, String body, int status, String word, String code) {
    HttpResponse<String> answer =
        gateway.post("/v3/compat/v1beta/models/" + model + ":generateContent", body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.headers().firstValue("x-opper-error-code")).contains(code);
    JsonNode error = Json.parse(answer.body()).path("error");
    assertThat(error.path("code").asInt()).isEqualTo(status);
    assertThat(error.path("status").stringValue()).isEqualTo(word);
    assertThat(error.path("message").stringValue()).isNotBlank();
    assertThat(upstream.requests()).isEmpty();
  }

  @Test
  void refusesAWrongKeyBeforeTheBodyIsLookedAt() {
    HttpResponse<String> answer =
        gateway.send(
            HttpRequest.newBuilder(gateway.uri(PATH))
                .header("x-goog-api-key", "sb-wrong-wrong-wrong-wrong")
                .POST(HttpRequest.BodyPublishers.ofString("not json")));
    assertThat(answer.statusCode()).isEqualTo(401);
    JsonNode error = Json.parse(answer.body()).path("error");
    assertThat(error.path("status").stringValue()).isEqualTo("UNAUTHENTICATED");
    assertThat(error.path("details").get(0).path("reason").stringValue())
        .isEqualTo("API_KEY_INVALID");
  }

  @Test
  void handsOnARateLimitWithItsWait() {
    upstream.enqueue(
        Script.status(429)
            .header("Retry-After", "7")
            .header("Content-Type", "application/json")
            .body(
                "{\"error\":{\"code\":429,\"message\":\"m\",\"status\":\"RESOURCE_EXHAUSTED\"}}"));
    HttpResponse<String> answer = gateway.post(PATH, BODY);
    assertThat(answer.statusCode()).isEqualTo(429);
    assertThat(answer.headers().firstValue("retry-after")).contains("7");
    JsonNode details = Json.parse(answer.body()).path("error").path("details");
    assertThat(details.get(1).path("retryDelay").stringValue()).isEqualTo("7s");
  }

  @Test
  void neverShowsTheProvidersRefusalOfOurCredentialAsTheCallers() {
    upstream.enqueue(GeminiUpstreams.error(401, "UNAUTHENTICATED", "bad key test-credential-1234"));
    HttpResponse<String> answer = gateway.post(PATH, BODY);
    assertThat(answer.statusCode()).isEqualTo(502);
    assertThat(answer.body()).doesNotContain("test-credential-1234");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          GET  | /v3/compat/v1beta/models/mock/gemini-2.5-flash:generateContent | 405
          POST | /v3/compat/v1beta/models                                       | 405
          POST | /v3/compat/v1beta/models/mock/gemini-2.5-flash:dreamContent    | 404
          GET  | /v3/compat/v1beta/nothing                                      | 404
          POST | /v3/compat/v1beta/:generateContent                             | 404
          """)
  void failsInGooglesEnvelopeOnEveryPathOfItsVersions(String method, String path, int status) {
    HttpResponse<String> answer =
        gateway.send(
            HttpRequest.newBuilder(gateway.uri(path))
                .header("x-goog-api-key", gateway.key())
                .method(method, HttpRequest.BodyPublishers.ofString("{\"contents\":[]}")));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(Json.parse(answer.body()).path("error").path("code").asInt()).isEqualTo(status);
  }

  @Test
  void refusesAnUnknownWayOfStreaming() {
    HttpResponse<String> answer = gateway.post(STREAM + "?alt=proto", BODY);
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("alt");
  }

  @Test
  void listsModelsInPages() {
    JsonNode first = Json.parse(gateway.get("/v3/compat/v1beta/models?pageSize=2").body());
    assertThat(first.path("models").size()).isEqualTo(2);
    assertThat(first.path("models").get(0).path("name").stringValue()).startsWith("models/");
    JsonNode second =
        Json.parse(
            gateway
                .get(
                    "/v3/compat/v1beta/models?pageSize=1000&pageToken="
                        + first.path("nextPageToken").stringValue())
                .body());
    assertThat(second.has("nextPageToken")).isFalse();
    assertThat(second.path("models").findValuesAsString("name"))
        .contains("models/mock/gemini-2.5-flash");
  }

  @ParameterizedTest
  @ValueSource(strings = {"mock/gemini-2.5-flash", "mock%2Fgemini-2.5-flash"})
  void tellsOneModel(String name) {
    JsonNode model = Json.parse(gateway.get("/v3/compat/v1beta/models/" + name).body());
    assertThat(model.path("name").stringValue()).isEqualTo("models/mock/gemini-2.5-flash");
    assertThat(model.path("supportedGenerationMethods").get(0).stringValue())
        .isEqualTo("generateContent");
  }

  @ParameterizedTest
  @CsvSource({
    "x-goog-api-key, models",
    "x-goog-api-client, models",
    "authorization, data",
  })
  void tellsGooglesListOfModelsFromOpenAisByItsHeaders(String header, String field) {
    HttpResponse<String> answer =
        gateway.send(
            HttpRequest.newBuilder(gateway.uri("/v3/compat/v1/models"))
                .header(header, "Bearer " + gateway.key()));
    assertThat(Json.parse(answer.body()).has(field)).as(answer.body()).isTrue();
  }

  private static String text(JsonNode response) {
    return response
        .path("candidates")
        .path(0)
        .path("content")
        .path("parts")
        .path(0)
        .path("text")
        .asString("");
  }

  private static JsonNode lastEvent(String body) {
    String[] events = body.strip().split("\n\n", -1);
    return Json.parse(events[events.length - 1].substring("data: ".length()));
  }
}
