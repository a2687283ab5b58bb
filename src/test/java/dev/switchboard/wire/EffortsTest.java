package dev.switchboard.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.ir.ChatRequest;
import dev.switchboard.ir.Message;
import dev.switchboard.ir.Note;
import dev.switchboard.ir.ReasoningRequest;
import dev.switchboard.ir.ReasoningRequest.Effort;
import dev.switchboard.ir.Role;
import dev.switchboard.ir.Sampling;
import dev.switchboard.json.Json;
import dev.switchboard.wire.anthropic.AnthropicClient;
import dev.switchboard.wire.bedrock.BedrockClient;
import dev.switchboard.wire.gemini.GeminiClient;
import dev.switchboard.wire.openai.OpenAiChatClient;
import dev.switchboard.wire.openai.OpenAiFlags;
import dev.switchboard.wire.openai.responses.OpenAiResponsesClient;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Holds what becomes of an effort at a model whose steps or budgets of thought are known. */
class EffortsTest {
  private static final List<Effort> ASKED =
      List.of(Effort.MINIMAL, Effort.LOW, Effort.MEDIUM, Effort.HIGH, Effort.XHIGH, Effort.MAX);

  /** The steps, and what is sent for minimal, low, medium, high, xhigh and max. */
  @ParameterizedTest
  @CsvSource({
    "minimal low medium high, minimal low medium high high high",
    "low medium high, low low medium high high high",
    "none low medium high xhigh, low low medium high xhigh xhigh",
    "low medium high xhigh max, low low medium high xhigh max",
    "low medium high max, low low medium high high max",
    "high max, high high high high high max",
    "max xhigh high, high high high high xhigh max",
    "medium, medium medium medium medium medium medium",
    "none high, high high high high high high",
    "'', minimal low medium high xhigh max",
  })
  void anEffortIsTheNearestStepThatTheModelHas(String steps, String sent) {
    ModelTraits traits = knowing(steps, null);
    assertThat(ASKED.stream().map(traits::nearest).map(EffortsTest::word).toList())
        .isEqualTo(List.of(sent.split(" ")));
    ClientCodec chat = new OpenAiChatClient("openai", OpenAiFlags.NONE);
    ClientCodec responses = new OpenAiResponsesClient("openai");
    for (int i = 0; i < ASKED.size(); i++) {
      String word = List.of(sent.split(" ")).get(i);
      assertThat(body(chat, "m", ASKED.get(i), traits, null).path("reasoning_effort").asString(""))
          .isEqualTo(word);
      assertThat(
              body(responses, "m", ASKED.get(i), traits, null).at("/reasoning/effort").asString(""))
          .isEqualTo(word);
      assertThat(notes(chat, "m", ASKED.get(i), traits)).hasSize(same(ASKED.get(i), word) ? 0 : 1);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 1_024, 2_049, 10_000, 12_288, 28_000, 32_000, 64_000, Integer.MAX_VALUE})
  void noEffortGetsFewerTokensThanALowerOne(int bound) {
    for (Integer known : Arrays.asList(null, 8_192, 65_536)) {
      ModelTraits traits = knowing("", known);
      List<Integer> tokens =
          ASKED.stream().map(effort -> EffortTokens.within(effort, traits, bound)).toList();
      assertThat(tokens).isSorted().allMatch(t -> t < bound);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "claude-opus-4-5, low medium high, high",
    "claude-opus-4-6, low medium high max, max",
    "claude-opus-4-7, low medium high xhigh max, max",
    "claude-opus-4-7, '', max",
  })
  void maxIsTheHighestEffortOfAClaudeModel(String model, String steps, String sent) {
    ModelTraits traits = knowing(steps, null);
    JsonNode body = body(new AnthropicClient("anthropic"), model, Effort.MAX, traits, null);
    if (body.at("/thinking/type").asString("").equals("adaptive")) {
      assertThat(body.at("/output_config/effort").asString("")).isEqualTo(sent);
    } else {
      assertThat(body.at("/thinking/budget_tokens").asInt(0)).isEqualTo(64_000 - 4_096);
    }
  }

