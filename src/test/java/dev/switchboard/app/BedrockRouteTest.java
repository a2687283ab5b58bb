package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.http.FakeUpstream;
import dev.switchboard.http.Script;
import dev.switchboard.json.Json;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** AWS Bedrock behind the gateway, over real sockets. */
class BedrockRouteTest {
  private static final String CHAT = "/v3/compat/chat/completions";
  private static final String MODEL = "eu.anthropic.claude-sonnet-4-5-20250929-v1:0";
  private static final String SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

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
  void signsWhatItSends() {
    upstream.enqueue(BedrockUpstreams.answer("hello"));
    try (RunningGateway gateway = keys("session_token: tok, ")) {
      HttpResponse<String> answer = gateway.post(CHAT, body(false));
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      assertThat(Json.parse(answer.body()).at("/choices/0/message/content").stringValue())
          .isEqualTo("hello");
    }
    FakeUpstream.Received sent = upstream.takeRequest();
    assertThat(sent.target())
        .isEqualTo("/model/eu.anthropic.claude-sonnet-4-5-20250929-v1%3A0/converse");
    assertThat(sent.headers().firstOr("authorization", ""))
        .startsWith("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/")
        .contains("/eu-north-1/bedrock/aws4_request, ")
        .contains(
            "SignedHeaders=content-type;host;x-amz-content-sha256;x-amz-date;x-amz-security-token");
    assertThat(sent.headers().first("x-amz-security-token")).contains("tok");
    assertThat(sent.body())
        .isEqualTo("{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"Hi\"}]}]}");
  }

  @Test
  void sendsAnApiKeyInsteadOfASignature() {
    upstream.enqueue(BedrockUpstreams.answer("hello"));
    try (RunningGateway gateway = gateway("api_key: bedrock-api-key-1")) {
      gateway.post(CHAT, body(false));
    }
    FakeUpstream.Received sent = upstream.takeRequest();
    assertThat(sent.headers().first("authorization")).contains("Bearer bedrock-api-key-1");
    assertThat(sent.headers().contains("x-amz-date")).isFalse();
  }

  @Test
  void streamsBinaryEventsAsTextOnes() {
    upstream.enqueue(
        BedrockUpstreams.stream(
            BedrockUpstreams.start(),
            BedrockUpstreams.delta("Hel"),
            BedrockUpstreams.delta("lo ☃"),
            BedrockUpstreams.stop(),
            BedrockUpstreams.metadata()));
    try (RunningGateway gateway = keys("")) {
      HttpResponse<String> answer = gateway.post(CHAT, body(true));
      List<String> lines = answer.body().lines().filter(line -> !line.isEmpty()).toList();
      assertThat(answer.body()).contains("\"content\":\"Hel\"").contains("\"content\":\"lo ☃\"");
      assertThat(lines.getLast()).isEqualTo("data: [DONE]");
      JsonNode call = gateway.traceOf(answer).path("spans").get(0);
      assertThat(call.path("meta").path("usage").path("input_tokens").asInt()).isEqualTo(1_000);
    }
    FakeUpstream.Received sent = upstream.takeRequest();
    assertThat(sent.target()).endsWith("/converse-stream");
    assertThat(sent.headers().first("accept")).contains("application/vnd.amazon.eventstream");
  }

  @Test
  void readsAThoughtWhoseBlockSaysItsKindAtItsStart() {
    upstream.enqueue(
        BedrockUpstreams.stream(
            BedrockUpstreams.start(),
            BedrockUpstreams.startOf("reasoningContent"),
            BedrockUpstreams.thought("They greet."),
            BedrockUpstreams.stop(),
            BedrockUpstreams.metadata()));
    try (RunningGateway gateway = keys("")) {
      assertThat(gateway.post(CHAT, body(true)).body())
          .contains("\"reasoning_content\":\"They greet.\"");
    }
  }

  @Test
  void tellsAnExceptionWithinAStreamAsAnError() {
    upstream.enqueue(
        BedrockUpstreams.stream(
            BedrockUpstreams.start(),
            BedrockUpstreams.delta("Hel"),
            BedrockUpstreams.exception("modelStreamErrorException", "boom")));
    try (RunningGateway gateway = keys("")) {
      assertThat(gateway.post(CHAT, body(true)).body())
          .contains("\"error\"")
          .doesNotContain("\"finish_reason\":\"stop\"");
    }
  }

  @Test
  void neverPresentsACutOrDamagedStreamAsWhole() {
    String delta = BedrockUpstreams.delta("Hel");
    List<String> rests =
        List.of(delta.substring(0, delta.length() / 2), delta.replace("Hel", "Hal"));
    try (RunningGateway gateway = keys("")) {
      for (String rest : rests) {
        upstream.enqueue(BedrockUpstreams.stream(BedrockUpstreams.start(), delta, rest));
        assertThat(gateway.post(CHAT, body(true)).body())
            .contains("\"content\":\"Hel\"")
            .contains("\"error\"")
            .doesNotContain("\"finish_reason\":\"stop\"")
            .doesNotContain("Hal");
      }
    }
  }

  @Test
  void asksForTheCountOfTokensWhereItIsGiven() {
    upstream.enqueue(Script.json(200, "{\"inputTokens\":7}"));
    try (RunningGateway gateway = keys("")) {
      HttpResponse<String> answer =
          gateway.post(
              "/v3/compat/v1/messages/count_tokens",
              "{\"model\":\"mock/"
                  + MODEL
                  + "\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}");
      assertThat(Json.parse(answer.body()).path("input_tokens").asInt()).isEqualTo(7);
    }
    FakeUpstream.Received sent = upstream.takeRequest();
    assertThat(sent.target()).endsWith("%3A0/count-tokens");
    assertThat(sent.body())
        .isEqualTo(
            "{\"input\":{\"converse\":{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"Hi\"}]}]}}}");
  }

  @Test
  void neverShowsARefusedCredentialAsTheCallers() {
    upstream.enqueue(
        Script.json(403, "{\"message\":\"The security token " + SECRET + " is invalid\"}"));
    try (RunningGateway gateway = keys("")) {
      HttpResponse<String> answer = gateway.post(CHAT, body(false));
      assertThat(answer.statusCode()).isEqualTo(502);
      assertThat(answer.body()).doesNotContain(SECRET);
    }
  }

  private static String body(boolean stream) {
    return "{\"model\":\"mock/"
        + MODEL
        + "\",\"stream\":"
        + stream
        + ",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
  }

  private RunningGateway keys(String more) {
    return gateway(more + "access_key_id: AKIDEXAMPLE, secret_access_key: \"" + SECRET + "\"");
  }

  private RunningGateway gateway(String settings) {
    return RunningGateway.start(
        folder,
        "providers: {mock: {kind: aws, region: eu-north-1, retries: 0, base_url: \"%s\", %s}}"
            .formatted(upstream.uri(""), settings));
  }
}
