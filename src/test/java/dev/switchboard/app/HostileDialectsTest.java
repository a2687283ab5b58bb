package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.http.FakeUpstream;
import dev.switchboard.http.Script;
import dev.switchboard.json.Json;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Providers of Anthropic's and Gemini's dialects that lie in every field of every event. */
class HostileDialectsTest {
  private static final String CREDENTIAL = "test-credential-1234";
  private static final List<String> CLAUDE =
      List.of(
          "{\"type\":\"message_start\",\"message\":{\"id\":\"m\",\"type\":\"message\",\"role\":"
              + "\"assistant\",\"model\":\"claude-sonnet-4-5\",\"content\":[],\"stop_reason\":null,"
              + "\"usage\":{\"input_tokens\":9,\"output_tokens\":1}}}",
          "{\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"thinking\","
              + "\"thinking\":\"\"}}",
          "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"thinking_delta\","
              + "\"thinking\":\"hm\"}}",
          "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"signature_delta\","
              + "\"signature\":\"c2ln\"}}",
          "{\"type\":\"content_block_stop\",\"index\":0}",
          "{\"type\":\"content_block_start\",\"index\":1,\"content_block\":{\"type\":\"text\","
              + "\"text\":\"\"}}",
          "{\"type\":\"content_block_delta\",\"index\":1,\"delta\":{\"type\":\"text_delta\","
              + "\"text\":\"Hello\"}}",
          "{\"type\":\"content_block_stop\",\"index\":1}",
          "{\"type\":\"content_block_start\",\"index\":2,\"content_block\":{\"type\":\"tool_use\","
              + "\"id\":\"t\",\"name\":\"weather\",\"input\":{}}}",
          "{\"type\":\"content_block_delta\",\"index\":2,\"delta\":{\"type\":\"input_json_delta\","
              + "\"partial_json\":\"{}\"}}",
          "{\"type\":\"content_block_stop\",\"index\":2}",
          "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"tool_use\","
              + "\"stop_sequence\":null},\"usage\":{\"output_tokens\":7}}",
          "{\"type\":\"message_stop\"}");
  private static final List<String> GEMINI =
      List.of(
          "{\"candidates\":[{\"content\":{\"role\":\"model\",\"parts\":[{\"text\":\"hm\","
              + "\"thought\":true},{\"text\":\"Hello\"}]},\"index\":0}],\"modelVersion\":\"g\","
              + "\"responseId\":\"r\"}",
          "{\"candidates\":[{\"content\":{\"role\":\"model\",\"parts\":[{\"functionCall\":{\"name\":"
              + "\"weather\",\"args\":{\"a\":1}},\"thoughtSignature\":\"c2ln\"}]},\"finishReason\":"
              + "\"STOP\",\"index\":0,\"safetyRatings\":[{\"category\":\"c\",\"probability\":\"LOW\"}]"
              + "}],\"usageMetadata\":{\"promptTokenCount\":9,\"candidatesTokenCount\":7,"
              + "\"thoughtsTokenCount\":1,\"totalTokenCount\":17},\"modelVersion\":\"g\","
              + "\"responseId\":\"r\"}");

  @TempDir Path folder;
  private final AtomicReference<Script> next = new AtomicReference<>(Script.silence());
  private FakeUpstream upstream;
  private RunningGateway gateway;

  @BeforeEach
  void start() {
    upstream = FakeUpstream.start();
    upstream.otherwise(_ -> next.get());
    gateway =
        RunningGateway.start(
            folder,
            """
            providers:
              claude: {kind: anthropic, base_url: "%s", api_key: "%s", retries: 0}
              gcp: {kind: gemini, base_url: "%s", api_key: "%s", retries: 0}
            """
                .formatted(upstream.uri(""), CREDENTIAL, upstream.uri("/v1beta"), CREDENTIAL));
  }

  @AfterEach
  void stop() {
    gateway.close();
    upstream.close();
  }

  private static Script events(List<String> events) {
    String[] framed = new String[events.size()];
    for (int i = 0; i < framed.length; i++) {
      String type = Json.parse(events.get(i)).path("type").asString("");
      framed[i] =
          (type.isEmpty() ? "" : "event: " + type + "\n") + "data: " + events.get(i) + "\n\n";
    }
    return Script.sse(framed);
  }

  private void ask(String model, Script script, String what) {
    next.set(script);
    String chat =
        "{\"model\":\"%s\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}"
            .formatted(model);
    check(gateway.post("/v3/compat/chat/completions", chat), "[DONE]", what);
    String task = "{\"name\":\"f\",\"model\":\"%s\",\"input\":\"hi\"}".formatted(model);
    check(gateway.post("/v3/call/stream", task), "[DONE]", what);
    String own = chat.replace("{\"model", "{\"max_tokens\":99,\"model");
    check(gateway.post("/v3/compat/v1/messages", own), "", what);
  }

  private static void check(HttpResponse<String> answer, String end, String what) {
    String body = answer.body();
    assertThat(answer.statusCode()).as(what + body).isIn(200, 400, 422, 429, 502, 503, 529);
    assertThat(body).as(what).doesNotContain("made a mistake").doesNotContain(CREDENTIAL);
    if (answer.statusCode() == 200) {
      boolean ended =
          end.isEmpty()
              ? body.contains("event: message_stop") || body.contains("event: error")
              : body.contains(end);
      assertThat(ended).as(what + "\n" + body).isTrue();
    }
  }

  @Test
  void anthropicWithAnyFieldOfAnyEventWrong() {
    for (int i = 0; i < CLAUDE.size(); i++) {
      for (String lie : Lies.of(CLAUDE.get(i))) {
        List<String> events = new ArrayList<>(CLAUDE);
        events.set(i, lie);
        ask("claude/claude-sonnet-4-5", events(events), lie);
      }
    }
  }

  @Test
  void geminiWithAnyFieldOfAnyEventWrong() {
    for (int i = 0; i < GEMINI.size(); i++) {
      for (String lie : Lies.of(GEMINI.get(i))) {
        List<String> events = new ArrayList<>(GEMINI);
        events.set(i, lie);
        ask("gcp/gemini-2.5-flash", events(events), lie);
      }
    }
  }

  @Test
  void eventsLeftOutTwiceAndInOtherOrders() {
    for (int i = 0; i < CLAUDE.size(); i++) {
      for (int j = 0; j < CLAUDE.size(); j++) {
        List<String> events = new ArrayList<>(CLAUDE);
        events.add(j, events.remove(i));
        ask("claude/claude-sonnet-4-5", events(events), i + " at " + j);
      }
      List<String> without = new ArrayList<>(CLAUDE);
      without.remove(i);
      ask("claude/claude-sonnet-4-5", events(without), "without " + i);
      List<String> twice = new ArrayList<>(CLAUDE);
      twice.add(i, CLAUDE.get(i));
      ask("claude/claude-sonnet-4-5", events(twice), "twice " + i);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"claude/claude-sonnet-4-5", "gcp/gemini-2.5-flash"})
  void anErrorThatEchoesTheCredential(String model) {
    for (int status : new int[] {400, 401, 403, 404, 429, 500, 529}) {
      String error =
          "{\"type\":\"error\",\"error\":{\"type\":\"x\",\"code\":%d,\"status\":\"%s\",\"message\":\"no %s\"}}"
              .formatted(status, CREDENTIAL, CREDENTIAL);
      next.set(Script.json(status, error));
      String body = "{\"name\":\"f\",\"model\":\"%s\",\"input\":\"hi\"}".formatted(model);
      assertThat(gateway.post("/v3/call", body).body()).doesNotContain(CREDENTIAL);
    }
  }
}
