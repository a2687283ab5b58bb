package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.http.FakeUpstream;
import dev.switchboard.http.Script;
import dev.switchboard.json.Json;
import java.net.InetAddress;
import java.net.Socket;
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
import tools.jackson.databind.JsonNode;

class OpenAiRouteTest {
  private static final String PATH = "/v3/compat/chat/completions";
  private static final String BODY =
      """
      {"messages" : [{"role":"user","content":"Hi there!","unknown_field":1}] ,
        "model":"mock/gpt-4o", "temperature":0.70, "x_vendor":{"b":1,"a":[1.0,2e3]}}\
      """;

  @TempDir Path folder;
  private FakeUpstream upstream;
  private RunningGateway gateway;

  @BeforeEach
  void start() {
    upstream = FakeUpstream.start();
    gateway = RunningGateway.start(folder, Upstreams.config(upstream.uri("/v1").toString()));
  }

  @AfterEach
  void stop() {
    gateway.close();
    upstream.close();
  }

  @Test
  void passesTheCallersBytesOnWithOnlyTheModelPatched() {
    upstream.enqueue(Upstreams.answer("hello"));
    HttpResponse<String> answer = gateway.post(PATH, BODY);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    FakeUpstream.Received sent = upstream.takeRequest();
    assertThat(sent.body()).isEqualTo(BODY.replace("mock/gpt-4o", "gpt-4o"));
    assertThat(sent.target()).isEqualTo("/v1/chat/completions");
    assertThat(sent.headers().first("authorization")).contains("Bearer test-credential-1234");
  }

  @Test
  void givesTheProvidersBytesBackAsTheyCame() {
    Script script = Upstreams.answer("hello");
    upstream.enqueue(script);
    String body = gateway.post(PATH, BODY).body();
    assertThat(body)
        .startsWith("{\"id\":\"chatcmpl-1\",\"object\":\"chat.completion\",\"created\":1790000000");
  }

  @Test
  void pricesTheCallByTheCatalogue() {
    upstream.enqueue(Upstreams.answer("hello"));
    HttpResponse<String> answer = gateway.post(PATH, BODY);
    // 1,000 input tokens at 2.50 USD and 10 output tokens at 10 USD per million.
    assertThat(answer.headers().firstValue("x-opper-cost")).contains("0.0026");
    JsonNode call = gateway.traceOf(answer).path("spans").get(0);
    assertThat(call.path("meta").path("cost").decimalValue()).isEqualByComparingTo("0.0026");
    assertThat(call.path("input").path("temperature").decimalValue()).isEqualByComparingTo("0.7");
  }

  @Test
  void streamsEventForEventAndEndsWithDone() {
    upstream.enqueue(
        Script.sse(
            Upstreams.delta("Hel"),
            Upstreams.delta("lo"),
            Upstreams.finish(),
            Upstreams.usage(),
            Upstreams.done()));
    HttpResponse<String> answer =
        gateway.post(PATH, BODY.replace("\"temperature\"", "\"stream\":true,\"temperature\""));
    assertThat(answer.body())
        .isEqualTo(
            Upstreams.delta("Hel") + Upstreams.delta("lo") + Upstreams.finish() + Upstreams.done());
    JsonNode call = gateway.traceOf(answer).path("spans").get(0);
    assertThat(call.path("meta").path("usage").path("input_tokens").asInt()).isEqualTo(1_000);
  }

  @Test
  void suppliesTheTerminatorThatAProviderForgets() {
    upstream.enqueue(Script.sse(Upstreams.delta("Hello"), Upstreams.finish(), Upstreams.usage()));
    String body = gateway.post(PATH, stream()).body();
    assertThat(body).endsWith(Upstreams.finish() + Upstreams.done());
  }

  @Test
  void neverPresentsACutStreamAsWhole() {
    upstream.enqueue(Script.sse(Upstreams.delta("Hel"), Upstreams.delta("lo")));
    HttpResponse<String> answer = gateway.post(PATH, stream());
    assertThat(answer.body()).doesNotContain("\"finish_reason\":\"stop\"");
    JsonNode error = lastEventBeforeDone(answer.body()).path("error");
    assertThat(error.path("code").stringValue()).isEqualTo("provider_failed");
    JsonNode call = gateway.traceOf(answer).path("spans").get(0);
    assertThat(call.path("status").stringValue()).isEqualTo("failed");
  }

