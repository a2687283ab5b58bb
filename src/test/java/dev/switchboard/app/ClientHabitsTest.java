package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.http.FakeUpstream;
import dev.switchboard.http.Script;
import dev.switchboard.json.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What clients say of themselves around their requests, and what must not come of it. */
class ClientHabitsTest {
  private static final String MESSAGES = "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]";
  private static final String CONTENTS =
      "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"Hi\"}]}]}";

  @TempDir static Path folder;
  private static FakeUpstream upstream;
  private static RunningGateway gateway;

  @BeforeAll
  static void start() {
    upstream = FakeUpstream.start();
    gateway =
        RunningGateway.start(
            folder,
            ResponseUpstreams.config(upstream)
                + """
                  vectors: {kind: gcp, base_url: "%s", api_key: "test-credential-1234", retries: 0}
                """
                    .formatted(upstream.uri("/v1beta")));
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
  void acceptsAnEmptyCookieAndBudgetsOfTimeThatAreNoNumbersAndSendsNoneOn() {
    upstream.enqueue(ResponseUpstreams.whole("plain/m", "hello"));
    String answer =
        raw(
            "/v3/compat/chat/completions",
            "{\"model\":\"plain/m\"," + MESSAGES + "}",
            "cookie: ",
            "User-Agent: GeminiCLI/0.61.0/gcp/gemini-2.5-flash (linux; x64)",
            "X-Stainless-Timeout: NOT_GIVEN",
            "X-Stainless-Retry-Count: 1",
            "x-server-timeout: 1200",
            "x-session-affinity: ses_1",
            "x-claude-code-session-id: 1",
            "x-codex-turn-metadata: {\"a\":1}");
    assertThat(answer).startsWith("HTTP/1.1 200 ");
    assertThat(upstream.takeRequest().headers().toString().toLowerCase(Locale.ROOT))
        .doesNotContain("cookie", "stainless", "server-timeout", "ses_1", "codex", "geminicli");
  }

  @Test
  void takesAnOfferOfAnotherHttpForNoWebSocket() {
    upstream.enqueue(ResponseUpstreams.whole("mock/gpt-5", "hello"));
    String[] offer = {"Upgrade: h2c", "HTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA"};
    String body = "{\"model\":\"mock/gpt-5\",\"input\":\"Hi\"}";
    assertThat(raw("/v3/compat/responses", body, offer)).startsWith("HTTP/1.1 200 ");
    HttpResponse<String> got = gateway.get("/v3/compat/responses");
    assertThat(got.statusCode()).isEqualTo(405);
    assertThat(sent("GET", "/v3/compat/responses", "", offer)).startsWith("HTTP/1.1 405 ");
  }

  @Test
  void answersAClientThatSaysNothingOfItself() {
    upstream.enqueue(ResponseUpstreams.whole("plain/m", "hello"));
    assertThat(
            raw(
                "/v3/compat/chat/completions",
                "{\"model\":\"plain/m\"," + MESSAGES + "}",
                "Accept: */*"))
        .startsWith("HTTP/1.1 200 ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          application/json                               | true
          application/json;q=1, text/event-stream;q=0    | true
          text/event-stream                              | false
          application/octet-stream                       | false
          """)
  void streamsWhenTheBodySaysSoWhateverIsAccepted(String accept, boolean stream) {
    for (String ask :
        List.of(
            "/chat/completions {\"model\":\"claude/c\"," + MESSAGES,
            "/responses {\"model\":\"claude/c\",\"input\":\"Hi\"",
            "/v1/messages {\"model\":\"plain/m\",\"max_tokens\":9," + MESSAGES,
            "/v1beta/interactions {\"model\":\"claude/c\",\"input\":\"Hi\"")) {
      String model = ask.contains("claude/c") ? "claude/c" : "plain/m";
      upstream.enqueue(
          stream
              ? ResponseUpstreams.streamed(model, "Hel", "lo")
              : ResponseUpstreams.whole(model, "hello"));
      String path = ask.substring(0, ask.indexOf(' '));
      String body = ask.substring(ask.indexOf(' ') + 1) + ",\"stream\":" + stream + "}";
      String answer =
          raw("/v3/compat" + path, body, "Accept: " + accept, "Accept-Encoding: gzip, deflate, br");
      assertThat(answer).as(path).startsWith("HTTP/1.1 200 ");
      String head = answer.substring(0, answer.indexOf("\r\n\r\n")).toLowerCase(Locale.ROOT);
      assertThat(head)
          .contains("content-type: " + (stream ? "text/event-stream" : "application/json"))
          .doesNotContain("content-encoding");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"gpt-4o", "claude-sonnet-4-5", "gemini-2.5-flash"})
  void knowsVendorsOwnNamesOnEveryRoute(String model) {
    upstream.otherwise(request ->
        request.target().contains("models/")
            ? ResponseUpstreams.whole("gemini/g", "hello")
            : request.target().contains("messages")
                ? ResponseUpstreams.whole("claude/c", "hello")
                : request.target().contains("responses")
                    ? ResponseUpstreams.whole("mock/m", "hello")
                    : ResponseUpstreams.whole("plain/m", "hello"));
    String named = "{\"model\":\"" + model + "\",";
    requireServed("/chat/completions", named + MESSAGES + "}");
    requireServed("/responses", named + "\"input\":\"Hi\"}");
    requireServed("/v1/messages", named + "\"max_tokens\":9," + MESSAGES + "}");
    requireServed("/v1beta/models/" + model + ":generateContent", CONTENTS);
    requireServed("/v1beta/interactions", named + "\"input\":\"Hi\"}");
  }

  private static void requireServed(String path, String body) {
    HttpResponse<String> answer = gateway.post("/v3/compat" + path, body);
    assertThat(answer.statusCode()).as("%s: %s", path, answer.body()).isEqualTo(200);
    assertThat(answer.body()).contains("hello");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "v1beta/models/vectors/",
        "v1beta/vectors/",
        "v1/models/vectors%2F",
        "v1/vectors/"
      })
  void embedsUnderEveryFormOfThePath(String prefix) {
    upstream.enqueue(Script.json(200, "{\"embeddings\":[{\"values\":[1,0]},{\"values\":[0,1]}]}"));
    HttpResponse<String> answer =
        gateway.post(
            "/v3/compat/" + prefix + "gemini-embedding-001:batchEmbedContents",
            """
            {"requests":[
              {"model":"models/vectors/gemini-embedding-001","content":{"parts":[{"text":"a"}]}},
              {"model":"models/vectors/gemini-embedding-001","content":{"parts":[{"text":"b"}]}}]}
            """);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    JsonNode vectors = Json.parse(answer.body()).path("embeddings");
    assertThat(vectors).hasSize(2);
    assertThat(vectors.get(1).path("values").get(1).asInt()).isEqualTo(1);
  }

  @Test
  void makesNoCacheAtGoogleForAMarkOfTheCaller() {
    upstream.enqueue(ResponseUpstreams.whole("gemini/g", "hello"));
    HttpResponse<String> answer =
        gateway.post(
            "/v3/compat/v1/messages",
            """
            {"model":"gemini/g","max_tokens":9,"messages":[{"role":"user","content":[
              {"type":"text","text":"Hi","cache_control":{"type":"ephemeral"}}]}]}
            """);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.headers().firstValue("x-switchboard-fidelity").orElse(""))
        .contains("omitted=cache_control");
    assertThat(upstream.requests()).hasSize(1);
    assertThat(upstream.takeRequest().target()).endsWith(":generateContent");
  }

  @Test
  void keepsTwoStreamsOfOneSessionApart() {
    CountDownLatch both = new CountDownLatch(2);
    upstream.otherwise(request -> {
      both.countDown();
      await(both);
      return request.body().contains("title")
          ? ResponseUpstreams.streamed("claude/c", "A ", "title.")
          : ResponseUpstreams.streamed("claude/c", "An ", "answer.");
    });
    CompletableFuture<String> title = streamed("Make a title.");
    upstream.takeRequest();
    CompletableFuture<String> answer = streamed("Answer me.");
    assertThat(title.join()).contains("title.").doesNotContain("answer.");
    assertThat(answer.join()).contains("answer.").doesNotContain("title.");
  }

  private static CompletableFuture<String> streamed(String question) {
    String body =
        "{\"model\":\"claude/c\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\""
            + question
            + "\"}]}";
    return CompletableFuture.supplyAsync(() ->
        gateway.post("/v3/compat/chat/completions", body, "x-session-affinity", "ses_1").body());
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void tellsAModelByItsEncodedNameInOpenAisWords() {
    for (String base : List.of("/v3/compat/models/", "/v3/compat/v1/models/")) {
      HttpResponse<String> answer = gateway.get(base + "mock%2Fgpt-4o");
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      assertThat(Json.parse(answer.body()).path("id").stringValue()).isEqualTo("mock/gpt-4o");
      assertThat(Json.parse(answer.body()).path("object").stringValue()).isEqualTo("model");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/openai/deployments/plain/m/chat/completions?api-version=2024-10-21",
        "/openai/deployments/plain%2Fm/chat/completions?api-version=2024-10-21",
        "/openai/deployments/sandbox/chat/chat/completions?api-version=2024-10-21",
        "/openai/v1/chat/completions",
        "/openai/chat/completions"
      })
  void findsThePathsOfSdksThatAreToldToSpeakToAzure(String path) {
    upstream.enqueue(ResponseUpstreams.whole("plain/m", "hello"));
    HttpRequest.Builder request =
        HttpRequest.newBuilder(gateway.uri("/v3/compat" + path))
            .header("api-key", gateway.key())
            .POST(HttpRequest.BodyPublishers.ofString("{\"model\":\"plain/m\"," + MESSAGES + "}"));
    HttpResponse<String> answer = gateway.send(request);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(gateway.get("/v3/compat/openai/deployments/m/zzz").statusCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gpt-4o", "claude-sonnet-4-5", "gemini-2.5-flash"})
  void tellsModelsByTheirVendorsOwnNames(String name) {
    HttpResponse<String> asOpenAi = gateway.get("/v3/compat/models/" + name);
    assertThat(asOpenAi.statusCode()).as(asOpenAi.body()).isEqualTo(200);
    assertThat(Json.parse(asOpenAi.body()).path("id").stringValue()).isEqualTo(name);
    HttpResponse<String> none = gateway.get("/v3/compat/models/" + name + "-none");
    assertThat(none.statusCode()).isEqualTo(404);
  }

  @Test
  void tellsAModelThatTheSandboxAnswersFor(@TempDir Path another) {
    try (RunningGateway sandbox = RunningGateway.start(another, "", true)) {
      HttpResponse<String> answer = sandbox.get("/v3/compat/models/openai%2Fgpt-4o-mini");
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      assertThat(Json.parse(answer.body()).path("owned_by").stringValue()).isEqualTo("sandbox");
      assertThat(sandbox.get("/v3/compat/models/sandbox%2Fnone").statusCode()).isEqualTo(404);
    }
  }

  @Test
  void sendsNoDraftOfASchemaToGoogle() {
    for (String draft :
        List.of(
            "http://json-schema.org/draft-07/schema#",
            "https://json-schema.org/draft/2020-12/schema")) {
      upstream.enqueue(ResponseUpstreams.whole("gemini/g", "{}"));
      String schema =
          "{\"$schema\":\""
              + draft
              + "\",\"title\":\"T\",\"type\":\"object\",\"additionalProperties\":false,"
              + "\"properties\":{\"a\":{\"type\":\"string\"}}}";
      HttpResponse<String> answer =
          gateway.post(
              "/v3/compat/chat/completions",
              "{\"model\":\"gemini/gemini-3-pro-preview\","
                  + MESSAGES
                  + ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\",\"parameters\":"
                  + schema
                  + "}}],\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"r\","
                  + "\"schema\":"
                  + schema
                  + "}}}");
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      assertThat(upstream.takeRequest().body())
          .contains("parametersJsonSchema", "responseJsonSchema", "additionalProperties")
          .doesNotContain("$schema");
    }
  }

  @Test
  void hearsASoundThatHasATypeButNoName() {
    byte[] wav = new byte[44];
    upstream.enqueue(Script.json(200, "{\"text\":\"Hi\"}"));
    MediaGateway.Form form =
        new MediaGateway.Form()
            .typed("model", "text/plain; charset=utf-8", bytes("mock/whisper-1"))
            .typed("timestamp_granularities[]", "text/plain; charset=utf-8", bytes("word"))
            .typed("response_format", "text/plain; charset=utf-8", bytes("verbose_json"))
            .typed("file", "application/octet-stream", wav);
    HttpResponse<String> answer =
        gateway.send(
            java.net.http.HttpRequest.newBuilder(gateway.uri("/v3/compat/audio/transcriptions"))
                .header("authorization", "Bearer " + gateway.key())
                .header(
                    "content-type", "multipart/form-data; boundary=" + MediaGateway.Form.BOUNDARY)
                .POST(java.net.http.HttpRequest.BodyPublishers.ofByteArray(form.bytes())));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(upstream.takeRequest().body())
        .contains("whisper-1", "timestamp_granularities[]")
        .doesNotContain("mock/whisper-1");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String raw(String path, String body, String... headers) {
    return sent("POST", path, body, headers);
  }

  private static String sent(String method, String path, String body, String... headers) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    StringBuilder head = new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: x\r\n");
    for (String header : headers) {
      head.append(header).append("\r\n");
    }
    head.append("Authorization: Bearer ").append(gateway.key()).append("\r\n");
    head.append("Content-Type: application/json\r\nConnection: close\r\nContent-Length: ");
    head.append(bytes.length).append("\r\n\r\n").append(body);
    try (Socket socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), gateway.port())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(head.toString().getBytes(StandardCharsets.UTF_8));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
