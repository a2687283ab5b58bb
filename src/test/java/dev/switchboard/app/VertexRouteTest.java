package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.http.FakeUpstream;
import dev.switchboard.http.Script;
import dev.switchboard.json.Json;
import java.io.IOException;
import java.net.URLDecoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Google Vertex AI behind the gateway, over real sockets. */
class VertexRouteTest {
  private static final String CHAT = "/v3/compat/chat/completions";
  private static final String MESSAGES = "/v3/compat/v1/messages";
  private static final String PLACE = "/v1/projects/my-project/locations/europe-west1/";
  private static final String CLAUDE = PLACE + "publishers/anthropic/models/";
  private static final String CLAUDE_ANSWER =
      """
      {"id":"msg_1","type":"message","role":"assistant","model":"claude-sonnet-4-5","content":\
      [{"type":"text","text":"hello"}],"stop_reason":"end_turn","usage":{"input_tokens":3,"output_tokens":1}}\
      """;

  @TempDir Path folder;
  private FakeUpstream upstream;

  @BeforeEach
  void start() {
    upstream = FakeUpstream.start();
  }

  @AfterEach
  void stop() {
    upstream.close();
  }

  @Test
  void asksGeminiUnderTheProject() {
    upstream.enqueue(GeminiUpstreams.whole("hello"));
    try (RunningGateway gateway = token()) {
      HttpResponse<String> answer = gateway.post(CHAT, chat("gemini-2.5-flash"));
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }
    FakeUpstream.Received sent = upstream.takeRequest();
    assertThat(sent.target())
        .isEqualTo(PLACE + "publishers/google/models/gemini-2.5-flash:generateContent");
    assertThat(sent.headers().first("authorization")).contains("Bearer given-token");
  }

  @Test
  void embedsTextsTogetherOrOneByOneAsTheModelTakesThem() {
    String one =
        "{\"embeddings\":{\"values\":[0.5],\"statistics\":{\"token_count\":2,\"truncated\":false}}}";
    upstream.enqueue(Script.json(200, "{\"predictions\":[" + one + "," + one + "]}"));
    upstream.enqueue(Script.json(200, "{\"predictions\":[" + one + "]}"));
    upstream.enqueue(Script.json(200, "{\"predictions\":[" + one + "]}"));
    try (RunningGateway gateway = token()) {
      for (String model : List.of("text-embedding-005", "gemini-embedding-001")) {
        HttpResponse<String> answer =
            gateway.post(
                "/v3/compat/embeddings",
                "{\"model\":\"mock/%s\",\"input\":[\"a\",\"b\"],\"dimensions\":64}"
                    .formatted(model));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        JsonNode body = Json.parse(answer.body());
        assertThat(body.path("data").size()).isEqualTo(2);
        assertThat(body.at("/usage/prompt_tokens").asInt()).isEqualTo(4);
      }
    }
    FakeUpstream.Received sent = upstream.takeRequest();
    assertThat(sent.target())
        .isEqualTo(PLACE + "publishers/google/models/text-embedding-005:predict");
    assertThat(sent.headers().first("authorization")).contains("Bearer given-token");
    assertThat(sent.body())
        .isEqualTo(
            "{\"instances\":[{\"content\":\"a\"},{\"content\":\"b\"}],"
                + "\"parameters\":{\"autoTruncate\":false,\"outputDimensionality\":64}}");
    assertThat(upstream.takeRequest().body()).contains("\"instances\":[{\"content\":\"a\"}]");
  }

  @Test
  void failsWhereVectorsAreMissing() {
    String one = "{\"embeddings\":{\"values\":[0.5]}}";
    upstream.enqueue(Script.json(200, "{\"predictions\":[" + one + "]}"));
    try (RunningGateway gateway = token()) {
      HttpResponse<String> answer =
          gateway.post(
              "/v3/compat/embeddings",
              "{\"model\":\"mock/text-embedding-005\",\"input\":[\"a\",\"b\"]}");
      assertThat(answer.statusCode()).isEqualTo(502);
    }
  }

  @Test
  void passesAGeminiCallersBytesOnAndTheStreamBack() {
    upstream.enqueue(Script.sse(GeminiUpstreams.delta("Hel"), GeminiUpstreams.finish()));
    String body =
        "{\"x_new\":1.0,\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"Hi\"}]}]}";
    try (RunningGateway gateway = token()) {
      HttpResponse<String> answer =
          gateway.post(
              "/v3/compat/v1beta/models/mock/gemini-2.5-flash:streamGenerateContent?alt=sse", body);
      assertThat(answer.body()).isEqualTo(GeminiUpstreams.delta("Hel") + GeminiUpstreams.finish());
    }
    FakeUpstream.Received sent = upstream.takeRequest();
    assertThat(sent.body()).isEqualTo(body);
    assertThat(sent.target()).endsWith(":streamGenerateContent?alt=sse");
  }

