package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.http.FakeUpstream;
import dev.switchboard.json.Json;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Work that is sold by the tokens that come out, under a budget. */
class MediaBudgetTest {
  @TempDir Path folder;
  private FakeUpstream upstream;
  private RunningGateway gateway;

  @BeforeEach
  void start() {
    upstream = FakeUpstream.start().otherwise(MediaProviders::answer);
    gateway = RunningGateway.start(folder, MediaProviders.config(upstream, "openai", "gcp"));
  }

  @AfterEach
  void stop() {
    gateway.close();
    upstream.close();
  }

  private void limit(String usd, String more) {
    var _ =
        gateway.managed(
            "/budgets",
            "{\"project\":\"default\",\"period\":\"total\",\"limit_usd\":" + usd + more + "}");
  }

  private JsonNode budget() {
    return gateway.managed("/budgets").path("data").get(0);
  }

  private HttpResponse<String> call(String model, String kind) {
    ObjectNode body = Json.object().put("name", "paid").put("instructions", "Make it blue");
    body.put("model", model).put("input", "A red circle");
    switch (kind) {
      case "hear" -> {
        body.put("input", MediaSamples.base64(MediaSamples.silence()));
        body.set("input_schema", MediaSamples.media("audio/wav"));
      }
      case "speak" -> body.set("output_schema", MediaSamples.media("audio/wav"));
      case "edit" -> {
        body.putObject("input")
            .put("picture", MediaSamples.base64(MediaSamples.picture("png", 8, 8)));
        body.set("input_schema", MediaSamples.object("picture", MediaSamples.media("image/png")));
        body.set("output_schema", MediaSamples.media("image/png"));
      }
      default -> body.set("output_schema", MediaSamples.media("image/png"));
    }
    return gateway.post("/v3/call", Json.text(body));
  }

  /**
   * What is set aside: a picture's 6,240 tokens at 40 USD a million and a short text; 2,000 tokens
   * of text at 10 and 16,000 of sound at 6; 16,384 of sound at 10; 32,768 of a picture at 30 and a
   * short text; the same as the first and 20,000 tokens of a picture at 10.
   */
  @ParameterizedTest
  @CsvSource({
    "openai/gpt-image-1, draw, 0.251, 0.249",
    "openai/gpt-4o-transcribe, hear, 0.12, 0.11",
    "gcp/gemini-2.5-flash-preview-tts, speak, 0.165, 0.163",
    "gcp/gemini-2.5-flash-image, draw, 0.99, 0.98",
    "openai/gpt-image-1, edit, 0.46, 0.44",
  })
  void setsTheMostAsideThatAModelCanTake(String model, String kind, String enough, String little) {
    limit(enough, "");
    HttpResponse<String> answer = call(model, kind);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(budget().path("reserved_usd").decimalValue()).isZero();
    assertThat(budget().path("spent_usd").decimalValue())
        .isEqualByComparingTo(Json.parse(answer.body()).path("meta").path("cost").decimalValue());
    limit(little, "");
    upstream.forget();
    HttpResponse<String> refused = call(model, kind);
    assertThat(refused.statusCode()).as(refused.body()).isEqualTo(402);
    assertThat(upstream.requests()).isEmpty();
  }

  @Test
  void asksForACeilingWhereNobodySaysHowMuchAModelCanTake() {
    limit("1", "");
    HttpResponse<String> refused = call("openai/gpt-4o-mini-tts", "speak");
    assertThat(refused.statusCode()).isEqualTo(402);
    assertThat(refused.body())
        .contains("step speak", "the most that this call can cost is not known");
    assertThat(upstream.requests()).isEmpty();
  }

  @Test
  void setsTheCeilingAsideWhereThereIsOne() {
    limit("0.1", ",\"ceiling_usd\":0.06");
    HttpResponse<String> answer = call("openai/gpt-4o-mini-tts", "speak");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    // 10 tokens in at 0.60 and 100 of sound at 12 USD a million.
    assertThat(budget().path("spent_usd").decimalValue()).isEqualByComparingTo("0.001206");
    assertThat(budget().path("reserved_usd").decimalValue()).isZero();
  }
}
