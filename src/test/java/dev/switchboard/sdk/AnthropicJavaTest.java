package dev.switchboard.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.core.JsonValue;
import com.anthropic.core.http.StreamResponse;
import com.anthropic.errors.AnthropicServiceException;
import com.anthropic.errors.BadRequestException;
import com.anthropic.errors.InternalServerException;
import com.anthropic.errors.NotFoundException;
import com.anthropic.errors.RateLimitException;
import com.anthropic.errors.UnauthorizedException;
import com.anthropic.errors.UnprocessableEntityException;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.messages.Base64ImageSource;
import com.anthropic.models.messages.Base64PdfSource;
import com.anthropic.models.messages.ContentBlockParam;
import com.anthropic.models.messages.DocumentBlockParam;
import com.anthropic.models.messages.ImageBlockParam;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCountTokensParams;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.anthropic.models.messages.StopReason;
import com.anthropic.models.messages.TextBlock;
import com.anthropic.models.messages.TextBlockParam;
import com.anthropic.models.messages.ThinkingBlock;
import com.anthropic.models.messages.Tool;
import com.anthropic.models.messages.ToolResultBlockParam;
import com.anthropic.models.messages.ToolUseBlock;
import com.anthropic.models.models.ModelInfo;
import dev.switchboard.json.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** The official Java SDK of Anthropic in front of the gateway. */
@Tag("sdk")
@EnabledIfEnvironmentVariable(named = GatewayUnderTest.BASE_URL_VARIABLE, matches = ".+")
class AnthropicJavaTest {
  private static final String MODELS = "dev.switchboard.sdk.GatewayUnderTest#models";

  private static AnthropicClient client;

  @BeforeAll
  static void connect() {
    client = client(GatewayUnderTest.key());
  }

  @AfterAll
  static void disconnect() {
    client.close();
  }

  @ParameterizedTest
  @MethodSource(MODELS)
  void answersWithText(String model) {
    Message message = client.messages().create(says(model, "Say hello.").build());
    assertThat(message.validate().stopReason()).contains(StopReason.END_TURN);
    assertThat(text(message)).isNotBlank();
    if (GatewayUnderTest.counts(model)) {
      assertThat(message.usage().inputTokens()).isPositive();
      assertThat(message.usage().outputTokens()).isPositive();
    }
  }

  @ParameterizedTest
  @MethodSource(MODELS)
  void streamsThroughTheAccumulator(String model) {
    MessageCreateParams hello = says(model, "Say hello.").build();
    long deltas;
    try (StreamResponse<RawMessageStreamEvent> events = client.messages().createStreaming(hello)) {
      deltas =
          events.stream()
              // The server of defects sends one event of a type that nobody knows.
              .map(event -> model.contains("-odd/") ? event : event.validate())
              .filter(RawMessageStreamEvent::isContentBlockDelta)
              .count();
    }
    assertThat(deltas).isGreaterThan(1);
    Message message = streamed(hello);
    assertThat(text(message)).isNotBlank();
    assertThat(message.stopReason()).contains(StopReason.END_TURN);
    if (GatewayUnderTest.counts(model)) {
      assertThat(message.usage().inputTokens()).isPositive();
    }
  }

  @ParameterizedTest
  @MethodSource("dev.switchboard.sdk.GatewayUnderTest#callers")
  void callsToolsInParallelAndReadsTheirResults(String model) {
    for (Function<MessageCreateParams, Message> ask : ways()) {
      MessageCreateParams.Builder asked =
          says(model, "How warm is it in both cities?").addTool(tool());
      Message first = ask.apply(asked.build());
      assertThat(first.stopReason()).contains(StopReason.TOOL_USE);
      List<ToolUseBlock> calls =
          first.content().stream().flatMap(block -> block.toolUse().stream()).toList();
      assertThat(calls).hasSize(2).extracting(ToolUseBlock::id).doesNotHaveDuplicates();
      List<ContentBlockParam> results =
          calls.stream()
              .map(call ->
                  ContentBlockParam.ofToolResult(
                      ToolResultBlockParam.builder().toolUseId(call.id()).content("21").build()))
              .toList();
      Message second = ask.apply(UserTurns.add(asked.addMessage(first), results).build());
      assertThat(text(second)).isNotBlank();
    }
  }