  @Test
  void tellsAProviderThatStallsInTheMiddle() {
    upstream.enqueue(
        Script.sse(Duration.ofSeconds(3), List.of(Upstreams.delta("Hel"), Upstreams.delta("lo"))));
    String body = gateway.post(PATH, stream()).body();
    assertThat(lastEventBeforeDone(body).path("error").path("code").stringValue())
        .isEqualTo("provider_timeout");
  }

  @Test
  void cancelsTheProviderWithin100MillisecondsWhenTheCallerLeaves() throws Exception {
    upstream.enqueue(
        Script.sse(Duration.ofSeconds(4), List.of(Upstreams.delta("Hel"), Upstreams.delta("lo"))));
    long left;
    try (java.net.Socket socket = new Socket(InetAddress.getLoopbackAddress(), gateway.port())) {
      String body = stream();
      socket
          .getOutputStream()
          .write(
              ("POST "
                      + PATH
                      + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
                      + gateway.key()
                      + "\r\nContent-Length: "
                      + body.length()
                      + "\r\n\r\n"
                      + body)
                  .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
      assertThat(socket.getInputStream().readNBytes(15)).hasSize(15);
      left = System.nanoTime();
    }
    long seen = upstream.awaitDeparture(Duration.ofSeconds(3)).orElseThrow();
    assertThat(Duration.ofNanos(seen - left)).isLessThan(Duration.ofMillis(100));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"model":                                                | 400 | invalid_json
          []                                                       | 400 | invalid_json
          {"messages":[]}                                          | 400 | invalid_request
          {"model":5,"messages":[]}                                | 400 | invalid_request
          {"model":"mock/gpt-4o"}                                  | 400 | invalid_request
          {"model":"gpt-4oo","messages":[]}                        | 404 | model_not_found
          {"model":"anthropic/claude-sonnet-4.5","messages":[]}    | 503 | no_target
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
  void refusesAWrongKeyBeforeTheBodyIsLookedAt() {
    HttpResponse<String> answer =
        gateway.send(
            HttpRequest.newBuilder(gateway.uri(PATH))
                .header("x-api-key", "sb-wrong-wrong-wrong-wrong")
                .POST(HttpRequest.BodyPublishers.ofString("not json")));
    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(answer.headers().firstValue("x-opper-error-code")).contains("invalid_key");
  }

  @Test
  void answersAProviderThatIsSilentWithATimeout() {
    upstream.enqueue(Script.silence());
    HttpResponse<String> answer = gateway.post(PATH, BODY);
    assertThat(answer.statusCode()).isEqualTo(504);
    assertThat(answer.headers().firstValue("x-opper-error-code")).contains("provider_timeout");
  }

  @Test
  void answersAProviderThatResetsWithABadGateway() {
    upstream.enqueue(Script.resets());
    assertThat(gateway.post(PATH, BODY).statusCode()).isEqualTo(502);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          <html>all is well</html>
          {"choices":[]}
          {"choices":[{"message":{"content":"half"}}]}
          {"error":{"message":"no","type":"server_error"}}
          """)
  void neverTakesNonsenseUnderA200ForAnAnswer(String nonsense) {
    upstream.enqueue(Script.json(200, nonsense));
    HttpResponse<String> answer = gateway.post(PATH, BODY);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(502);
  }

  @Test
  void neverShowsTheProvidersRefusalOfOurCredentialAsTheCallers() {
    upstream.enqueue(
        Script.json(
            401,
            "{\"error\":{\"message\":\"Incorrect API key provided: test-credential-1234\","
                + "\"code\":\"invalid_api_key\"}}"));
    HttpResponse<String> answer = gateway.post(PATH, BODY);
    assertThat(answer.statusCode()).isEqualTo(502);
    assertThat(answer.body()).doesNotContain("test-credential-1234");
  }

  @Test
  void handsOnARateLimitWithItsWait() {
    upstream.enqueue(
        Script.status(429)
            .header("Retry-After", "7")
            .header("Content-Type", "application/json")
            .body("{\"error\":{\"message\":\"slow down\",\"code\":\"rate_limit_exceeded\"}}"));
    HttpResponse<String> answer = gateway.post(PATH, BODY);
    assertThat(answer.statusCode()).isEqualTo(429);
    assertThat(answer.headers().firstValue("retry-after")).contains("7");
  }

  private static String stream() {
    return BODY.replace("\"temperature\"", "\"stream\":true,\"temperature\"");
  }

  private static JsonNode lastEventBeforeDone(String body) {
    assertThat(body).endsWith(Upstreams.done());
    String[] events = body.split("\n\n", -1);
    return Json.parse(events[events.length - 3].substring("data: ".length()));
  }
}
