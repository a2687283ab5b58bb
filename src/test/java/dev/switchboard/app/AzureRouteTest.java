package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.http.FakeUpstream;
import dev.switchboard.http.Script;
import dev.switchboard.json.Json;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Azure's addresses, deployments and credentials. */
class AzureRouteTest {
  private static final String CHAT = "/v3/compat/chat/completions";
  private static final String BODY =
      "{\"model\":\"mock/gpt-4o\",\"x_new\":1.0,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";

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

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          -          | api_version: 2024-10-21 | /openai/deployments/gpt-4o/chat/completions?api-version=2024-10-21
          /openai/v1 | api_version: 2024-10-21 | /openai/deployments/gpt-4o/chat/completions?api-version=2024-10-21
          /openai    | api_version: 2024-10-21 | /openai/deployments/gpt-4o/chat/completions?api-version=2024-10-21
          -          | retries: 0              | /openai/v1/chat/completions
          /openai/v1 | retries: 0              | /openai/v1/chat/completions
          -          | api_version: preview    | /openai/v1/chat/completions?api-version=preview
          /relay/v1  | retries: 0              | /relay/v1/chat/completions
          /openai/deployments/mine | api_version: 2024-10-21 | /openai/deployments/mine/chat/completions?api-version=2024-10-21
          """)
  void asksWhereTheResourceIs(String path, String setting, String target) {
    upstream.enqueue(Upstreams.answer("hello"));
    try (RunningGateway gateway = gateway(path == null ? "" : path, "api_key: k, " + setting)) {
      assertThat(gateway.post(CHAT, BODY).statusCode()).isEqualTo(200);
    }
    FakeUpstream.Received sent = upstream.takeRequest();
    assertThat(sent.target()).isEqualTo(target);
    assertThat(sent.headers().first("api-key")).contains("k");
    assertThat(sent.headers().contains("authorization")).isFalse();
  }

  @Test
  void passesTheCallersBytesOnUnderTheDeploymentsName() {
    upstream.enqueue(Upstreams.answer("hello"));
    try (RunningGateway gateway = gateway("", "api_key: k, deployments: {gpt-4o: my dep/1}")) {
      gateway.post(CHAT, BODY);
    }
    assertThat(upstream.takeRequest().body()).isEqualTo(BODY.replace("mock/gpt-4o", "my dep/1"));
  }

  @Test
  void namesTheDeploymentInThePathAndInWhatIsTranslated() {
    upstream.enqueue(Upstreams.answer("hello"));
    try (RunningGateway gateway =
        gateway("", "api_key: k, api_version: 2024-10-21, deployments: {o3: 'my dep/1'}")) {
      String body =
          """
          {"model":"mock/o3","max_tokens":5,"messages":[{"role":"user","content":"Hi"}]}
          """;
      HttpResponse<String> answer = gateway.post("/v3/compat/v1/messages", body);
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }
    FakeUpstream.Received sent = upstream.takeRequest();
    assertThat(sent.target())
        .isEqualTo("/openai/deployments/my%20dep%2F1/chat/completions?api-version=2024-10-21");
    assertThat(Json.parse(sent.body()).path("model").stringValue()).isEqualTo("my dep/1");
    assertThat(Json.parse(sent.body()).path("max_completion_tokens").asInt()).isEqualTo(5);
  }

  @Test
  void asksForEmbeddingsUnderTheDeployment() {
    upstream.enqueue(
        Script.json(
            200,
            "{\"object\":\"list\",\"model\":\"m\",\"data\":[{\"index\":0,\"embedding\":[0.5]}],"
                + "\"usage\":{\"prompt_tokens\":1,\"total_tokens\":1}}"));
    try (RunningGateway gateway =
        gateway("", "api_key: k, api_version: 2024-10-21, deployments: {embedder: emb}")) {
      HttpResponse<String> answer =
          gateway.post("/v3/compat/embeddings", "{\"model\":\"mock/embedder\",\"input\":\"x\"}");
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }
    assertThat(upstream.takeRequest().target())
        .isEqualTo("/openai/deployments/emb/embeddings?api-version=2024-10-21");
  }

  @Test
  void namesNoDeploymentInThePathOfTheResponsesApi() {
    upstream.enqueue(Script.json(429, "{}"));
    try (RunningGateway gateway =
        gateway("", "api_key: k, api_version: 2025-04-01-preview, deployments: {gpt-4o: mine}")) {
      gateway.post("/v3/compat/responses", "{\"model\":\"mock/gpt-4o\",\"input\":\"Hi\"}");
    }
    FakeUpstream.Received sent = upstream.takeRequest();
    assertThat(sent.target()).isEqualTo("/openai/responses?api-version=2025-04-01-preview");
    assertThat(Json.parse(sent.body()).path("model").stringValue()).isEqualTo("mine");
  }

  @Test
  void asksEntraForOneTokenAndUsesItAgain() {
    upstream.enqueue(
        Script.json(
            200, "{\"token_type\":\"Bearer\",\"expires_in\":3599,\"access_token\":\"aad-1\"}"),
        Upstreams.answer("one"),
        Upstreams.answer("two"));
    try (RunningGateway gateway = gateway("", entra())) {
      assertThat(gateway.post(CHAT, BODY).statusCode()).isEqualTo(200);
      assertThat(gateway.post(CHAT, BODY).statusCode()).isEqualTo(200);
    }
    FakeUpstream.Received tokens = upstream.takeRequest();
    assertThat(tokens.target()).isEqualTo("/tenant/oauth2/v2.0/token");
    assertThat(tokens.body())
        .isEqualTo(
            "client_id=app&client_secret=s%2Bcret-entra&grant_type=client_credentials"
                + "&scope=https%3A%2F%2Fcognitiveservices.azure.com%2F.default");
    for (int i = 0; i < 2; i++) {
      FakeUpstream.Received sent = upstream.takeRequest();
      assertThat(sent.headers().first("authorization")).contains("Bearer aad-1");
      assertThat(sent.headers().contains("api-key")).isFalse();
    }
  }

  @Test
  void fetchesTheNextTokenBeforeTheOldOneEnds() {
    upstream.enqueue(
        token("aad-1", 5), Upstreams.answer("one"), token("aad-2", 3599), Upstreams.answer("two"));
    try (RunningGateway gateway = gateway("", entra())) {
      gateway.post(CHAT, BODY);
      gateway.post(CHAT, BODY);
    }
    assertThat(upstream.requests().getLast().headers().first("authorization"))
        .contains("Bearer aad-2");
  }

  @Test
  void tellsARefusedLoginAsOurOwnMistake() {
    upstream.enqueue(
        Script.json(
            401,
            "{\"error\":\"invalid_client\",\"error_description\":\"secret=s+cret-entra is wrong\"}"));
    try (RunningGateway gateway = gateway("", entra())) {
      HttpResponse<String> answer = gateway.post(CHAT, BODY);
      assertThat(answer.statusCode()).isEqualTo(502);
      assertThat(answer.body()).contains("invalid_client").doesNotContain("s+cret-entra");
    }
  }

  private static Script token(String text, int seconds) {
    return Script.json(
        200, "{\"expires_in\":" + seconds + ",\"access_token\":" + Json.quote(text) + "}");
  }

  private String entra() {
    return "client_id: app, client_secret: 's+cret-entra', token_url: \""
        + upstream.uri("/tenant/oauth2/v2.0/token")
        + "\"";
  }

  private RunningGateway gateway(String path, String settings) {
    return RunningGateway.start(
        folder,
        "providers: {mock: {kind: azure, retries: 0, base_url: \"%s\", %s}}"
            .formatted(upstream.uri(path), settings.replace("retries: 0", "region: eu")));
  }
}
