package dev.switchboard.provider.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchboard.ir.ChatRequest;
import dev.switchboard.ir.ChatResponse;
import dev.switchboard.ir.Content;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.ir.Message;
import dev.switchboard.ir.OutputFormat;
import dev.switchboard.ir.ReasoningRequest;
import dev.switchboard.ir.ResponseAccumulator;
import dev.switchboard.ir.Role;
import dev.switchboard.ir.Sampling;
import dev.switchboard.ir.StopReason;
import dev.switchboard.ir.StreamEvent;
import dev.switchboard.ir.ToolChoice;
import dev.switchboard.ir.Usage;
import dev.switchboard.json.Json;
import dev.switchboard.json.SchemaValidator;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class SandboxProviderTest {
  private static final String SCHEMA =
      """
      {"type":"object","properties":{"sentiment":{"enum":["negative","positive"]},
       "confidence":{"type":"number"}},"required":["sentiment","confidence"],
       "additionalProperties":false}
      """;
  private final SandboxCalls sandbox = new SandboxCalls(SandboxCalls.IMPATIENT);

  @ParameterizedTest
  @CsvSource({
    "Tell me about lakes and rivers and mountains,'lakes, rivers, mountains'",
    "Hello there,“Hello there”"
  })
  void anAnswerInAnotherLanguageHoldsNoEnglishOfItsOwn(String user, String topic) {
    ChatRequest request =
        ChatRequest.of(
            "m",
            List.of(
                Message.text(Role.SYSTEM, "Respond in Swedish"), Message.text(Role.USER, user)));
    assertThat(sandbox.whole("chat", request, "").text()).contains("Du skrev om " + topic + ". ");
  }

  @Test
  void everyAnswerHasAnIdOfItsOwn() {
    ChatRequest request = SandboxCalls.withTools("Weather in Rome?", new ToolChoice.Required());
    ChatResponse first = sandbox.whole("chat", request, "");
    ChatResponse second = sandbox.whole("chat", request, "");
    assertThat(second.id()).isNotEqualTo(first.id());
    assertThat(second.content()).isNotEqualTo(first.content());
  }

  @Test
  void echoRepeatsTheLastUserTextWordForWord() {
    ChatRequest request =
        ChatRequest.of(
            "sandbox/echo",
            List.of(
                Message.text(Role.USER, "first"),
                Message.text(Role.ASSISTANT, "answer"),
                Message.text(Role.USER, "  {\"as\": \"it is\"}\n😀")));
    assertThat(sandbox.whole("echo", request, "").text()).isEqualTo("  {\"as\": \"it is\"}\n😀");
  }

  @Test
  void chatSaysThatItIsTheSandboxAndWhatTheInputIsAbout() {
    ChatResponse answer = sandbox.whole("chat", weather(), "");
    assertThat(answer.text()).contains("Switchboard sandbox", "weather", "Stockholm");
    assertThat(answer.reportedModel()).isEqualTo("sandbox/chat");
    assertThat(answer.stopReason()).isEqualTo(StopReason.END);
  }

  @Test
  void aStandInNamesTheModelThatWasNotCalled() {
    ChatResponse answer = sandbox.whole("openai/gpt-4o", weather(), "");
    assertThat(answer.text()).contains("in the name of openai/gpt-4o", "not called");
    assertThat(answer.reportedModel()).isEqualTo("sandbox/openai/gpt-4o");
  }

  @Test
  void anUnknownModelIsRefusedAndTheNearestNamed() {
    assertThat(sandbox.failure("fault-rate-limits", false, ""))
        .isInstanceOfSatisfying(
            Failure.ProviderRejected.class,
            f -> {
              assertThat(f.reason()).isEqualTo(Failure.ProviderRejected.Reason.MODEL_UNKNOWN);
              assertThat(f.message()).contains("nearest: fault-rate-limit");
            });
  }

  private static String withoutIds(ChatResponse answer) {
    String withIds = answer.toString();
    assertThat(answer.id()).matches("sandbox-[0-9a-f]{32}");
    return withIds.replace(answer.id().substring("sandbox-".length()), "…");
  }

  @Test
  void theSameRequestGetsTheSameAnswer() {
    SandboxCalls other = new SandboxCalls(SandboxConfig.DEFAULT);
    for (ChatRequest request : requests()) {
      assertThat(withoutIds(other.whole("chat", request, "")))
          .isEqualTo(withoutIds(sandbox.whole("chat", request, "")));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"chat", "echo", "openai/gpt-4o", "claude/opus-4@20250514"})
  void aStreamAddsUpToTheWholeAnswer(String model) {
    for (ChatRequest request : requests()) {
      ResponseAccumulator sum = new ResponseAccumulator();
      sandbox.stream(model, request, "").forEach(sum::accept);
      assertThat(withoutIds(sum.response().orElseThrow()))
          .isEqualTo(withoutIds(sandbox.whole(model, request, "")));
    }
  }

  @Test
  void anAnswerComesInManyDeltas() {
    assertThat(sandbox.stream("chat", weather(), ""))
        .filteredOn(StreamEvent.TextDelta.class::isInstance)
        .hasSizeGreaterThan(20);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Respond in Swedish.", "Svara på svenska."})
  void anAnswerIsInTheLanguageAskedFor(String instruction) {
    ChatRequest request =
        ChatRequest.of(
            "m",
            List.of(
                Message.text(Role.SYSTEM, instruction),
                Message.text(Role.USER, "Tell me about Stockholm")));
    assertThat(sandbox.whole("chat", request, "").text())
        .isEqualTo(
            "Det här är Switchboards sandlåda, som svarar utan en språkmodell. Du skrev om"
                + " Stockholm. Samma fråga får alltid samma svar.");
  }

  @Test
  void anAnswerEndsAtTheBoundOnTokens() {
    ChatResponse answer =
        sandbox.whole("chat", weather().withSampling(Sampling.DEFAULT.withMaxOutputTokens(5)), "");
    assertThat(answer.stopReason()).isEqualTo(StopReason.MAX_TOKENS);
    assertThat(answer.text()).hasSize(20);
    assertThat(answer.usage().outputTotal()).isEqualTo(5);
  }

  @Test
  void anAnswerEndsBeforeAStopText() {
    Sampling sampling =
        new Sampling(
            null, null, null, null, List.of("zzz", "sandbox"), null, null, null, null, null);
    ChatResponse answer = sandbox.whole("chat", weather().withSampling(sampling), "");
    assertThat(answer.stopReason()).isEqualTo(StopReason.STOP_SEQUENCE);
    assertThat(answer.stopSequence()).isEqualTo("sandbox");
    assertThat(answer.text()).isEqualTo("This is the Switchboard ");
  }

  @Test
  void tokensAreCountedFourCharactersEach() {
    Usage usage = sandbox.whole("echo", SandboxCalls.says("twelve chars"), "").usage();
    assertThat(usage).isEqualTo(Usage.of(6, 3));
  }

  @Test
  void reasoningIsShownAndCountedApartWhenItIsAskedFor() {
    ChatResponse answer = sandbox.whole("chat", reasoning(null), "");
    assertThat(answer.content().getFirst()).isInstanceOf(Content.Reasoning.class);
    assertThat(answer.usage().reasoning()).isPositive();
  }

  @Test
  void hiddenReasoningIsCountedAndNotShown() {
    ChatResponse answer = sandbox.whole("chat", reasoning(false), "");
    assertThat(answer.content()).noneMatch(Content.Reasoning.class::isInstance);
    assertThat(answer.usage().reasoning()).isPositive();
  }

  @Test
  void aSchemaIsFollowed() {
    ChatRequest request =
        weather().withOutput(new OutputFormat.JsonSchema("response", SCHEMA, true, null));
    assertValid(sandbox.whole("chat", request, "").text());
  }

  @Test
  void aSchemaInTheInstructionsIsFollowed() {
    ChatRequest request =
        ChatRequest.of(
            "m",
            List.of(
                Message.text(
                    Role.SYSTEM,
                    "Answer with nothing but one JSON value that is valid against this JSON"
                        + " Schema:\n"
                        + SCHEMA),
                Message.text(Role.USER, "I love it")));
    assertValid(sandbox.whole("chat", request, "").text());
  }

  @Test
  void jsonModeGetsAnObject() {
    ChatRequest request = weather().withOutput(new OutputFormat.JsonObject());
    assertThat(Json.parse(sandbox.whole("chat", request, "").text()).isObject()).isTrue();
  }

  @Test
  void aSchemaThatNothingFollowsGetsAnHonestText() {
    ChatRequest request =
        weather().withOutput(new OutputFormat.JsonSchema("response", "false", true, null));
    assertThat(sandbox.whole("chat", request, "").text()).contains("no value that is valid");
  }

  @Test
  void theToolThatTheTextIsAboutIsCalledWithValuesOfTheText() {
    ChatResponse answer = sandbox.whole("chat", tools(new ToolChoice.Auto()), "");
    assertThat(answer.stopReason()).isEqualTo(StopReason.TOOL_CALLS);
    assertThat(answer.text()).isEqualTo("I'll check with get_weather.");
    assertThat(calls(answer)).hasSize(1);
    assertThat(calls(answer).getFirst().name()).isEqualTo("get_weather");
    assertThat(calls(answer).getFirst().arguments())
        .isEqualTo("{\"location\":\"Stockholm\",\"unit\":\"celsius\"}");
  }

  @Test
  void aNamedToolIsCalledWithoutWords() {
    ChatResponse answer = sandbox.whole("chat", tools(new ToolChoice.Named("send_mail")), "");
    assertThat(answer.content()).hasSize(1);
    assertThat(calls(answer).getFirst().name()).isEqualTo("send_mail");
    assertThat(Json.parse(calls(answer).getFirst().arguments()).isObject()).isTrue();
  }

  @Test
  void noToolIsCalledWhenNoneMay() {
    assertThat(calls(sandbox.whole("chat", tools(new ToolChoice.None()), ""))).isEmpty();
  }

  @Test
  void twoCallsHaveDifferentIds() {
    ChatResponse answer = sandbox.whole("chat", tools(new ToolChoice.Auto()), "calls=2");
    assertThat(calls(answer)).hasSize(2).extracting(Content.ToolCall::id).doesNotHaveDuplicates();
  }

  @Test
  void afterToolResultsTheAnswerQuotesThem() {
    ChatRequest asked = tools(new ToolChoice.Auto());
    List<Message> messages = new ArrayList<>(asked.messages());
    messages.add(
        Message.of(Role.ASSISTANT, new Content.ToolCall("call_1", "get_weather", "{}", null)));
    messages.add(
        Message.of(
            Role.TOOL,
            new Content.ToolResult(
                "call_1", null, List.of(new Content.Text("18 degrees, sunny")), false)));
    ChatResponse answer = sandbox.whole("chat", asked.withMessages(messages), "");
    assertThat(calls(answer)).isEmpty();
    assertThat(answer.text()).contains("18 degrees, sunny").contains("Switchboard sandbox");
  }

  @Test
  void moreThanOneChoiceIsRefused() {
    Sampling sampling = new Sampling(null, null, null, null, List.of(), null, null, null, 3, null);
    assertThatThrownBy(() -> sandbox.whole("chat", weather().withSampling(sampling), ""))
        .isInstanceOf(FailureException.class)
        .hasMessageContaining("choices: 3");
  }

  @Test
  void aLeaseOfAnotherModelIsAMistake() {
    assertThatThrownBy(() -> sandbox.misleased("echo", "chat"))
        .isInstanceOf(IllegalStateException.class);
  }

  private static List<ChatRequest> requests() {
    return List.of(
        SandboxCalls.says("Hello"),
        weather(),
        reasoning(true),
        tools(new ToolChoice.Auto()),
        tools(new ToolChoice.Required()),
        weather().withSampling(Sampling.DEFAULT.withMaxOutputTokens(3)),
        tools(new ToolChoice.Required()).withSampling(Sampling.DEFAULT.withMaxOutputTokens(3)),
        weather().withOutput(new OutputFormat.JsonSchema("response", SCHEMA, true, null)));
  }

  private static ChatRequest weather() {
    return SandboxCalls.says("What is the weather in Stockholm?");
  }

  private static ChatRequest tools(ToolChoice choice) {
    return SandboxCalls.withTools("What is the weather in Stockholm?", choice);
  }

  private static ChatRequest reasoning(@Nullable Boolean visible) {
    ChatRequest plain = weather();
    return new ChatRequest(
        plain.model(),
        plain.messages(),
        plain.tools(),
        plain.toolChoice(),
        null,
        plain.output(),
        plain.sampling(),
        new ReasoningRequest(ReasoningRequest.Effort.LOW, null, visible),
        null,
        List.of());
  }

  private static List<Content.ToolCall> calls(ChatResponse answer) {
    return answer.content().stream()
        .filter(Content.ToolCall.class::isInstance)
        .map(Content.ToolCall.class::cast)
        .toList();
  }

  private static void assertValid(String text) {
    JsonNode value = Json.parse(text);
    assertThat(new SchemaValidator(10_000).compile(Json.parse(SCHEMA)).validate(value)).isEmpty();
  }
}
