package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.http.FakeUpstream;
import dev.switchboard.http.Script;
import dev.switchboard.json.Json;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A caller of OpenAI's dialect, which has no slot for signatures, in front of models that sign. */
class ThoughtsBetweenTurnsTest {
  private static final String PATH = "/v3/compat/chat/completions";
  private static final String SIGNATURE = "EqQBCgIYAhIkc2lnbmF0dXJlLW9mLXRoZS10aG91Z2h0";

  @TempDir Path folder;
  private FakeUpstream claude;
  private FakeUpstream gemini;
  private FakeUpstream openai;
  private RunningGateway gateway;

  @BeforeEach
  void start() {
    claude = FakeUpstream.start();
    gemini = FakeUpstream.start();
    openai = FakeUpstream.start();
    gateway =
        RunningGateway.start(
            folder,
            """
            providers:
              claude: {kind: anthropic, base_url: "%s", api_key: "test-credential-1", retries: 0}
              gcp: {kind: gemini, base_url: "%s", api_key: "test-credential-2", retries: 0}
              oai: {kind: openai, base_url: "%s", api_key: "test-credential-3", retries: 0}
            models:
              both: {targets: [oai/gpt-4o, claude/claude-sonnet-4-5]}
              copied: {targets: [oai/gpt-4o], shadow: {model: claude/claude-sonnet-4-5, percent: 100}}
            """
                .formatted(claude.uri(""), gemini.uri("/v1beta"), openai.uri("/v1")));
  }

  @AfterEach
  void stop() {
    gateway.close();
    claude.close();
    gemini.close();
    openai.close();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void giveAnthropicItsThoughtBackBeforeTheCallThatItLedTo(boolean stream) {
    claude.enqueue(stream ? claudeStreams() : claudeCalls());
    JsonNode call = firstTurn("claude/claude-sonnet-4-5", stream);
    claude.takeRequest();
    claude.enqueue(claudeCalls());
    secondTurn("claude/claude-sonnet-4-5", "What is the weather in Oslo?", call);
    JsonNode turn = Json.parse(bytes(claude.takeRequest().body())).path("messages").path(1);
    assertThat(turn.path("content").path(0).path("type").stringValue()).isEqualTo("thinking");
    assertThat(turn.path("content").path(0).path("thinking").stringValue())
        .isEqualTo("Oslo it is.");
    assertThat(turn.path("content").path(0).path("signature").stringValue()).isEqualTo(SIGNATURE);
    assertThat(turn.path("content").path(1).path("type").stringValue()).isEqualTo("tool_use");
  }

  @Test
  void giveGeminiTheTokenBackOnTheCallThatCarriedIt() {
    gemini.enqueue(geminiCalls());
    JsonNode call = firstTurn("gcp/gemini-3-pro-preview", false);
    gemini.takeRequest();
    gemini.enqueue(geminiCalls());
    // What Google's convention puts beside the call is lost by clients that do not know it.
    ((ObjectNode) call).remove("extra_content");
    secondTurn("gcp/gemini-3-pro-preview", "What is the weather in Oslo?", call);
    JsonNode part =
        Json.parse(bytes(gemini.takeRequest().body()))
            .path("contents")
            .path(1)
            .path("parts")
            .path(0);
    assertThat(part.path("thoughtSignature").stringValue()).isEqualTo(SIGNATURE);
  }

  @Test
  void neverTurnUpInAnotherConversationWithTheSameCallId() {
    claude.enqueue(claudeCalls());
    JsonNode call = firstTurn("claude/claude-sonnet-4-5", false);
    claude.takeRequest();
    claude.enqueue(claudeCalls());
    secondTurn("claude/claude-sonnet-4-5", "Who am I?", call);
    assertThat(claude.takeRequest().body()).doesNotContain(SIGNATURE).doesNotContain("Oslo it is");
  }

  @Test
  void bringTheConversationBackToWhereTheyAreValid() {
    claude.enqueue(claudeCalls());
    JsonNode call = firstTurn("claude/claude-sonnet-4-5", false);
    claude.enqueue(claudeCalls());
    secondTurn("both", "What is the weather in Oslo?", call);
    assertThat(openai.requests()).isEmpty();
    assertThat(claude.requests()).hasSize(2);
  }

  @Test
  void bringTheConversationBackForTheSimulatorToo() throws IOException {
    claude.enqueue(claudeCalls());
    JsonNode call = firstTurn("claude/claude-sonnet-4-5", false);
    ObjectNode question = Json.object().put("dialect", "openai").put("project", "default");
    question.set("body", second("both", "What is the weather in Oslo?", call));
    HttpResponse<String> answer =
        gateway.send(
            HttpRequest.newBuilder(gateway.uri("/management/v1/routes/simulate"))
                .header(
                    "Authorization",
                    "Bearer " + Files.readString(folder.resolve("data/admin-token")).strip())
                .POST(HttpRequest.BodyPublishers.ofString(Json.text(question))));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(Json.parse(bytes(answer.body())).at("/plan/0/target").asString(""))
        .isEqualTo("claude/claude-sonnet-4-5");
  }

  @Test
  void neverGoToAnotherProvider() {
    claude.enqueue(claudeCalls());
    JsonNode call = firstTurn("claude/claude-sonnet-4-5", false);
    claude.enqueue(Script.status(503).body(""));
    openai.enqueue(Upstreams.answer("It rains."));
    secondTurn("both", "What is the weather in Oslo?", call);
    assertThat(openai.takeRequest().body()).doesNotContain(SIGNATURE).doesNotContain("Oslo it is");
  }

  @Test
  void areNotKeptOfAnAnswerThatNobodyHeard() {
    openai.enqueue(
        Script.json(
            200,
            """
            {"id":"chatcmpl-1","object":"chat.completion","created":1,"model":"gpt-4o","choices":[{"index":0,
             "message":{"role":"assistant","content":null,"tool_calls":[{"id":"toolu_1","type":"function",
               "function":{"name":"weather","arguments":"{\\"city\\":\\"Oslo\\"}"}}]},
             "finish_reason":"tool_calls"}],"usage":{"prompt_tokens":10,"completion_tokens":5,"total_tokens":15}}
            """));
    claude.enqueue(claudeCalls());
    JsonNode call = firstTurn("copied", false);
    claude.takeRequest();
    awaitCopy();
    claude.enqueue(claudeCalls());
    secondTurn("claude/claude-sonnet-4-5", "What is the weather in Oslo?", call);
    assertThat(claude.takeRequest().body()).doesNotContain(SIGNATURE).doesNotContain("Oslo it is");
  }

  private void awaitCopy() {
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!gateway.get("/metrics").body().contains("switchboard_shadows_made_total 1.0")) {
      assertThat(System.nanoTime()).as("thirty seconds were not enough").isLessThan(end);
      LockSupport.parkNanos(10_000_000);
    }
  }