  @ParameterizedTest
  @MethodSource(MODELS)
  void takesAPictureAndADocument(String model) {
    ContentBlockParam picture =
        ContentBlockParam.ofImage(
            ImageBlockParam.builder()
                .source(
                    Base64ImageSource.builder()
                        .mediaType(Base64ImageSource.MediaType.IMAGE_PNG)
                        .data("iVBORw0KGgo=")
                        .build())
                .build());
    ContentBlockParam paper =
        ContentBlockParam.ofDocument(
            DocumentBlockParam.builder()
                .source(Base64PdfSource.builder().data("JVBERi0xLjQK").build())
                .build());
    for (Function<MessageCreateParams, Message> ask : ways()) {
      assertThat(text(ask.apply(of(model, picture)))).isNotBlank();
      if (GatewayUnderTest.readsDocuments(model)) {
        assertThat(text(ask.apply(of(model, picture, paper)))).isNotBlank();
      } else {
        assertThat(
                catchThrowableOfType(
                    UnprocessableEntityException.class, () -> ask.apply(of(model, paper))))
            .isNotNull();
      }
    }
  }

  private static MessageCreateParams of(String model, ContentBlockParam... parts) {
    List<ContentBlockParam> all = new ArrayList<>(List.of(parts));
    all.add(
        ContentBlockParam.ofText(
            TextBlockParam.builder().text("Describe the picture and the document.").build()));
    return UserTurns.add(MessageCreateParams.builder().model(model).maxTokens(1_000), all).build();
  }

  @ParameterizedTest
  @MethodSource(MODELS)
  void answersInTheFormOfASchema(String model) {
    JsonValue format =
        JsonValue.from(
            Map.of(
                "format",
                Map.of(
                    "type",
                    "json_schema",
                    "schema",
                    Map.of(
                        "type",
                        "object",
                        "properties",
                        Map.of("name", Map.of("type", "string"), "age", Map.of("type", "integer")),
                        "required",
                        List.of("name", "age"),
                        "additionalProperties",
                        false))));
    JsonNode person =
        Json.parse(
            text(
                client
                    .messages()
                    .create(
                        says(model, "Invent a person.")
                            .putAdditionalBodyProperty("output_config", format)
                            .build())));
    assertThat(person.get("age").isIntegralNumber()).isTrue();
  }

  @ParameterizedTest
  @MethodSource("dev.switchboard.sdk.GatewayUnderTest#thinkers")
  void thinksOverTwoTurns(String model) {
    for (Function<MessageCreateParams, Message> ask : ways()) {
      MessageCreateParams.Builder asked = says(model, "Please ponder.").enabledThinking(1_024);
      Message first = ask.apply(asked.build());
      ThinkingBlock thought = first.content().getFirst().thinking().orElseThrow();
      assertThat(thought.thinking()).isNotBlank();
      assertThat(thought.signature()).isNotBlank();
      Message second = ask.apply(asked.addMessage(first).addUserMessage("Go on, ponder.").build());
      assertThat(text(second)).isNotBlank();
    }
  }

  @ParameterizedTest
  @MethodSource(MODELS)
  void countsTokens(String model) {
    assertThat(
            client
                .messages()
                .countTokens(
                    MessageCountTokensParams.builder()
                        .model(model)
                        .addUserMessage("Say hello.")
                        .build())
                .inputTokens())
        .isPositive();
  }

  @Test
  void listsTheModels() {
    List<ModelInfo> models = client.models().list().autoPager().stream().toList();
    models.forEach(ModelInfo::validate);
    assertThat(models).extracting(ModelInfo::id).contains("sandbox/chat").doesNotHaveDuplicates();
    assertThat(client.models().retrieve("sandbox/chat").displayName()).isNotBlank();
  }

  @Test
  void toldFailuresAreTypedExceptions() {
    requireType(
        UnauthorizedException.class, "authentication_error", client("wrong"), "sandbox/chat");
    requireType(NotFoundException.class, "not_found_error", client, "no-such-model");
    requireType(
        RateLimitException.class, "rate_limit_error", client, "sandbox/chat@fault=rate_limit");
    requireType(
        InternalServerException.class, "overloaded_error", client, "sandbox/chat@fault=overloaded");
    requireType(
        BadRequestException.class,
        "invalid_request_error",
        client,
        "sandbox/chat@fault=context_length");
    requireType(
        BadRequestException.class, "invalid_request_error", client, "sandbox/chat@fault=nonsense");
  }

