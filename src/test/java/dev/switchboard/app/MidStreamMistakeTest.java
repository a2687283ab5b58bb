package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.http.FakeUpstream;
import dev.switchboard.http.Script;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** A mistake of the gateway's own after an answer has begun: a clock that breaks near its end. */
class MidStreamMistakeTest {
  private static final String MESSAGES = "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]";

  @TempDir Path folder;
  private FakeUpstream claude;
  private FakeUpstream gemini;
  private RunningGateway gateway;

  /** Breaks where the reasoning tokens of a finished answer are kept. */
  private static final class BrokenClock extends Clock {
    @Override
    public Instant instant() {
      boolean keeps =
          StackWalker.getInstance()
              .walk(frames ->
                  frames.anyMatch(frame -> frame.getClassName().endsWith("ThoughtMemory")));
      if (keeps) {
        throw new IllegalStateException("the clock is broken");
      }
      return Clock.systemUTC().instant();
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      throw new UnsupportedOperationException();
    }
  }

  @BeforeEach
  void start() {
    claude = FakeUpstream.start();
    gemini = FakeUpstream.start();
    gateway =
        RunningGateway.start(
            folder,
            """
            providers:
              claude: {kind: anthropic, base_url: "%s", api_key: "test-credential-1", retries: 0}
              gcp: {kind: gemini, base_url: "%s", api_key: "test-credential-2", retries: 0}
            """
                .formatted(claude.uri(""), gemini.uri("/v1beta")),
            new BrokenClock());
    claude.otherwise(_ -> claudeThinks());
    gemini.otherwise(_ -> geminiThinks());
  }

  @AfterEach
  void stop() {
    gateway.close();
    claude.close();
    gemini.close();
  }

  private static String event(String type, String more) {
    return "event: %s\ndata: {\"type\":\"%s\"%s}\n\n".formatted(type, type, more);
  }

  private static Script claudeThinks() {
    return Script.sse(
        event(
            "message_start",
            ",\"message\":{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\","
                + "\"model\":\"claude-sonnet-4-5\",\"content\":[],\"stop_reason\":null,"
                + "\"stop_sequence\":null,\"usage\":{\"input_tokens\":10,\"output_tokens\":1}}"),
        event(
            "content_block_start",
            ",\"index\":0,\"content_block\":{\"type\":\"thinking\",\"thinking\":\"\"}"),
        delta(0, "\"type\":\"thinking_delta\",\"thinking\":\"Hm.\""),
        delta(0, "\"type\":\"signature_delta\",\"signature\":\"c2lnbmVk\""),
        event("content_block_stop", ",\"index\":0"),
        event(
            "content_block_start",
            ",\"index\":1,\"content_block\":{\"type\":\"text\",\"text\":\"\"}"),
        delta(1, "\"type\":\"text_delta\",\"text\":\"Hello\""),
        event("content_block_stop", ",\"index\":1"),
        event(
            "message_delta",
            ",\"delta\":{\"stop_reason\":\"end_turn\",\"stop_sequence\":null},"
                + "\"usage\":{\"output_tokens\":20}"),
        event("message_stop", ""));
  }

  private static String delta(int index, String delta) {
    return event("content_block_delta", ",\"index\":" + index + ",\"delta\":{" + delta + "}");
  }

  private static Script geminiThinks() {
    return Script.sse(
        "data: {\"candidates\":[{\"content\":{\"role\":\"model\",\"parts\":[{\"text\":\"Hello\"}]},"
            + "\"index\":0}],\"modelVersion\":\"gemini-3-pro-preview\",\"responseId\":\"r1\"}\r\n\r\n",
        "data: {\"candidates\":[{\"content\":{\"role\":\"model\",\"parts\":[{\"text\":\" you\","
            + "\"thoughtSignature\":\"c2lnbmVk\"}]},\"finishReason\":\"STOP\",\"index\":0}],"
            + "\"usageMetadata\":{\"promptTokenCount\":10,\"candidatesTokenCount\":5},"
            + "\"modelVersion\":\"gemini-3-pro-preview\",\"responseId\":\"r1\"}\r\n\r\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/v3/compat/chat/completions|{\"model\":\"claude/claude-sonnet-4-5\",\"stream\":true,M}"
            + "|data: {\"error\":",
        "/v3/compat/responses|{\"model\":\"claude/claude-sonnet-4-5\",\"stream\":true,\"input\":\"hi\"}"
            + "|event: response.failed",
        "/v3/compat/v1/messages|{\"model\":\"gcp/gemini-3-pro-preview\",\"stream\":true,"
            + "\"max_tokens\":99,M}|event: error",
        "/v3/compat/v1beta/models/claude%2Fclaude-sonnet-4-5:streamGenerateContent?alt=sse|"
            + "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"hi\"}]}]}"
            + "|data: {\"error\":{\"code\":500",
        "/v3/compat/v1beta/models/claude%2Fclaude-sonnet-4-5:streamGenerateContent|"
            + "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"hi\"}]}]}"
            + "|{\"error\":{\"code\":500",
        "/v3/call/stream|{\"name\":\"f\",\"model\":\"claude/claude-sonnet-4-5\",\"input\":\"hi\"}"
            + "|data: {\"type\":\"error\"",
      })
  void endsTheStreamInTheErrorEventOfTheCallersDialect(String path, String body, String mark) {
    HttpResponse<String> answer = gateway.post(path, body.replace("M}", MESSAGES + "}"));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body())
        .contains("Hello")
        .contains(mark)
        .contains("the gateway made a mistake")
        .doesNotContain("clock");
    JsonNode call = gateway.traceOf(answer).path("spans").path(0);
    assertThat(call.toString()).contains("internal").contains("the gateway made a mistake");
  }

  @Test
  void leavesTheGatewayServing() {
    gateway.post(
        "/v3/call/stream",
        "{\"name\":\"f\",\"model\":\"claude/claude-sonnet-4-5\",\"input\":\"hi\"}");
    assertThat(
            gateway
                .post("/v3/call", "{\"name\":\"f\",\"model\":\"sandbox/chat\",\"input\":\"hi\"}")
                .statusCode())
        .isEqualTo(200);
  }
}