  @Test
  void countsGeminisTokensWithoutAWrapping() {
    upstream.enqueue(Script.json(200, "{\"totalTokens\":7}"));
    try (RunningGateway gateway = token()) {
      HttpResponse<String> answer =
          gateway.post(
              "/v3/compat/v1beta/models/mock/gemini-2.5-flash:countTokens",
              "{\"generateContentRequest\":{\"model\":\"models/x\",\"contents\":"
                  + "[{\"role\":\"user\",\"parts\":[{\"text\":\"Hi\"}]}]}}");
      assertThat(Json.parse(answer.body()).path("totalTokens").asInt()).isEqualTo(7);
    }
    FakeUpstream.Received sent = upstream.takeRequest();
    assertThat(sent.target()).endsWith("/models/gemini-2.5-flash:countTokens");
    assertThat(sent.body())
        .isEqualTo("{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"Hi\"}]}]}");
  }

  @Test
  void passesAClaudeCallersBytesOnWithTheVersionInsteadOfTheModel() {
    upstream.enqueue(Script.json(200, CLAUDE_ANSWER));
    String body =
        "{\"model\":\"mock/claude-sonnet-4-5@20250929\",\"max_tokens\":5,\"x_new\":1.0,"
            + "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
    try (RunningGateway gateway = token()) {
      HttpResponse<String> answer =
          gateway.post(MESSAGES, body, "anthropic-beta", "context-1m-2025-08-07");
      assertThat(answer.body()).isEqualTo(CLAUDE_ANSWER);
      assertThat(answer.headers().firstValue("x-switchboard-fidelity").orElse(""))
          .contains("anthropic-beta");
    }
    FakeUpstream.Received sent = upstream.takeRequest();
    assertThat(sent.target()).isEqualTo(CLAUDE + "claude-sonnet-4-5@20250929:rawPredict");
    assertThat(sent.body())
        .isEqualTo(
            "{\"max_tokens\":5,\"x_new\":1.0,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],"
                + "\"anthropic_version\":\"vertex-2023-10-16\"}");
    assertThat(sent.headers().contains("anthropic-beta")).isFalse();
    assertThat(sent.headers().contains("anthropic-version")).isFalse();
  }

