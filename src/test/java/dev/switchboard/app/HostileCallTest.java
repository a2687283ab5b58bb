package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.http.FakeUpstream;
import dev.switchboard.http.Script;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What callers send who want to be surprised, or to surprise. */
class HostileCallTest {
  private static final String CHAT = "/v3/compat/chat/completions";
  private static final String HELLO =
      "{\"model\":\"%s\",\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}";

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

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "br", "identity, gzip"})
  void aBodyThatClaimsToBePackedIsRefusedByName(String coding) {
    HttpResponse<String> answer =
        gateway.post(CHAT, HELLO.formatted("sandbox/echo"), "Content-Encoding", coding);
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("header Content-Encoding: " + coding + " (expected: none");
  }

  @Test
  void anAbsurdModelNameIsNotHandedBackWhole() {
    HttpResponse<String> answer = gateway.post(CHAT, HELLO.formatted("z".repeat(100_000)));
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("a name of 100000 characters").hasSizeLessThan(400);
  }

  @Test
  void anAbsurdFunctionNameIsNotHandedBackWhole() {
    HttpResponse<String> answer =
        gateway.post("/v3/call", "{\"name\":\"%s\",\"input\":1}".formatted("z".repeat(100_000)));
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("/name: zzz").hasSizeLessThan(600);
  }

  @Test
  void aTagOfAMegabyteIsRefused() {
    HttpResponse<String> answer =
        gateway.post(
            "/v3/call",
            "{\"name\":\"f\",\"instructions\":\"x\",\"input\":\"y\",\"tags\":{\"team\":\"%s\"}}"
                .formatted("z".repeat(1_000_000)));
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("tag team: ").contains("at most 256").hasSizeLessThan(400);
  }

  @Test
  void outputThatAProviderDoesNotCountIsEstimatedNotFree() {
    upstream.enqueue(
        Script.json(
            200,
            "{\"id\":\"c\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"m\",\"choices\":"
                + "[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"Hello to you\"},"
                + "\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":10}}"));
    HttpResponse<String> answer = gateway.post(CHAT, HELLO.formatted("mock/gpt-4o"));
    JsonNode usage = gateway.traceOf(answer).at("/spans/0/meta/usage");
    assertThat(usage.path("source").asString()).as("%s", usage).isEqualTo("estimated");
    assertThat(usage.path("output_tokens").asInt()).isPositive();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v3/traces", "/v3/traces/0af7651916cd43dd8448eb211c80319c"})
  void aKeyInTheAddressIsTakenOnTheRoutesOfCallsAlone(String path) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(gateway.uri(path + "?key=" + gateway.key()));
    assertThat(gateway.send(request).statusCode()).isEqualTo(401);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v3/call", CHAT})
  void aKeyInTheAddressOfACallIsTaken(String path) {
    String body =
        path.equals(CHAT)
            ? HELLO.formatted("sandbox/echo")
            : "{\"name\":\"f\",\"model\":\"sandbox/echo\",\"input\":\"hi\"}";
    HttpRequest.Builder request =
        HttpRequest.newBuilder(gateway.uri(path + "?key=" + gateway.key()))
            .POST(HttpRequest.BodyPublishers.ofString(body));
    assertThat(gateway.send(request).statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/health/live", "/health/ready", "/metrics", "/v3/models", "/v3/openapi.yaml"})
  void headIsAnsweredLikeGetWithoutABody(String path) {
    HttpResponse<String> get = gateway.get(path);
    HttpResponse<String> head = gateway.send(HttpRequest.newBuilder(gateway.uri(path)).HEAD());
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
    assertThat(head.headers().firstValue("content-type"))
        .isEqualTo(get.headers().firstValue("content-type"));
    assertThat(head.headers().firstValueAsLong("content-length")).isPresent();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/health/live", "/health/ready", "/health", "/metrics"})
  void healthIsReadAndNothingElse(String path) {
    HttpResponse<String> answer = gateway.post(path, "{}");
    assertThat(answer.statusCode()).isEqualTo(405);
    assertThat(answer.headers().firstValue("allow")).contains("GET, HEAD");
  }

  @ParameterizedTest
  @ValueSource(strings = {"team", "a=1, team", "=x", " =x"})
  void aTagThatIsNoPairIsRefusedByName(String tags) {
    HttpResponse<String> answer =
        gateway.post(CHAT, HELLO.formatted("sandbox/echo"), "x-opper-tags", tags);
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body())
        .contains(tags.substring(tags.indexOf(',') + 1).strip() + " (expected: name=value)");
  }

  @Test
  void tagsMayEndInAComma() {
    assertThat(
            gateway
                .post(CHAT, HELLO.formatted("sandbox/echo"), "x-opper-tags", "a=1, b=,")
                .statusCode())
        .isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"!!!!", "aGVsbG8", "aGVsbG8*", "a", "aa=a"})
  void aDataUrlIsBase64OrRefusedWithItsPlace(String base64) {
    HttpResponse<String> answer =
        gateway.post(
            CHAT,
            "{\"model\":\"sandbox/echo\",\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":"
                + "\"image_url\",\"image_url\":{\"url\":\"data:image/png;base64,"
                + base64
                + "\"}}]}]}");
    boolean paddingAlone = base64.equals("aGVsbG8");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(paddingAlone ? 200 : 400);
    if (!paddingAlone) {
      assertThat(answer.body()).contains("/messages/0/content/0/image_url/url").contains("base64");
    }
  }
}