  @Test
  void whatATargetCannotDoIsUnprocessable() {
    UnprocessableEntityException refused =
        catchThrowableOfType(
            UnprocessableEntityException.class,
            () ->
                client
                    .messages()
                    .create(
                        says("openai-mock/gpt-4o", "Hi")
                            .putAdditionalBodyProperty("container", JsonValue.from("c_1"))
                            .build()));
    assertThat(refused.getMessage()).contains("container");
  }

  @ParameterizedTest
  @MethodSource("dev.switchboard.sdk.GatewayUnderTest#mockedModels")
  void handsOnAProvidersRateLimitWithItsWait(String model) {
    for (Function<MessageCreateParams, Message> ask : ways()) {
      RateLimitException refused =
          catchThrowableOfType(
              RateLimitException.class,
              () -> ask.apply(says(GatewayUnderTest.alone(model), "refuse").build()));
      assertThat(refused.headers().values("retry-after")).isNotEmpty();
    }
  }

  @Test
  void tellsAKeyWithoutMoneyOrRights() {
    Map.of(402, GatewayUnderTest.brokeKey(), 403, GatewayUnderTest.narrowKey())
        .forEach((status, key) -> {
          AnthropicServiceException refused =
              catchThrowableOfType(
                  AnthropicServiceException.class,
                  () -> client(key).messages().create(says("openai-mock/gpt-4o", "Hi").build()));
          assertThat(refused.statusCode()).isEqualTo(status);
        });
  }

  @ParameterizedTest
  @CsvSource({"cut", "no_end", "malformed"})
  void aBrokenStreamIsAnErrorAndNeverAnAnswer(String fault) {
    AnthropicServiceException broken =
        catchThrowableOfType(
            AnthropicServiceException.class,
            () -> streamed(says("sandbox/chat@fault=" + fault, "Hi").build()));
    assertThat(broken).isNotNull();
  }

  private static void requireType(
      Class<? extends AnthropicServiceException> kind,
      String type,
      AnthropicClient asked,
      String model) {
    AnthropicServiceException refused =
        catchThrowableOfType(
            kind, () -> asked.messages().create(says(model, "Say hello.").build()));
    assertThat(refused).as(model).isNotNull();
    assertThat(refused.getMessage()).contains("\"type\":\"" + type + "\"");
    assertThat(refused.headers().values("request-id")).hasSize(1);
  }

  private static List<Function<MessageCreateParams, Message>> ways() {
    return List.of(params -> client.messages().create(params), AnthropicJavaTest::streamed);
  }

  private static Message streamed(MessageCreateParams params) {
    MessageAccumulator accumulator = MessageAccumulator.create();
    try (StreamResponse<RawMessageStreamEvent> events = client.messages().createStreaming(params)) {
      events.stream().forEach(accumulator::accumulate);
    }
    return accumulator.message();
  }

  private static String text(Message message) {
    return message.content().stream()
        .flatMap(block -> block.text().stream())
        .map(TextBlock::text)
        .collect(Collectors.joining());
  }

  private static MessageCreateParams.Builder says(String model, String text) {
    return MessageCreateParams.builder().model(model).maxTokens(4_000).addUserMessage(text);
  }

  private static Tool tool() {
    return Tool.builder()
        .name("get_temperature")
        .description("How warm it is in one of the cities.")
        .inputSchema(
            Tool.InputSchema.builder()
                .properties(
                    Tool.InputSchema.Properties.builder()
                        .putAdditionalProperty("city", JsonValue.from(Map.of("type", "string")))
                        .build())
                .required(List.of("city"))
                .build())
        .build();
  }

  private static AnthropicClient client(String key) {
    return AnthropicOkHttpClient.builder()
        .baseUrl(GatewayUnderTest.baseUrl())
        .apiKey(key)
        .maxRetries(0)
        .timeout(Duration.ofSeconds(20))
        .build();
  }
}