  @Test
  void asksClaudeForAStreamInAnyDialect() {
    upstream.enqueue(
        Script.sse(
            "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"id\":\"m\","
                + "\"model\":\"c\",\"content\":[],\"usage\":{\"input_tokens\":3}}}\n\n",
            "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,"
                + "\"delta\":{\"type\":\"text_delta\",\"text\":\"hello\"}}\n\n",
            "event: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":"
                + "{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":1}}\n\n",
            "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n"));
    try (RunningGateway gateway = token()) {
      String body =
          chat("claude-sonnet-4-5@20250929").replace("{\"model\"", "{\"stream\":true,\"model\"");
      assertThat(gateway.post(CHAT, body).body()).contains("\"content\":\"hello\"");
    }
    FakeUpstream.Received sent = upstream.takeRequest();
    assertThat(sent.target()).endsWith(":streamRawPredict");
    JsonNode asked = Json.parse(sent.body());
    assertThat(asked.has("model")).isFalse();
    assertThat(asked.path("stream").asBoolean()).isTrue();
    assertThat(asked.path("anthropic_version").stringValue()).isEqualTo("vertex-2023-10-16");
  }

  @Test
  void countsClaudesTokensByName() {
    upstream.enqueue(Script.json(200, "{\"input_tokens\":9}"));
    try (RunningGateway gateway = token()) {
      HttpResponse<String> answer =
          gateway.post(
              MESSAGES + "/count_tokens",
              "{\"model\":\"mock/claude-sonnet-4-5\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}");
      assertThat(Json.parse(answer.body()).path("input_tokens").asInt()).isEqualTo(9);
    }
    FakeUpstream.Received sent = upstream.takeRequest();
    assertThat(sent.target()).isEqualTo(CLAUDE + "count-tokens:rawPredict");
    assertThat(Json.parse(sent.body()).path("model").stringValue())
        .isEqualTo("claude-sonnet-4-5@20250929");
  }

  @Test
  void asksOtherMakersModelsInOpenAisDialect() {
    upstream.enqueue(Upstreams.answer("hello"));
    try (RunningGateway gateway = token()) {
      gateway.post(CHAT, chat("meta/llama-3.3-70b-instruct-maas"));
    }
    FakeUpstream.Received sent = upstream.takeRequest();
    assertThat(sent.target()).isEqualTo(PLACE + "endpoints/openapi/chat/completions");
    assertThat(Json.parse(sent.body()).path("model").stringValue())
        .isEqualTo("meta/llama-3.3-70b-instruct-maas");
  }

  @Test
  void signsAServiceAccountsRequestForOneToken() throws GeneralSecurityException, IOException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    KeyPair keys = generator.generateKeyPair();
    String pem =
        "-----BEGIN PRIVATE KEY-----\n"
            + Base64.getMimeEncoder().encodeToString(keys.getPrivate().getEncoded())
            + "\n-----END PRIVATE KEY-----\n";
    ObjectNode file =
        Json.object()
            .put("type", "service_account")
            .put("project_id", "my-project")
            .put("private_key_id", "key-1")
            .put("private_key", pem)
            .put("client_email", "robot@my-project.iam.gserviceaccount.com")
            .put("token_uri", upstream.uri("/token").toString());
    upstream.enqueue(
        Script.json(200, "{\"access_token\":\"ya29.robot\",\"expires_in\":3599}"),
        GeminiUpstreams.whole("one"),
        GeminiUpstreams.whole("two"));
    try (RunningGateway gateway = credentials(file)) {
      gateway.post(CHAT, chat("gemini-2.5-flash"));
      gateway.post(CHAT, chat("gemini-2.5-flash"));
    }
    String form = upstream.takeRequest().body();
    assertThat(form).startsWith("assertion=").contains("&grant_type=urn%3Aietf");
    String assertion =
        URLDecoder.decode(
            form.substring("assertion=".length(), form.indexOf('&')), StandardCharsets.UTF_8);
    List<String> parts = List.of(assertion.split("\\.", -1));
    JsonNode claims = Json.parse(Base64.getUrlDecoder().decode(parts.get(1)));
    assertThat(claims.path("iss").stringValue())
        .isEqualTo("robot@my-project.iam.gserviceaccount.com");
    assertThat(claims.path("exp").asLong() - claims.path("iat").asLong()).isEqualTo(3_600);
    Signature check = Signature.getInstance("SHA256withRSA");
    check.initVerify(keys.getPublic());
    check.update((parts.get(0) + "." + parts.get(1)).getBytes(StandardCharsets.US_ASCII));
    assertThat(check.verify(Base64.getUrlDecoder().decode(parts.get(2)))).isTrue();
    for (int i = 0; i < 2; i++) {
      assertThat(upstream.takeRequest().headers().first("authorization"))
          .contains("Bearer ya29.robot");
    }
  }

  @Test
  void refreshesAPersonsLogin() throws IOException {
    ObjectNode file =
        Json.object()
            .put("type", "authorized_user")
            .put("client_id", "c")
            .put("client_secret", "hush")
            .put("refresh_token", "1//again")
            .put("token_uri", upstream.uri("/token").toString());
    upstream.enqueue(
        Script.json(200, "{\"access_token\":\"ya29.me\",\"expires_in\":3599}"),
        GeminiUpstreams.whole("one"));
    try (RunningGateway gateway = credentials(file)) {
      gateway.post(CHAT, chat("gemini-2.5-flash"));
    }
    assertThat(upstream.takeRequest().body())
        .isEqualTo(
            "client_id=c&client_secret=hush&grant_type=refresh_token&refresh_token=1%2F%2Fagain");
  }

  @Test
  void asksTheMachinesMetadataServerWhereNothingIsSaid() {
    upstream.enqueue(
        Script.json(
            200, "{\"access_token\":\"ya29.vm\",\"expires_in\":3599,\"token_type\":\"Bearer\"}"),
        GeminiUpstreams.whole("one"));
    try (RunningGateway gateway =
        RunningGateway.start(
            folder, yaml(""), false, Map.of("GCE_METADATA_HOST", "127.0.0.1:" + upstream.port()))) {
      gateway.post(CHAT, chat("gemini-2.5-flash"));
    }
    FakeUpstream.Received asked = upstream.takeRequest();
    assertThat(asked.target())
        .isEqualTo("/computeMetadata/v1/instance/service-accounts/default/token");
    assertThat(asked.headers().first("metadata-flavor")).contains("Google");
    assertThat(upstream.takeRequest().headers().first("authorization")).contains("Bearer ya29.vm");
  }

  private static String chat(String model) {
    return "{\"model\":\"mock/"
        + model
        + "\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
  }

  private RunningGateway token() {
    return RunningGateway.start(folder, yaml("api_key: given-token, "));
  }

  private RunningGateway credentials(ObjectNode json) throws IOException {
    Path file = folder.resolve("credentials.json");
    Files.writeString(file, Json.text(json));
    return RunningGateway.start(folder, yaml("credentials_file: \"" + file + "\", "));
  }

  private String yaml(String login) {
    return "providers: {mock: {kind: gcp-vertex, %sproject: my-project, location: europe-west1, retries: 0, base_url: \"%s\"}}"
        .formatted(login, upstream.uri("/v1"));
  }
}