  @Test
  void areNotReadableInTheDatabase() throws IOException {
    claude.enqueue(claudeCalls());
    firstTurn("claude/claude-sonnet-4-5", false);
    gateway.close();
    try (Stream<Path> files = Files.list(folder.resolve("data"))) {
      for (Path file : files.filter(f -> f.getFileName().toString().contains("db")).toList()) {
        assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
            .doesNotContain(SIGNATURE);
      }
    }
  }

  private JsonNode firstTurn(String model, boolean stream) {
    ObjectNode body = request(model, "What is the weather in Oslo?");
    body.put("stream", stream);
    HttpResponse<String> answer = gateway.post(PATH, Json.text(body));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    ObjectNode call = Json.object();
    call.put("id", "toolu_1").put("type", "function");
    call.putObject("function").put("name", "weather").put("arguments", "{\"city\":\"Oslo\"}");
    return stream
        ? call
        : Json.parse(bytes(answer.body()))
            .path("choices")
            .path(0)
            .path("message")
            .path("tool_calls")
            .path(0);
  }

  private void secondTurn(String model, String question, JsonNode call) {
    HttpResponse<String> answer = gateway.post(PATH, Json.text(second(model, question, call)));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  private static ObjectNode second(String model, String question, JsonNode call) {
    ObjectNode body = request(model, question);
    ObjectNode turn = body.withArray("messages").addObject();
    turn.put("role", "assistant").putNull("content");
    turn.putArray("tool_calls").add(call);
    body.withArray("messages")
        .addObject()
        .put("role", "tool")
        .put("tool_call_id", call.path("id").stringValue())
        .put("content", "rain");
    return body;
  }

  private static ObjectNode request(String model, String question) {
    ObjectNode body = Json.object();
    body.put("model", model).put("max_tokens", 4_000).put("reasoning_effort", "low");
    body.putArray("messages").addObject().put("role", "user").put("content", question);
    ObjectNode function = body.putArray("tools").addObject();
    function
        .put("type", "function")
        .putObject("function")
        .put("name", "weather")
        .putObject("parameters")
        .put("type", "object");
    return body;
  }

  private static Script claudeCalls() {
    return Script.json(
        200,
        """
        {"id":"msg_1","type":"message","role":"assistant","model":"claude-sonnet-4-5","content":[
          {"type":"thinking","thinking":"Oslo it is.","signature":"%s"},
          {"type":"tool_use","id":"toolu_1","name":"weather","input":{"city":"Oslo"}}],
         "stop_reason":"tool_use","stop_sequence":null,
         "usage":{"input_tokens":10,"output_tokens":20}}
        """
            .formatted(SIGNATURE));
  }

  private static Script claudeStreams() {
    return Script.sse(
        List.of(
                "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"claude-sonnet-4-5\",\"content\":[],\"stop_reason\":null,\"stop_sequence\":null,\"usage\":{\"input_tokens\":10,\"output_tokens\":1}}}\n\n",
                "event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"\"}}\n\n",
                "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"thinking_delta\",\"thinking\":\"Oslo it is.\"}}\n\n",
                "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"signature_delta\",\"signature\":\""
                    + SIGNATURE
                    + "\"}}\n\n",
                "event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":0}\n\n",
                "event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":1,\"content_block\":{\"type\":\"tool_use\",\"id\":\"toolu_1\",\"name\":\"weather\",\"input\":{}}}\n\n",
                "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":1,\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":\"{\\\"city\\\":\\\"Oslo\\\"}\"}}\n\n",
                "event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":1}\n\n",
                "event: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"tool_use\",\"stop_sequence\":null},\"usage\":{\"output_tokens\":20}}\n\n",
                "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n")
            .toArray(String[]::new));
  }

  private static Script geminiCalls() {
    return Script.json(
        200,
        """
        {"candidates":[{"content":{"role":"model","parts":[
          {"functionCall":{"name":"weather","args":{"city":"Oslo"}},"thoughtSignature":"%s"}]},
          "finishReason":"STOP","index":0}],
         "usageMetadata":{"promptTokenCount":10,"candidatesTokenCount":5,"totalTokenCount":15},
         "modelVersion":"gemini-3-pro-preview","responseId":"r1"}
        """
            .formatted(SIGNATURE));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
