package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.http.FakeUpstream;
import dev.switchboard.http.Script;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StrictFidelityTest {
  private static final String PATH = "/v3/compat/chat/completions";
  private static final String HEADER = "x-switchboard-fidelity";

  /** A seed, for which Anthropic's dialect has no slot. */
  private static final String BODY =
      """
      {"model":"%s","max_tokens":50,"seed":7,"messages":[{"role":"user","content":"Hi"}]}\
      """;

  @TempDir Path folder;
  private FakeUpstream claude;
  private FakeUpstream openai;
  private RunningGateway gateway;

  @BeforeEach
  void start() {
    claude = FakeUpstream.start().otherwise(_ -> claudeSays());
    openai = FakeUpstream.start().otherwise(_ -> Upstreams.answer("hello"));
    gateway =
        RunningGateway.start(
            folder,
            """
            providers:
              claude: {kind: anthropic, base_url: "%s", api_key: "test-credential-1234", retries: 0}
              oai: {kind: openai, base_url: "%s", api_key: "test-credential-1234", retries: 0}
            models:
              both: {targets: [claude/claude-sonnet-4-5, oai/gpt-4o]}
            """
                .formatted(claude.uri(""), openai.uri("/v1")));
  }

  @AfterEach
  void stop() {
    gateway.close();
    claude.close();
    openai.close();
  }

  @Test
  void tellsWhatWasLeftOutWhenNothingElseIsAskedFor() {
    HttpResponse<String> answer = gateway.post(PATH, BODY.formatted("claude/claude-sonnet-4-5"));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.headers().firstValue(HEADER)).contains("omitted=seed");
  }

  @Test
  void refusesALossBeforeTheProviderIsAsked() {
    HttpResponse<String> answer =
        gateway.post(PATH, BODY.formatted("claude/claude-sonnet-4-5"), HEADER, "strict");
    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(answer.body()).contains("seed").contains("strict");
    assertThat(claude.requests()).isEmpty();
  }

  @Test
  void takesTheNextTargetThatLosesNothing() {
    HttpResponse<String> answer = gateway.post(PATH, BODY.formatted("both"), HEADER, "strict");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.headers().firstValue(HEADER)).isEmpty();
    assertThat(claude.requests()).isEmpty();
    assertThat(openai.requests()).hasSize(1);
  }

  @Test
  void refusesAStandInModel() {
    HttpResponse<String> answer =
        gateway.post(PATH, BODY.formatted("oai/gpt-4o-eu"), HEADER, "strict");
    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(answer.body()).contains("region eu");
    assertThat(openai.requests()).isEmpty();
  }

  @Test
  void refusesAWordThatItDoesNotKnow() {
    HttpResponse<String> answer = gateway.post(PATH, BODY.formatted("both"), HEADER, "exact");
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("exact").contains("strict or report");
  }

  private static Script claudeSays() {
    return Script.json(
        200,
        """
        {"id":"msg_1","type":"message","role":"assistant","model":"claude-sonnet-4-5",
         "content":[{"type":"text","text":"hello"}],"stop_reason":"end_turn","stop_sequence":null,
         "usage":{"input_tokens":10,"output_tokens":2}}
        """);
  }
}