  /** The bound on all output, and the budgets of high, xhigh and max. */
  @ParameterizedTest
  @CsvSource({
    "64000, 24576, 32768, 59904",
    "32000, 24576, 27904, 27904",
    "10000, 5904, 5904, 5904",
    "4096, 2048, 2048, 2048",
    "1500, 1024, 1024, 1024",
  })
  void maxIsAllThatTheBoundLeavesWhereClaudeTakesABudget(int bound, int high, int xhigh, int max) {
    List<Integer> budgets = List.of(high, xhigh, max);
    List<Effort> efforts = List.of(Effort.HIGH, Effort.XHIGH, Effort.MAX);
    for (int i = 0; i < efforts.size(); i++) {
      ModelTraits traits = knowing("", null);
      JsonNode here =
          body(new AnthropicClient("anthropic"), "claude-haiku-4-5", efforts.get(i), traits, bound);
      assertThat(here.at("/thinking/budget_tokens").asInt(0)).isEqualTo(budgets.get(i));
      JsonNode there =
          body(
              new BedrockClient("bedrock"),
              "anthropic.claude-haiku-4-5-20251001-v1:0",
              efforts.get(i),
              traits,
              bound);
      assertThat(there.at("/additionalModelRequestFields/thinking/budget_tokens").asInt(0))
          .isEqualTo(budgets.get(i));
    }
  }

  /** The bound on all output, and the budget for max. */
  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "gemini-2.5-pro, 32768, -, 32768",
        "gemini-2.5-flash, 24576, -, 24576",
        "gemini-2.5-flash, -, -, 24576",
        "gemini-2.5-flash, 20000, -, 20000",
        "gemini-2.5-flash, 24576, 8000, 4000",
        "gemini-2.5-flash, 24576, 65536, 24576",
      })
  void maxIsTheLargestBudgetOfAGeminiModel(
      String model, @Nullable Integer most, @Nullable Integer bound, int budget) {
    ModelTraits traits = knowing("", most);
    GeminiClient gemini = new GeminiClient("gemini");
    JsonNode body = body(gemini, model, Effort.MAX, traits, bound);
    assertThat(body.at("/generationConfig/thinkingConfig/thinkingBudget").asInt(0))
        .isEqualTo(budget);
    if (bound == null) {
      assertThat(notes(gemini, model, Effort.MAX, traits)).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "gemini-3-pro-preview, '', HIGH",
    "gemini-3-pro-preview, low high, HIGH",
    "gemini-3.9-flash, low medium, MEDIUM",
  })
  void maxIsTheHighestLevelOfAGeminiModel(String model, String steps, String level) {
    JsonNode body = body(new GeminiClient("gemini"), model, Effort.MAX, knowing(steps, null), null);
    assertThat(body.at("/generationConfig/thinkingConfig/thinkingLevel").asString(""))
        .isEqualTo(level);
  }

  @Test
  void noThoughtAtAllIsNotMadeSome() {
    assertThat(knowing("low high", null).nearest(Effort.NONE)).isEqualTo(Effort.NONE);
  }

  private static boolean same(Effort effort, String word) {
    return word(effort).equals(word);
  }

  private static String word(Effort effort) {
    return effort.name().toLowerCase(Locale.ROOT);
  }

  private static ModelTraits knowing(String steps, @Nullable Integer most) {
    List<Effort> efforts =
        Arrays.stream(steps.split(" "))
            .filter(step -> !step.isEmpty())
            .map(step -> Effort.valueOf(step.toUpperCase(Locale.ROOT)))
            .toList();
    return new ModelTraits(64_000, true, true, true, true, null, efforts, most);
  }

  private static List<Note> notes(
      ClientCodec client, String model, Effort effort, ModelTraits traits) {
    return client.encodeRequest(request(effort, null), model, false, traits).notes();
  }

  private static JsonNode body(
      ClientCodec client,
      String model,
      Effort effort,
      ModelTraits traits,
      @Nullable Integer bound) {
    return Json.parse(client.encodeRequest(request(effort, bound), model, false, traits).bytes());
  }

  private static ChatRequest request(Effort effort, @Nullable Integer bound) {
    ChatRequest plain =
        ChatRequest.of("m", List.of(Message.text(Role.USER, "Hi")))
            .withReasoning(new ReasoningRequest(effort, null, null));
    return bound == null ? plain : plain.withSampling(bounded(bound));
  }

  private static Sampling bounded(int bound) {
    return new Sampling(null, null, null, bound, List.of(), null, null, null, null, null);
  }
}
